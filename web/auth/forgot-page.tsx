import { Alert, Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconMail } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { forgotPassword } from '../../server/modules/auth/auth.contract.ts'
import { call } from '../api.ts'
import { useBrand } from '../companies/brand.ts'
import { Failed } from '../ui/answer.tsx'
import { Outside } from './outside.tsx'
import { AnchorLink } from '../ui/links.tsx'

export function ForgotPage() {
  const { t } = useTranslation()
  const brand = useBrand()
  const form = useForm({
    initialValues: { email: '', company: '' },
    validate: { email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('auth.emailNeeded')) },
  })
  const ask = useMutation({
    mutationFn: ({ email, company }: typeof form.values) =>
      call(forgotPassword, { body: { email: email.trim(), ...(company.trim() && { company: company.trim() }) } }),
  })
  return (
    <Outside
      title={t('auth.forgotTitle')}
      line={t('auth.forgotLine')}
      brand={brand}
      below={
        <AnchorLink to="/sign-in" inherit underline="always">
          {t('auth.backToSignIn')}
        </AnchorLink>
      }
    >
      {ask.isSuccess ? (
        <Alert color="good" icon={<IconMail aria-hidden />} role="status">
          {t('auth.forgotDone')}
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit((values) => ask.mutate(values))} noValidate>
          <Stack gap="sm">
            {ask.isError && <Failed error={ask.error} />}
            <TextInput
              {...form.getInputProps('email')}
              label={t('auth.email')}
              type="email"
              autoComplete="username"
              autoFocus
              maxLength={254}
            />
            <TextInput
              {...form.getInputProps('company')}
              label={t('auth.companyOptional')}
              description={t('auth.companyHint')}
              maxLength={254}
            />
            <Button type="submit" loading={ask.isPending} fullWidth mt="xs">
              {t('auth.sendLink')}
            </Button>
          </Stack>
        </form>
      )}
    </Outside>
  )
}
