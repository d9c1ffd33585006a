import { Alert, Badge, Box, Button, Code, Group, Modal, MultiSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCopy } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from '../../server/modules/api-keys/api-keys.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormFoot } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'
import type { Me } from './me.ts'

type ApiKey = Data<typeof listApiKeys>['apiKeys'][number]

/** The company's keys for other programs. */
export function ApiKeySection({ me }: { me: Me }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const keys = useQuery(q(listApiKeys, { query: { status: 'active', limit: 100 } }))
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const [shown, setShown] = useState<string | null>(null)
  const renewed = () => outdate(client, '/api-keys')
  const show = ({ apiKey }: Data<typeof createApiKey>) => {
    setMaking(false)
    setShown(apiKey.key)
    void renewed()
  }
  return (
    <Section
      title={t('security.apiKeys')}
      beside={
        <Button variant="default" size="compact-sm" onClick={() => setMaking(true)}>
          {t('security.makeKey')}
        </Button>
      }
    >
      <Answer query={keys} skeleton={<Text c="dimmed">{t('ui.loading')}</Text>}>
        {({ apiKeys }) =>
          apiKeys.length === 0 ? (
            <Text size="sm">{t('security.noKeys')}</Text>
          ) : (
            <ul className="lines">
              {apiKeys.map((apiKey) => (
                <li key={apiKey.id}>
                  <Row apiKey={apiKey} mine={apiKey.createdBy.id === me.user.id} show={show} revoke={() => setRevoking(apiKey)} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {making && <Making me={me} made={show} close={() => setMaking(false)} />}
      <Shown secret={shown} close={() => setShown(null)} />
      <Confirm
        opened={revoking !== null}
        title={t('security.revokeTitle')}
        text={t('security.revokeText', { name: revoking?.name ?? '' })}
        act={t('security.revoke')}
        send={() => call(revokeApiKey, { params: { id: revoking!.id } })}
        close={() => setRevoking(null)}
        done={() => {
          setRevoking(null)
          done(t('security.revoked'))
          void renewed()
        }}
      />
    </Section>
  )
}

function Row(props: { apiKey: ApiKey; mine: boolean; show: (data: Data<typeof createApiKey>) => void; revoke: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { name, hint, createdBy, expiresAt, lastUsedAt, previousUntil, permissions, id } = props.apiKey
  const rotate = useMutation({ mutationFn: () => call(rotateApiKey, { params: { id }, body: {} }), onSuccess: props.show })
  const facts = [
    createdBy.name,
    t('security.expires', { when: format.instant(expiresAt) }),
    lastUsedAt ? t('account.lastUsed', { ago: format.ago(lastUsedAt) }) : t('security.neverUsed'),
  ]
  return (
    <Stack gap={4}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Box miw={0}>
          <Group gap="xs">
            <Text size="sm" fw={500}>
              {name}
            </Text>
            <Code>{t('security.hint', { hint })}</Code>
            {previousUntil && <Badge color="waiting">{t('security.overlap', { when: format.instant(previousUntil) })}</Badge>}
          </Group>
          <Text size="xs" c="dimmed">
            {facts.join(t('ui.dot'))}
          </Text>
          <Text size="xs" c="dimmed" truncate title={permissions.join(', ')}>
            {permissions.join(', ')}
          </Text>
        </Box>
        <Group gap="xs" wrap="nowrap">
          {props.mine && (
            <Button
              variant="default"
              size="compact-sm"
              loading={rotate.isPending}
              onClick={() => rotate.mutate()}
              aria-label={t('security.rotateOf', { name })}
            >
              {t('security.rotate')}
            </Button>
          )}
          <Button variant="default" size="compact-sm" onClick={props.revoke} aria-label={t('security.revokeOf', { name })}>
            {t('security.revoke')}
          </Button>
        </Group>
      </Group>
      {rotate.isError && <Failed error={rotate.error} />}
    </Stack>
  )
}

function Making(props: { me: Me; made: (data: Data<typeof createApiKey>) => void; close: () => void }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { name: '', permissions: [] as string[], expiresInDays: 90 },
    validate: {
      name: (value) => (value.trim() ? null : t('auth.needed')),
      permissions: (value) => (value.length > 0 ? null : t('auth.needed')),
    },
  })
  const make = useMutation({
    mutationFn: (values: typeof form.values) => call(createApiKey, { body: { ...values, name: values.name.trim() } }),
    onSuccess: props.made,
  })
  const codes = props.me.permissions.map(({ permission }) => permission).toSorted((a, b) => a.localeCompare(b))
  return (
    <Modal opened onClose={props.close} title={t('security.makeKey')} centered closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <form onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
        <Stack>
          <TextInput
            {...form.getInputProps('name')}
            label={t('security.keyName')}
            description={t('security.keyNameHint')}
            maxLength={80}
            data-autofocus
          />
          <MultiSelect
            {...form.getInputProps('permissions')}
            label={t('security.keyPermissions')}
            description={t('security.keyPermissionsHint')}
            data={codes}
            searchable
            clearable
          />
          <NumberInput {...form.getInputProps('expiresInDays')} label={t('security.keyDays')} min={1} max={366} allowDecimal={false} />
          <FormFoot error={make.error} pending={make.isPending} submit={t('security.makeKey')} cancel={props.close} />
        </Stack>
      </form>
    </Modal>
  )
}

function Shown(props: { secret: string | null; close: () => void }) {
  const { t } = useTranslation()
  const copy = async () => {
    await navigator.clipboard.writeText(props.secret ?? '')
    done(t('security.copied'))
  }
  return (
    <Modal
      opened={props.secret !== null}
      onClose={props.close}
      title={t('security.keyTitle')}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      <Stack>
        <Alert color="waiting">{t('security.keyOnce')}</Alert>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
          {props.secret}
        </Code>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
            {t('security.copy')}
          </Button>
          <Button onClick={props.close}>{t('security.keyKept')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
