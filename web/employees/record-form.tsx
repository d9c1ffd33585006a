import { NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, outdate } from '../api.ts'
import { CountrySelect } from '../ui/country-select.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, filledOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { documentKinds, relations, type PersonRecord, type RecordKind } from './records.ts'

const refusals = { EDUCATION_YEARS: 'lastYear', EXPERIENCE_DAYS: 'lastDay', IDENTITY_DOCUMENT_DAYS: 'expiresOn' }

/** Adds a record of a kind, or changes one. */
export default function RecordForm(props: {
  employeeId: string
  kind: RecordKind
  record: PersonRecord | undefined
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { employeeId, kind, record } = props
  const before = Object.fromEntries(
    kind.fields.map((field) => [field.name, record?.[field.name] ?? (field.as === 'relation' || field.as === 'document' ? null : '')]),
  ) as Record<string, string | number | null>
  const form = useForm({
    initialValues: before,
    validate: (values) =>
      Object.fromEntries(
        kind.fields
          .filter((field) => field.required && !String(values[field.name] ?? '').trim())
          .map((field) => [field.name, t('auth.needed')]),
      ),
  })
  const save = useSave(form, {
    send: (values, keyFor) => {
      if (record) {
        const body = { ...changesOf(values, before), version: record.version }
        return call(kind.change, { params: { id: employeeId, recordId: record.id }, body })
      }
      const body = filledOf(values)
      return call(kind.add, { params: { id: employeeId }, body, idempotencyKey: keyFor(body) })
    },
    saved: () => {
      void outdate(client, '/employees/:id/')
      done(t('people.record.saved'))
      props.close(true)
    },
    fields: refusals,
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        {kind.fields.map((field, index) => {
          const { maxLength, minimum, maximum } = limitsOf(kind.add, field.name)
          const common = {
            ...form.getInputProps(field.name),
            label: t(`people.record.field.${field.name}`),
            required: field.required ?? false,
            ...(index === 0 && { autoFocus: true }),
          }
          switch (field.as) {
            case 'relation':
              return (
                <Select
                  key={field.name}
                  {...common}
                  allowDeselect={false}
                  data={relations.map((value) => ({ value, label: t(`people.record.relation.${value}`) }))}
                />
              )
            case 'document':
              return (
                <Select
                  key={field.name}
                  {...common}
                  openOnFocus={false}
                  allowDeselect={false}
                  data={documentKinds.map((value) => ({ value, label: t(`people.record.document.${value}`) }))}
                />
              )
            case 'number':
              return (
                <NumberInput
                  key={field.name}
                  {...common}
                  allowDecimal={false}
                  thousandSeparator=""
                  {...(minimum !== undefined && { min: minimum })}
                  {...(maximum !== undefined && { max: maximum })}
                  {...(field.name === 'rank' && { description: t('people.record.rankHint') })}
                />
              )
            case 'long':
              return <Textarea key={field.name} {...common} autosize minRows={2} maxLength={maxLength} />
            case 'country':
              return (
                <CountrySelect
                  key={field.name}
                  {...common}
                  clearable={!field.required}
                  onChange={(value) => form.setFieldValue('country', value ?? '')}
                />
              )
            default:
              return (
                <TextInput key={field.name} {...common} type={field.as} maxLength={maxLength ?? (field.as === 'tel' ? 40 : undefined)} />
              )
          }
        })}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={record ? t('ui.saveChanges') : t(`people.record.add.${kind.name}`)}
          disabled={record !== undefined && !form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
