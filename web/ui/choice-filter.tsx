import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Narrows a list to one of a few words; none chosen is all of them. */
export function ChoiceFilter<V extends string>(props: {
  label: string
  /** What stands there while nothing is chosen. */
  any: string
  choices: readonly V[]
  nameOf: (choice: V) => string
  value: V | undefined
  onChange: (choice: V | undefined) => void
  wide?: number
}) {
  const { t } = useTranslation()
  return (
    <Select
      aria-label={props.label}
      placeholder={props.any}
      data={props.choices.map((value: string) => ({ value, label: props.nameOf(value as V) }))}
      value={props.value ?? null}
      onChange={(value) => props.onChange(props.choices.find((one) => one === value))}
      clearable
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
      w={{ base: '100%', xs: props.wide ?? 180 }}
    />
  )
}
