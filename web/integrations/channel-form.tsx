import { Checkbox, Group, PasswordInput, Select, SimpleGrid, Stack, Switch } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { noticeTopics } from '../../server/modules/integrations/integrations.contract.ts'
import type { ChatKind, Integrations } from '../../server/modules/integrations/integrations.contract.ts'
import { ownNames } from '../auth/language-choice.tsx'
import { companyLanguages } from '../i18n.ts'
import { useMe } from '../auth/me.ts'
import { FormEnd } from '../ui/form-end.tsx'
import { ClockInput } from '../ui/date-inputs.tsx'
import { done } from '../ui/notify.ts'
import { useSave } from '../ui/save.ts'
import { Unsaved } from '../ui/unsaved.tsx'
import { send, ServiceCard, useKept, useSecretHint } from './service.tsx'

/** One channel of a chat service, and what it is told when. */
export function ChannelForm({ kind, channel, version }: { kind: ChatKind; channel: Integrations[ChatKind]; version: number }) {
  const { t } = useTranslation()
  const { settings } = useMe()
  const kept = useKept()
  const hint = useSecretHint(channel)
  const name = t(`integrations.${kind}.name`)
  const form = useForm({
    initialValues: {
      address: '',
      sendAt: channel?.sendAt ?? '09:00',
      topics: channel?.topics ?? [...noticeTopics],
      language: channel?.language ?? (settings.language === 'id' ? 'id' : 'en'),
      isOn: channel?.isOn ?? true,
    },
    validate: {
      address: (value) => (value.trim() || channel ? null : t('auth.needed')),
      topics: (value) => (value.length > 0 ? null : t('integrations.topicNeeded')),
      sendAt: (value) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? null : t('settings.clockForm')),
    },
  })
  const save = useSave(form, {
    send: ({ address, ...values }) => send({ [kind]: { ...values, ...(address.trim() && { address: address.trim() }) }, version }),
    saved: (data) => {
      kept(data)
      done(t('integrations.saved', { name }))
    },
  })
  return (
    <ServiceCard kind={kind} service={channel} version={version} dirty={form.isDirty()}>
      <form onSubmit={save.submit} noValidate>
        <Unsaved when={save.unsaved} />
        <Stack>
          <PasswordInput
            {...form.getInputProps('address')}
            label={t('integrations.address')}
            description={t(`integrations.${kind}.where`)}
            {...(hint && { placeholder: hint })}
            maxLength={1000}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('integrations.showAddress') }}
          />
          <Checkbox.Group {...form.getInputProps('topics')} label={t('integrations.topics')}>
            <Group gap="lg" mt={6}>
              {noticeTopics.map((topic) => (
                <Checkbox key={topic} value={topic} label={t(`integrations.topic.${topic}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ClockInput {...form.getInputProps('sendAt')} label={t('integrations.sendAt')} />
            <Select
              {...form.getInputProps('language')}
              label={t('integrations.language')}
              data={companyLanguages.map((value) => ({ value, label: ownNames[value] }))}
              allowDeselect={false}
            />
          </SimpleGrid>
          <FormEnd
            error={save.error}
            pending={save.pending}
            submit={channel ? t('integrations.save') : t('integrations.connect', { name })}
            disabled={!form.isDirty()}
            beside={<Switch {...form.getInputProps('isOn', { type: 'checkbox' })} label={t('integrations.channelOn')} />}
          />
        </Stack>
      </form>
    </ServiceCard>
  )
}
