import { NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export type FieldType = 'number' | 'text' | 'bool' | 'date'
export type FieldTexts = Readonly<Record<string, string>>

/** An input for each field of a request, as its type asks for; what is not filled in is the empty text. */
export function FieldInputs(props: {
  fields: readonly { name: string; label: string; type: FieldType }[]
  values: FieldTexts
  change: (values: FieldTexts) => void
  error?: (name: string) => string | undefined
}) {
  const { t } = useTranslation()
  const { values, change } = props
  return props.fields.map(({ name, label, type }) => {
    const set = (value: string) => change({ ...values, [name]: value })
    const common = { key: name, label, error: props.error?.(name) }
    const value = values[name] ?? ''
    if (type === 'number') return <NumberInput {...common} key={name} value={value} onChange={(next) => set(String(next))} />
    if (type === 'bool')
      return (
        <Select
          {...common}
          key={name}
          clearable
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
          openOnFocus={false}
          data={(['true', 'false'] as const).map((one) => ({ value: one, label: t(`workflows.field.${one}`) }))}
          value={value || null}
          onChange={(next) => set(next ?? '')}
        />
      )
    return (
      <TextInput
        {...common}
        key={name}
        type={type === 'date' ? 'date' : 'text'}
        value={value}
        maxLength={1000}
        onChange={(event) => set(event.currentTarget.value)}
      />
    )
  })
}

/** What was filled in, as the types say. */
export function typed(values: FieldTexts, types: Readonly<Record<string, FieldType>>) {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, text]) => text.trim() !== '')
      .map(([name, text]) => [name, types[name] === 'number' ? Number(text) : types[name] === 'bool' ? text === 'true' : text.trim()]),
  )
}

/** The name of a field as words: `costCentre` is "Cost centre". */
export function wordsOf(name: string) {
  const words = name.replaceAll(/[A-Z]+/g, (letters) => ` ${letters.length > 1 ? letters : letters.toLowerCase()}`).trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
