import { Select, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { useFormat } from '../ui/format.ts'

const LONG_TEXT = 200
/** As in `custom-fields.rules.ts`, whose arithmetic would come along for it. */
const DEFAULT_TEXT = 500

/** What a field of the company is filled in with; `input` comes from the form, and an empty text is nothing. */
export function CustomInput(props: { field: CustomField; input: object; autoFocus?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { kind, rules, label, isRequired } = props.field
  const common = { ...props.input, label, required: isRequired, ...(props.autoFocus && { autoFocus: true }) }
  switch (kind) {
    case 'text': {
      const maxLength = rules.maxLength ?? DEFAULT_TEXT
      if (maxLength > LONG_TEXT) return <Textarea {...common} autosize minRows={1} maxRows={8} maxLength={maxLength} />
      return <TextInput {...common} maxLength={maxLength} />
    }
    case 'number': {
      const { smallest, largest } = rules
      const range =
        smallest !== undefined && largest !== undefined
          ? t('customFields.between', { from: format.number(smallest), to: format.number(largest) })
          : smallest !== undefined
            ? t('customFields.atLeast', { from: format.number(smallest) })
            : largest !== undefined && t('customFields.atMost', { to: format.number(largest) })
      return <TextInput {...common} inputMode="decimal" maxLength={20} {...(range && { description: range })} />
    }
    case 'date':
      return <DayInput {...common} min={rules.earliest} max={rules.latest} />
    case 'choice':
      return (
        <Select
          {...common}
          data={(rules.choices ?? []).map(({ key, label: name }) => ({ value: key, label: name }))}
          clearable={!isRequired}
          searchable
          openOnFocus={false}
          nothingFoundMessage={t('ui.nothingFound')}
          clearButtonProps={{ 'aria-label': t('ui.clear') }}
        />
      )
    case 'person':
      return <PersonSelect {...common} openOnFocus={false} />
    // Files are put into a field that is there, not filled in.
    default:
      return null
  }
}
