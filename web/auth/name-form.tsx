import { Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { updateMe } from '../../server/modules/auth/auth.contract.ts'
import { call, outdate } from '../api.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { faultsOf, limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Unsaved } from '../ui/unsaved.tsx'

export function NameForm(props: { firstName: string; lastName: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const needed = (value: string) => (value.trim() ? null : t('auth.needed'))
  const form = useForm({
    initialValues: { firstName: props.firstName, lastName: props.lastName },
    validate: { firstName: needed, lastName: needed },
  })
  const save = useMutation({
    mutationFn: (values: typeof form.values) => call(updateMe, { body: values }),
    onError: (error) => form.setErrors(faultsOf(error)),
    onSuccess: () => {
      form.resetDirty()
      void outdate(client, '/auth/me')
      done(t('account.nameSaved'))
    },
  })
  const { maxLength } = limitsOf(updateMe, 'firstName')
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Unsaved when={form.isDirty() && !save.isPending} />
      <Stack gap="sm">
        <Group grow className="field-row">
          <TextInput {...form.getInputProps('firstName')} label={t('auth.firstName')} autoComplete="given-name" maxLength={maxLength} />
          <TextInput {...form.getInputProps('lastName')} label={t('auth.lastName')} autoComplete="family-name" maxLength={maxLength} />
        </Group>
        <FormEnd error={save.error} pending={save.isPending} submit={t('account.saveName')} disabled={!form.isDirty()} />
      </Stack>
    </form>
  )
}
