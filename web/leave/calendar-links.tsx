import { ActionIcon, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconCalendarShare, IconCheck, IconCopy, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createFeed, listFeeds, revokeFeed, type Feed } from '../../server/modules/leave/leave.feed.contract.ts'
import { call, outdate, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'

/** Secret links under which a calendar program follows one's own leave, or the team's. */
export function CalendarLinks() {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<IconCalendarShare size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t('leave.links.title')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('leave.links.title')}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {opened && <Links />}
      </Modal>
    </>
  )
}

function Links() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const client = useQueryClient()
  const feeds = useQuery(q(listFeeds))
  const create = useOneAtATime(
    useMutation({
      mutationFn: (kind: Feed['kind']) => call(createFeed, { body: { kind } }),
      onSuccess: () => void outdate(client, '/leave/feeds'),
    }),
  )
  const revoke = useOneAtATime(
    useMutation({
      mutationFn: (id: string) => call(revokeFeed, { params: { id } }),
      onSuccess: () => {
        done(t('leave.links.revoked'))
        void outdate(client, '/leave/feeds')
      },
    }),
  )
  const kinds = (['own', 'team'] as const).filter((kind) => kind === 'team' || (can(me, 'leave.request') && me.user.employeeId !== null))
  const made = create.data?.feed
  return (
    <Stack>
      <Text size="sm">{t('leave.links.line')}</Text>
      <Answer query={feeds} skeleton={null}>
        {(data) =>
          data.feeds.length > 0 && (
            <ul className="lines">
              {data.feeds.map(({ id, kind, createdAt, lastUsedAt }) => (
                <li key={id}>
                  <Group justify="space-between" wrap="nowrap">
                    <div>
                      <Text size="sm" fw={500}>
                        {t(`leave.links.kind.${kind}`)}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {lastUsedAt
                          ? t('leave.links.used', { ago: format.ago(lastUsedAt) })
                          : t('leave.links.made', { ago: format.ago(createdAt) })}
                      </Text>
                    </div>
                    <ActionIcon
                      variant="subtle"
                      color="bad"
                      aria-label={t('leave.links.revoke', { kind: t(`leave.links.kind.${kind}`) })}
                      onClick={() => revoke.mutate(id)}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {made && (
        <Group align="flex-end" wrap="nowrap" gap="xs">
          <TextInput
            label={t(`leave.links.kind.${made.kind}`)}
            description={t('leave.links.once')}
            value={made.url}
            readOnly
            flex={1}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={made.url}>
            {({ copied, copy }) => (
              <ActionIcon variant="default" size={36} aria-label={copied ? t('leave.links.copied') : t('leave.links.copy')} onClick={copy}>
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            )}
          </CopyButton>
        </Group>
      )}
      {create.isError && <Failed error={create.error} />}
      {revoke.isError && <Failed error={revoke.error} />}
      <Group gap="sm">
        {kinds.map((kind) => (
          <Button key={kind} variant="default" loading={create.isPending} onClick={() => create.mutate(kind)}>
            {t(`leave.links.make.${kind}`)}
          </Button>
        ))}
      </Group>
    </Stack>
  )
}
