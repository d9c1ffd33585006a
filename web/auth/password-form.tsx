import { PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changePassword } from '../../server/modules/auth/auth.contract.ts'
import { call, outdate } from '../api.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { faultsOf, limitsOf } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'

const { minLength = 12, maxLength = 128 } = limitsOf(changePassword, 'newPassword')

/** Changes one's own password; `given` is when somebody else chose the one there is. */
export function PasswordForm(props: { given?: boolean; onDone?: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: {
      currentPassword: (value) => (value ? null : t('auth.passwordNeeded')),
      newPassword: (value) => (value.length < minLength ? t('auth.passwordTooShort', { count: minLength }) : null),
    },
  })
  const change = useMutation({
    mutationFn: (body: typeof form.values) => call(changePassword, { body }),
    onError: (error) => form.setErrors(faultsOf(error, { PASSWORD_WEAK: 'newPassword', PASSWORD_WRONG: 'currentPassword' })),
    onSuccess: () => {
      form.reset()
      void outdate(client, '/auth').then(props.onDone)
      done(t('account.passwordChanged'))
    },
  })
  const eye = { 'aria-label': t('auth.showPassword') }
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Stack gap="sm">
        <PasswordInput
          {...form.getInputProps('currentPassword')}
          label={props.given ? t('auth.givenPassword') : t('account.currentPassword')}
          autoComplete="current-password"
          maxLength={128}
          visibilityToggleButtonProps={eye}
        />
        <PasswordInput
          {...form.getInputProps('newPassword')}
          label={t('auth.newPassword')}
          description={t('auth.passwordHint', { count: minLength })}
          autoComplete="new-password"
          maxLength={maxLength}
          visibilityToggleButtonProps={eye}
        />
        <FormEnd error={change.error} pending={change.isPending} submit={t('account.changePassword')} />
      </Stack>
    </form>
  )
}
