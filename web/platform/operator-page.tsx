import { Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { operatorConfirmTotp, operatorLogin, operatorMe, operatorSetUpTotp } from '../../server/modules/platform/platform.contract.ts'
import { ApiError, call, q } from '../api.ts'
import { Outside } from '../auth/outside.tsx'
import { RecoveryCodes } from '../auth/recovery-codes.tsx'
import { Failed } from '../ui/answer.tsx'
import { faultsOf } from '../ui/forms.ts'
import { QrCode } from '../ui/qr-code.tsx'
import { Console } from './console.tsx'

/** Where operators of the platform sign in, and everything that is theirs once they have. */
export function OperatorPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useQuery({ ...q(operatorMe), retry: false })
  const [codes, setCodes] = useState<readonly string[]>([])
  const again = () => void client.invalidateQueries({ queryKey: q(operatorMe).queryKey })
  const operator = me.isError ? undefined : me.data?.operator
  const kept = <RecoveryCodes codes={codes} close={() => setCodes([])} />
  if (operator?.hasSecondFactor) {
    return (
      <Console operator={operator} signedOut={again}>
        <Outlet />
        {kept}
      </Console>
    )
  }
  return (
    <Outside title={t('operator.signInTitle')} line={operator?.email ?? t('operator.signInLine')}>
      {me.isPending ? null : operator === undefined ? (
        <SignIn done={again} />
      ) : (
        <SetUp
          done={(fresh) => {
            setCodes(fresh)
            again()
          }}
        />
      )}
      {kept}
    </Outside>
  )
}

function SignIn({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const form = useForm({ initialValues: { email: '', password: '', code: '' } })
  // Once it was asked for, the field stays.
  const [asked, setAsked] = useState(false)
  const signIn = useMutation({
    mutationFn: ({ code, ...values }: typeof form.values) =>
      call(operatorLogin, { body: { ...values, ...(code.trim() && { code: code.trim() }) } }),
    onSuccess: done,
    onError: (error) => setAsked((before) => before || needsCode(error)),
  })
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
      <Stack gap="sm">
        {signIn.isError && !needsCode(signIn.error) && <Failed error={signIn.error} />}
        <TextInput
          {...form.getInputProps('email')}
          label={t('auth.email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          {...form.getInputProps('password')}
          label={t('auth.password')}
          autoComplete="current-password"
          maxLength={128}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
        />
        {asked && <CodeField {...form.getInputProps('code')} autoFocus />}
        <Button type="submit" loading={signIn.isPending}>
          {t('auth.signIn')}
        </Button>
      </Stack>
    </form>
  )
}

const needsCode = (error: unknown) => error instanceof ApiError && error.code === 'SECOND_FACTOR_NEEDED'

function CodeField(props: { autoFocus?: boolean }) {
  const { t } = useTranslation()
  return (
    <TextInput {...props} label={t('security.code')} description={t('security.codeHint')} autoComplete="one-time-code" maxLength={20} />
  )
}

function SetUp({ done }: { done: (codes: readonly string[]) => void }) {
  const { t } = useTranslation()
  const form = useForm({ initialValues: { code: '' } })
  const begin = useMutation({ mutationFn: () => call(operatorSetUpTotp) })
  const confirm = useMutation({
    mutationFn: (code: string) => call(operatorConfirmTotp, { body: { code } }),
    onSuccess: ({ recoveryCodes }) => done(recoveryCodes),
    onError: (error) => form.setErrors(faultsOf(error, { CODE_WRONG: 'code' })),
  })
  const totp = begin.data?.totp
  if (!totp) {
    return (
      <Stack>
        {begin.isError && <Failed error={begin.error} />}
        <Button loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('security.setUpApp')}
        </Button>
      </Stack>
    )
  }
  return (
    <form onSubmit={form.onSubmit(({ code }) => confirm.mutate(code.trim()))}>
      <Stack>
        <Text size="sm">{t('operator.setUpLine')}</Text>
        <QrCode text={totp.uri} label={t('security.square')} />
        <Text size="sm">
          {t('security.orType')} <Code>{totp.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</Code>
        </Text>
        {confirm.isError && !form.errors.code && <Failed error={confirm.error} />}
        <CodeField {...form.getInputProps('code')} autoFocus />
        <Button type="submit" loading={confirm.isPending}>
          {t('security.switchOn')}
        </Button>
      </Stack>
    </form>
  )
}
