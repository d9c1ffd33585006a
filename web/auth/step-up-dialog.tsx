import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconKey } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { stepUp, stepUpOptions } from '../../server/modules/auth/auth.session.contract.ts'
import { call, type Proof } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { askPasskey, knowsPasskeys, wasDismissed } from './passkey.ts'

/** Asks once more who it is. */
export default function StepUpDialog(props: { proofs: readonly Proof[]; settle: (proved: boolean) => void }) {
  const { t } = useTranslation()
  const { proofs, settle } = props
  const byPassword = proofs.includes('password')
  const byCode = proofs.includes('totp') || proofs.includes('recovery-code')
  const form = useForm({ initialValues: { proof: '' } })
  const prove = useMutation({
    mutationFn: (proof: string) => call(stepUp, { body: byPassword ? { password: proof } : { code: proof } }),
    onSuccess: () => settle(true),
    onError: () => form.reset(),
  })
  const passkey = useMutation({
    mutationFn: async () => {
      const { options } = await call(stepUpOptions)
      return call(stepUp, { body: { passkey: await askPasskey(options) } })
    },
    onSuccess: () => settle(true),
  })
  const error = prove.error ?? (wasDismissed(passkey.error) ? null : passkey.error)
  return (
    <Modal
      opened
      onClose={() => settle(false)}
      title={t('security.stepUpTitle')}
      centered
      zIndex={500}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <form onSubmit={form.onSubmit(({ proof }) => prove.mutate(proof))}>
        <Stack>
          <Text size="sm">{t('security.stepUpLine')}</Text>
          {error && <Failed error={error} />}
          {byPassword && (
            <PasswordInput
              {...form.getInputProps('proof')}
              label={t('auth.password')}
              autoComplete="current-password"
              maxLength={128}
              required
              withAsterisk={false}
              data-autofocus
              visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
            />
          )}
          {byCode && (
            <TextInput
              {...form.getInputProps('proof')}
              label={t('security.code')}
              description={t('security.codeHint')}
              autoComplete="one-time-code"
              maxLength={20}
              required
              withAsterisk={false}
              data-autofocus
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => settle(false)}>
              {t('ui.cancel')}
            </Button>
            {proofs.includes('passkey') && knowsPasskeys() && (
              <Button
                variant={byCode ? 'default' : 'filled'}
                leftSection={<IconKey size={16} aria-hidden />}
                loading={passkey.isPending}
                onClick={() => passkey.mutate()}
              >
                {t('security.usePasskey')}
              </Button>
            )}
            {(byPassword || byCode) && (
              <Button type="submit" loading={prove.isPending}>
                {t('security.goOn')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
