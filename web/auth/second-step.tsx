import { Anchor, Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconKey } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { login } from '../../server/modules/auth/auth.contract.ts'
import { ApiError, call, type Proof } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { askPasskey, knowsPasskeys, wasDismissed } from './passkey.ts'

export type SecondFactor = { mfaToken: string; methods: Proof[]; passkeyOptions: Readonly<Record<string, unknown>> | null }

/** What the answer to a right password asks for; null when it is another refusal. */
export function secondFactorIn(error: unknown): SecondFactor | null {
  return error instanceof ApiError && error.code === 'SECOND_FACTOR_NEEDED' ? (error.details as SecondFactor) : null
}

/** The second step of signing in: a code of the app, a recovery code or a passkey. */
export function SecondStep(props: { asked: SecondFactor; done: (data: Data<typeof login>) => void; restart: () => void }) {
  const { t } = useTranslation()
  const { mfaToken, methods, passkeyOptions } = props.asked
  const byCode = methods.includes('totp') || methods.includes('recovery-code')
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim().length >= 6 ? null : t('security.codeNeeded')) },
  })
  const send = useMutation({
    mutationFn: (code: string) => call(login, { body: { mfaToken, code: code.trim() } }),
    onSuccess: props.done,
    onError: () => form.setValues({ code: '' }),
  })
  const passkey = useMutation({
    mutationFn: async () => call(login, { body: { mfaToken, passkey: await askPasskey(passkeyOptions!) } }),
    onSuccess: props.done,
  })
  const error = send.error ?? (wasDismissed(passkey.error) ? null : passkey.error)
  return (
    <form onSubmit={form.onSubmit(({ code }) => send.mutate(code))} noValidate>
      <Stack gap="sm">
        {error && <Failed error={error} />}
        {byCode && (
          <>
            <TextInput
              {...form.getInputProps('code')}
              label={t('security.code')}
              description={t('security.codeHint')}
              autoComplete="one-time-code"
              maxLength={20}
              autoFocus
            />
            <Button type="submit" loading={send.isPending} fullWidth size="md">
              {t('auth.signIn')}
            </Button>
          </>
        )}
        {passkeyOptions && knowsPasskeys() && (
          <Button
            variant={byCode ? 'default' : 'filled'}
            leftSection={<IconKey size={16} aria-hidden />}
            loading={passkey.isPending}
            onClick={() => passkey.mutate()}
            fullWidth
            size="md"
          >
            {t('security.usePasskey')}
          </Button>
        )}
        <Anchor component="button" type="button" size="sm" onClick={props.restart}>
          {t('auth.backToSignIn')}
        </Anchor>
      </Stack>
    </form>
  )
}
