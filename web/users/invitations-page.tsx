import { Badge, Box, Button, Card, Drawer, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import { IconMailOpened, IconMailPlus, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  invitationStates,
  listInvitations,
  resendInvitation,
  revokeInvitation,
  type Invitation,
} from '../../server/modules/users/users.invitation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { AccountTabs } from './account-tabs.tsx'
import { Confirm } from './confirm.tsx'
import { InviteForm } from './invite-form.tsx'

const route = getRouteApi('/_app/accounts/invitations')
const colours = { open: 'waiting', accepted: 'good', expired: 'gray', revoked: 'gray' } as const

/** Who was invited, and what became of it. */
export function InvitationsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/accounts/invitations' })
  const [revoking, setRevoking] = useState<Invitation | null>(null)
  const { page, q: text, state, invite } = search
  const invitations = useQuery({
    ...q(listInvitations, { query: { page: page ?? 1, limit: 20, ...(text && { q: text }), ...(state && { state }) } }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ invite: _invite, person: _person, ...rest }) => rest, ignoreBlocker })
  const open = () => void navigate({ search: (old) => ({ ...old, invite: true as const }) })
  const inviteButton = (
    <Button leftSection={<IconMailPlus size={16} aria-hidden />} onClick={open}>
      {t('invitations.invite')}
    </Button>
  )
  return (
    <Page
      title={t('accounts.title')}
      line={invitations.data && t('invitations.count', { count: invitations.data.pagination.total })}
      actions={inviteButton}
    >
      <AccountTabs value="invitations" />
      <Group gap="sm">
        <SearchField label={t('invitations.find')} value={text} onChange={(value) => filter({ q: value })} />
        <SegmentedControl
          ms={{ base: 0, sm: 'auto' }}
          size="xs"
          aria-label={t('invitations.stateFilter')}
          value={state ?? 'all'}
          onChange={(value) => filter({ state: invitationStates.find((one) => one === value) })}
          data={[
            { value: 'all', label: t('ui.all') },
            ...invitationStates.map((value) => ({ value, label: t(`invitations.state.${value}`) })),
          ]}
        />
      </Group>
      <Answer query={invitations} skeleton={<Skeleton h={160} />}>
        {(data) => (
          <Card>
            {data.invitations.length > 0 ? (
              <Stack>
                <ul className="lines">
                  {data.invitations.map((one) => (
                    <li key={one.id}>
                      <Row invitation={one} revoke={() => setRevoking(one)} />
                    </li>
                  ))}
                </ul>
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            ) : text || state ? (
              <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('invitations.none')} hint={t('ui.widenFilters')} />
            ) : (
              <Empty icon={<IconMailOpened size={28} stroke={1.5} />} title={t('invitations.none')} hint={t('invitations.noneHint')}>
                {inviteButton}
              </Empty>
            )}
          </Card>
        )}
      </Answer>
      {/* After the key press is over: the same Escape would close the question whether to discard as soon as it opens. */}
      <Drawer
        opened={invite === true}
        onClose={() => void setTimeout(close)}
        position="right"
        size={460}
        title={t('invitations.inviteTitle')}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        <InviteForm person={search.person} cancel={() => close()} close={() => close(true)} />
      </Drawer>
      {revoking && (
        <Confirm
          title={t('invitations.revokeTitle')}
          text={t('invitations.revokeText', { email: revoking.email })}
          keep={t('invitations.keep')}
          confirm={t('invitations.revoke')}
          act={() => call(revokeInvitation, { params: { id: revoking.id } })}
          said={t('invitations.revoked', { email: revoking.email })}
          outdates="/invitations"
          close={() => setRevoking(null)}
        />
      )}
    </Page>
  )
}

function Row({ invitation, revoke }: { invitation: Invitation; revoke: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const { email, role, state, can } = invitation
  const resend = useOneAtATime(
    useMutation({
      mutationFn: () => call(resendInvitation, { params: { id: invitation.id } }),
      onSuccess: () => {
        done(t('invitations.resent', { email }))
        void outdate(client, '/invitations')
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  const name = [invitation.firstName, invitation.lastName].filter(Boolean).join(' ')
  const sent = t('invitations.sentBy', { ago: format.ago(invitation.sentAt), name: invitation.invitedByName ?? 'Muster' })
  const until = state === 'open' ? t('invitations.until', { when: format.instant(invitation.expiresAt) }) : null
  return (
    <Group justify="space-between" gap="sm">
      <Box miw={0}>
        <Text size="sm" fw={500} truncate>
          {email}
        </Text>
        <Text size="xs" c="dimmed">
          {[name || null, role.name, invitation.employeeName === name ? null : invitation.employeeName].filter(Boolean).join(' · ')}
        </Text>
        <Text size="xs" c="dimmed">
          {[sent, until].filter(Boolean).join(' · ')}
        </Text>
      </Box>
      <Group gap="xs">
        <Badge color={colours[state]}>{t(`invitations.state.${state}`)}</Badge>
        {can.resend && (
          <Button
            variant="default"
            size="compact-sm"
            loading={resend.isPending}
            aria-label={t('invitations.resendFor', { email })}
            onClick={() => resend.mutate()}
          >
            {t('invitations.resend')}
          </Button>
        )}
        {can.revoke && (
          <Button variant="default" size="compact-sm" aria-label={t('invitations.revokeFor', { email })} onClick={revoke}>
            {t('invitations.revoke')}
          </Button>
        )}
      </Group>
    </Group>
  )
}
