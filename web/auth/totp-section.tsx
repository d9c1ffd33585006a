import { Badge, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmTotp, getSecondFactors, removeTotp, renewRecoveryCodes, setUpTotp } from '../../server/modules/auth/auth.mfa.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { faultsOf } from '../ui/forms.ts'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { QrCode } from '../ui/qr-code.tsx'
import { Section } from '../ui/section.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Begun = Data<typeof setUpTotp>['totp']

/** The authenticator app and the recovery codes of the person. */
export function TotpSection() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const factors = useQuery(q(getSecondFactors))
  const [begun, setBegun] = useState<Begun | null>(null)
  const [codes, setCodes] = useState<readonly string[]>([])
  const [removing, setRemoving] = useState(false)
  const begin = useMutation({ mutationFn: () => call(setUpTotp), onSuccess: ({ totp }) => setBegun(totp) })
  const renew = useMutation({
    mutationFn: () => call(renewRecoveryCodes),
    onSuccess: ({ recoveryCodes }) => {
      setCodes(recoveryCodes)
      void outdate(client, '/auth/mfa')
    },
  })
  return (
    <Section title={t('security.app')}>
      <Answer query={factors} skeleton={<Text c="dimmed">{t('ui.loading')}</Text>}>
        {({ secondFactors: { totpSince, passkeyCount, recoveryCodesLeft } }) => (
          <Stack align="flex-start">
            {totpSince ? (
              <Group gap="sm">
                <Badge color="good">{t('security.on')}</Badge>
                <Text size="sm">{t('security.appSince', { when: format.instant(totpSince) })}</Text>
              </Group>
            ) : (
              <Text size="sm">{t('security.appLine')}</Text>
            )}
            {begin.isError && <Failed error={begin.error} />}
            {renew.isError && <Failed error={renew.error} />}
            <Group gap="sm">
              {totpSince ? (
                <Button variant="default" onClick={() => setRemoving(true)}>
                  {t('security.removeApp')}
                </Button>
              ) : (
                <Button loading={begin.isPending} onClick={() => begin.mutate()}>
                  {t('security.setUpApp')}
                </Button>
              )}
              {(totpSince !== null || passkeyCount > 0) && (
                <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                  {t('security.renewCodes')}
                </Button>
              )}
            </Group>
            {/* Who has only a passkey may never have made any codes: nothing is missing then. */}
            {(totpSince !== null || recoveryCodesLeft > 0) && (
              <Text size="sm" c={totpSince !== null && recoveryCodesLeft < 3 ? 'bad' : 'dimmed'}>
                {t('security.codesLeft', { count: recoveryCodesLeft })}
              </Text>
            )}
          </Stack>
        )}
      </Answer>
      {begun && (
        <SetUp
          begun={begun}
          close={() => setBegun(null)}
          confirmed={(fresh) => {
            setBegun(null)
            setCodes(fresh)
            done(t('security.appOn'))
            void outdate(client, '/auth/mfa', '/auth/me')
          }}
        />
      )}
      <RecoveryCodes codes={codes} close={() => setCodes([])} />
      <Confirm
        opened={removing}
        title={t('security.removeAppTitle')}
        text={t('security.removeAppText')}
        act={t('security.removeApp')}
        send={() => call(removeTotp)}
        close={() => setRemoving(false)}
        done={() => {
          setRemoving(false)
          done(t('security.appRemoved'))
          void outdate(client, '/auth/mfa', '/auth/me')
        }}
      />
    </Section>
  )
}

function SetUp(props: { begun: Begun; close: () => void; confirmed: (codes: readonly string[]) => void }) {
  const { t } = useTranslation()
  const { secret, uri } = props.begun
  const form = useForm({ initialValues: { code: '' } })
  const confirm = useMutation({
    mutationFn: (code: string) => call(confirmTotp, { body: { code } }),
    onSuccess: ({ recoveryCodes }) => props.confirmed(recoveryCodes),
    onError: (error) => form.setErrors(faultsOf(error, { CODE_WRONG: 'code' })),
  })
  return (
    <Modal opened onClose={props.close} title={t('security.setUpApp')} centered closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={form.onSubmit(({ code }) => confirm.mutate(code.trim()))}>
        <Stack>
          <Text size="sm">{t('security.scan')}</Text>
          <QrCode text={uri} label={t('security.square')} />
          <Text size="sm">
            {t('security.orType')} <Code>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</Code>
          </Text>
          <TextInput
            {...form.getInputProps('code')}
            label={t('security.code')}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={7}
            required
            withAsterisk={false}
            data-autofocus
          />
          <FormFoot
            error={form.errors.code ? null : confirm.error}
            pending={confirm.isPending}
            submit={t('security.switchOn')}
            cancel={props.close}
          />
        </Stack>
      </form>
    </Modal>
  )
}
