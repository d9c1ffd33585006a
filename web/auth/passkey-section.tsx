import { Box, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  listPasskeys,
  passkeyOptions,
  registerPasskey,
  removePasskey,
  renamePasskey,
} from '../../server/modules/auth/auth.passkey.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'
import { knowsPasskeys, makePasskey, wasDismissed } from './passkey.ts'

type Passkey = Data<typeof listPasskeys>['passkeys'][number]

/** The passkeys of the person. */
export function PasskeySection() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const passkeys = useQuery(q(listPasskeys))
  const [naming, setNaming] = useState<Passkey | 'new' | null>(null)
  const [removing, setRemoving] = useState<Passkey | null>(null)
  const renewed = () => outdate(client, '/auth/passkeys', '/auth/mfa', '/auth/me')
  return (
    <Section
      title={t('security.passkeys')}
      beside={
        knowsPasskeys() && (
          <Button variant="default" size="compact-sm" onClick={() => setNaming('new')}>
            {t('security.addPasskey')}
          </Button>
        )
      }
    >
      <Answer query={passkeys} skeleton={<Text c="dimmed">{t('ui.loading')}</Text>}>
        {(data) =>
          data.passkeys.length === 0 ? (
            <Text size="sm">{knowsPasskeys() ? t('security.passkeyLine') : t('security.noPasskeysHere')}</Text>
          ) : (
            <ul className="lines">
              {data.passkeys.map((passkey) => (
                <li key={passkey.id}>
                  <Row passkey={passkey} rename={() => setNaming(passkey)} remove={() => setRemoving(passkey)} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {naming && (
        <Naming
          passkey={naming === 'new' ? null : naming}
          close={() => setNaming(null)}
          saved={(message) => {
            setNaming(null)
            done(message)
            void renewed()
          }}
        />
      )}
      <Confirm
        opened={removing !== null}
        title={t('security.removePasskeyTitle')}
        text={t('security.removePasskeyText', { name: removing?.name ?? '' })}
        act={t('security.removePasskey')}
        send={() => call(removePasskey, { params: { id: removing!.id } })}
        close={() => setRemoving(null)}
        done={() => {
          setRemoving(null)
          done(t('security.passkeyRemoved'))
          void renewed()
        }}
      />
    </Section>
  )
}

function Row(props: { passkey: Passkey; rename: () => void; remove: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { name, lastUsedAt, createdAt } = props.passkey
  return (
    <Group justify="space-between" wrap="nowrap">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <IconKey size={20} stroke={1.5} aria-hidden />
        <Box miw={0}>
          <Text size="sm" fw={500} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {lastUsedAt ? t('account.lastUsed', { ago: format.ago(lastUsedAt) }) : t('security.added', { ago: format.ago(createdAt) })}
          </Text>
        </Box>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" size="compact-sm" onClick={props.rename} aria-label={t('security.renameOf', { name })}>
          {t('security.rename')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={props.remove} aria-label={t('security.removeOf', { name })}>
          {t('security.remove')}
        </Button>
      </Group>
    </Group>
  )
}

function Naming(props: { passkey: Passkey | null; close: () => void; saved: (message: string) => void }) {
  const { t } = useTranslation()
  const { passkey } = props
  const form = useForm({
    initialValues: { name: passkey?.name ?? t('security.myDevice') },
    validate: { name: (value) => (value.trim() ? null : t('auth.needed')) },
  })
  const save = useMutation({
    mutationFn: async (name: string) => {
      if (passkey) return call(renamePasskey, { params: { id: passkey.id }, body: { name } })
      const { options } = await call(passkeyOptions)
      return call(registerPasskey, { body: { name, credential: await makePasskey(options) } })
    },
    onSuccess: () => props.saved(passkey ? t('security.passkeyRenamed') : t('security.passkeyAdded')),
  })
  return (
    <Modal
      opened
      onClose={props.close}
      title={passkey ? t('security.rename') : t('security.addPasskey')}
      centered
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <form onSubmit={form.onSubmit(({ name }) => save.mutate(name.trim()))}>
        <Stack>
          {!passkey && <Text size="sm">{t('security.addPasskeyLine')}</Text>}
          <TextInput {...form.getInputProps('name')} label={t('security.passkeyName')} maxLength={60} data-autofocus />
          <FormFoot
            error={wasDismissed(save.error) ? null : save.error}
            pending={save.isPending}
            submit={passkey ? t('ui.saveChanges') : t('security.goOn')}
            cancel={props.close}
          />
        </Stack>
      </form>
    </Modal>
  )
}
