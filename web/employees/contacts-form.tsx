import { Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getEmployee, type EmployeeDetail } from '../../server/modules/employees/employees.contract.ts'
import { updateContacts } from '../../server/modules/employees/employees.lifecycle.contract.ts'
import { call, outdate, q } from '../api.ts'
import { FormFoot } from '../ui/form-drawer.tsx'
import { limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { changesOf, useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'

type Leave = (ignoreBlocker?: boolean) => void

/** What people change of themselves. */
export default function ContactsForm(props: { employee: EmployeeDetail; close: Leave }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { id, personal, preferredName, version } = props.employee
  const before = {
    preferredName: preferredName ?? '',
    phone: personal?.phone ?? '',
    personalEmail: personal?.personalEmail ?? '',
    address: personal?.address ?? '',
  }
  const form = useForm({ initialValues: before })
  const save = useSave(form, {
    send: (values) => call(updateContacts, { params: { id }, body: { ...changesOf(values, before), version } }),
    saved: (data) => {
      client.setQueryData(q(getEmployee, { params: { id } }).queryKey, data)
      void outdate(client, '/employees')
      done(t('people.contactsSaved'))
      props.close(true)
    },
  })
  const max = (field: string) => limitsOf(updateContacts, field).maxLength
  return (
    <form onSubmit={save.submit} noValidate>
      <Unsaved when={save.unsaved} />
      <Stack>
        <TextInput label={t('people.preferredName')} autoFocus maxLength={max('preferredName')} {...form.getInputProps('preferredName')} />
        <TextInput type="tel" label={t('people.phone')} maxLength={40} {...form.getInputProps('phone')} />
        <TextInput
          type="email"
          label={t('people.personalEmail')}
          maxLength={max('personalEmail')}
          {...form.getInputProps('personalEmail')}
        />
        <Textarea label={t('people.address')} autosize minRows={2} maxLength={max('address')} {...form.getInputProps('address')} />
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
