import { Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { getCustomValues, updateCustomValues } from '../../server/modules/custom-fields/custom-fields.value.contract.ts'
import { call, outdate, q } from '../api.ts'
import { FileField } from '../custom-fields/custom-file.tsx'
import { CustomInput } from '../custom-fields/custom-input.tsx'
import { blankOf, sentOf } from '../custom-fields/fields.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

/** Fills in what the company has added to what is kept about a person; only what was changed is sent. */
export default function CustomForm(props: {
  employeeId: string
  fields: readonly CustomField[]
  values: Readonly<Record<string, string>>
  close: (ignoreBlocker?: boolean) => void
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { employeeId } = props
  const fields = props.fields.filter(({ kind }) => kind !== 'file')
  const files = props.fields.filter(({ kind }) => kind === 'file')
  const before = Object.fromEntries(fields.map((field) => [field.key, props.values[field.key] ?? blankOf(field)]))
  const form = useForm({ initialValues: { custom: before } })
  const save = useSave(form, {
    send: ({ custom }) => {
      const changes = changesOf(custom, before) as Record<string, string | null>
      return call(updateCustomValues, { params: { id: employeeId }, body: { custom: sentOf(fields, changes) } })
    },
    saved: (data) => {
      client.setQueryData(q(getCustomValues, { params: { id: employeeId } }).queryKey, data)
      void outdate(client, '/employees', '/custom-fields')
      done(t('people.custom.saved'))
      props.close(true)
    },
  })
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        {fields.map((field, at) => (
          <CustomInput key={field.id} field={field} input={form.getInputProps(`custom.${field.key}`)} autoFocus={at === 0} />
        ))}
        {files.map((field) => (
          <FileField key={field.id} employeeId={employeeId} field={field} name={props.values[field.key]} />
        ))}
        <FormFoot
          error={save.error}
          pending={save.pending}
          submit={t('ui.saveChanges')}
          disabled={!form.isDirty()}
          cancel={() => props.close()}
        />
      </Stack>
    </form>
  )
}
