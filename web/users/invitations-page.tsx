import { Badge, Button, Drawer, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconMailForward, IconMailOff, IconMailOpened, IconMailPlus } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  exportInvitations,
  invitationStates,
  listInvitations,
  resendInvitation,
  resendInvitations,
  revokeInvitation,
  revokeInvitations,
  type Invitation,
} from '../../server/modules/users/users.invitation.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { BulkAct } from '../ui/bulk-act.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { PickBar, usePicks, usePickWords } from '../ui/list-picks.tsx'
import { done, failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { AccountTabs } from './account-tabs.tsx'
import { Confirm } from './confirm.tsx'
import { InviteForm } from './invite-form.tsx'

const route = getRouteApi('/_app/accounts/invitations')
const colours = { open: 'waiting', accepted: 'good', expired: 'gray', revoked: 'gray' } as const
/** As many as one act takes. */
const MOST_CHOSEN = 100

/** Who was invited, and what became of it. */
export function InvitationsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/accounts/invitations' })
  const [revoking, setRevoking] = useState<Invitation | null>(null)
  const [several, setSeveral] = useState<{ act: 'resend' | 'revoke'; rows: readonly Invitation[] } | null>(null)
  const { page, sort = '-sentAt', q: text, state, invite } = search
  const asked = { sort, ...(text && { q: text }), ...(state && { state }) }
  const invitations = useQuery({ ...q(listInvitations, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const picks = usePicks<Invitation>({ most: MOST_CHOSEN, idOf: ({ id }) => id, can: (one) => one.can.resend || one.can.revoke })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ invite: _invite, person: _person, ...rest }) => rest, ignoreBlocker })
  const open = () => void navigate({ search: (old) => ({ ...old, invite: true as const }) })
  const chosen = [...picks.chosen.values()]
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
      <List
        name="invitations"
        label={t('accounts.invitations')}
        query={invitations}
        rowsOf={(data) => data.invitations}
        idOf={({ id }) => id}
        nameOf={({ email }) => email}
        columns={useInvitationColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportInvitations, { query: asked })}
        renderActs={(one) => <Acts invitation={one} revoke={() => setRevoking(one)} />}
        picks={picks}
        bulk={
          <PickBar picks={picks} {...usePickWords(picks)} label={t('invitations.bulk')}>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconMailForward size={14} aria-hidden />}
              onClick={() => setSeveral({ act: 'resend', rows: chosen })}
            >
              {t('invitations.resend')}
            </Button>
            <Button
              size="compact-sm"
              variant="light"
              color="bad"
              leftSection={<IconMailOff size={14} aria-hidden />}
              onClick={() => setSeveral({ act: 'revoke', rows: chosen })}
            >
              {t('invitations.revoke')}
            </Button>
          </PickBar>
        }
        clear={text || state ? () => filter({ q: undefined, state: undefined }) : undefined}
        empty={
          <Empty icon={<IconMailOpened size={28} stroke={1.5} />} title={t('invitations.none')} hint={t('invitations.noneHint')}>
            {inviteButton}
          </Empty>
        }
        search={<SearchField label={t('invitations.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('invitations.stateFilter')}
              value={state ?? 'all'}
              onChange={(value) => filter({ state: invitationStates.find((one) => one === value) })}
              data={[
                { value: 'all', label: t('ui.all') },
                ...invitationStates.map((value) => ({ value, label: t(`invitations.state.${value}`) })),
              ]}
            />
          </>
        }
      />
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
      {several && <Several {...several} finished={picks.clear} close={() => setSeveral(null)} />}
    </Page>
  )
}

/** What a list of invitations can show. */
function useInvitationColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'email',
          head: t('invitations.email'),
          sort: 'email',
          fixed: true,
          cell: ({ email, firstName, lastName, employeeName }) => (
            <Stack gap={0}>
              <Text size="sm" fw={500} truncate>
                {email}
              </Text>
              <Text size="xs" c="dimmed">
                {[firstName, lastName].filter(Boolean).join(' ') || employeeName}
              </Text>
            </Stack>
          ),
        },
        { key: 'role', head: t('invitations.role'), sort: 'role', cell: ({ role }) => role.name },
        { key: 'person', head: t('invitations.person'), more: true, cell: ({ employeeName }) => employeeName },
        {
          key: 'sent',
          head: t('invitations.sent'),
          sort: 'sentAt',
          cell: ({ sentAt, invitedByName }) => t('invitations.sentBy', { ago: format.ago(sentAt), name: invitedByName ?? 'Muster' }),
        },
        {
          key: 'until',
          head: t('invitations.worksUntil'),
          sort: 'expiresAt',
          cell: ({ state, expiresAt }) => state === 'open' && format.instant(expiresAt),
        },
        { key: 'times', head: t('invitations.times'), more: true, end: true, cell: ({ sendCount }) => format.number(sendCount) },
        {
          key: 'state',
          head: t('invitations.stateFilter'),
          cell: ({ state }) => <Badge color={colours[state]}>{t(`invitations.state.${state}`)}</Badge>,
        },
      ] as const satisfies readonly ListColumn<Invitation>[],
    [t, format],
  )
}

function Acts({ invitation, revoke }: { invitation: Invitation; revoke: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const messageOf = useMessageOf()
  const { email, can } = invitation
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
  return (
    <RowMenu
      label={t('accounts.actionsFor', { name: email })}
      acts={[
        can.resend && { label: t('invitations.resend'), icon: IconMailForward, act: () => resend.mutate(undefined) },
        can.revoke && { label: t('invitations.revoke'), icon: IconMailOff, color: 'bad', act: revoke },
      ]}
    />
  )
}

function Several(props: { act: 'resend' | 'revoke'; rows: readonly Invitation[]; finished: () => void; close: () => void }) {
  const { t } = useTranslation()
  const { act, rows, finished, close } = props
  const count = rows.length
  return (
    <BulkAct
      title={t(`invitations.several.${act}Title`, { count })}
      text={t(`invitations.several.${act}Text`)}
      act={t(`invitations.several.${act}`, { count })}
      {...(act === 'revoke' && { color: 'bad' })}
      count={count}
      send={async () => {
        const { invitations } = await call(act === 'resend' ? resendInvitations : revokeInvitations, {
          body: { ids: rows.map(({ id }) => id) },
        })
        return invitations.flatMap(({ id, problem }) =>
          problem ? [{ name: rows.find((one) => one.id === id)!.email, message: problem.message }] : [],
        )
      }}
      said={(number) => t(`invitations.several.${act}Done`, { count: number })}
      outdates={['/invitations']}
      finished={finished}
      close={close}
    />
  )
}
