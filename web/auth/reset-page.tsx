import { Alert, Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCheck, IconLinkOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { resetPassword } from '../../server/modules/auth/auth.contract.ts'
import { call } from '../api.ts'
import { useBrand } from '../companies/brand.ts'
import { Failed } from '../ui/answer.tsx'
import { faultsOf, limitsOf } from '../ui/forms.ts'
import { Outside } from './outside.tsx'
import { AnchorLink } from '../ui/links.tsx'

const route = getRouteApi('/reset')
const { minLength = 12, maxLength = 128 } = limitsOf(resetPassword, 'password')

export function ResetPage() {
  const { t } = useTranslation()
  const { token } = route.useSearch()
  const brand = useBrand()
  const form = useForm({
    initialValues: { password: '', again: '' },
    validate: {
      password: (value) => (value.length < minLength ? t('auth.passwordTooShort', { count: minLength }) : null),
      again: (value, { password }) => (value === password ? null : t('auth.passwordsDiffer')),
    },
  })
  const set = useMutation({
    mutationFn: ({ password }: typeof form.values) => call(resetPassword, { body: { token: token ?? '', password } }),
    onError: (error) => form.setErrors(faultsOf(error, { PASSWORD_WEAK: 'password' })),
  })
  const toSignIn = (
    <AnchorLink to="/sign-in" inherit underline="always">
      {t('auth.backToSignIn')}
    </AnchorLink>
  )
  return (
    <Outside title={t('auth.resetTitle')} line={t('auth.resetLine')} brand={brand} below={toSignIn}>
      {!token && (
        <Alert color="bad" icon={<IconLinkOff aria-hidden />} role="alert">
          {t('auth.linkIncomplete')}
        </Alert>
      )}
      {set.isSuccess ? (
        <Alert color="good" icon={<IconCheck aria-hidden />} role="status">
          {t('auth.resetDone')}
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit((values) => set.mutate(values))} noValidate>
          <Stack gap="sm">
            {set.isError && <Failed error={set.error} />}
            <PasswordInput
              {...form.getInputProps('password')}
              label={t('auth.newPassword')}
              description={t('auth.passwordHint', { count: minLength })}
              autoComplete="new-password"
              maxLength={maxLength}
              visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            />
            <PasswordInput
              {...form.getInputProps('again')}
              label={t('auth.newPasswordAgain')}
              autoComplete="new-password"
              maxLength={maxLength}
              visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            />
            <Button type="submit" loading={set.isPending} disabled={!token} fullWidth mt="xs">
              {t('auth.setPassword')}
            </Button>
          </Stack>
        </form>
      )}
    </Outside>
  )
}
