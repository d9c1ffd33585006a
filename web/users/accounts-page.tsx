import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconArchive, IconUserCog } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveUsers, getUserStats } from '../../server/modules/users/users.account.contract.ts'
import { exportUsers, listUsers, type User } from '../../server/modules/users/users.contract.ts'
import { ApiError, call, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { BulkAct } from '../ui/bulk-act.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { List } from '../ui/list.tsx'
import { PickBar, usePicks, usePickWords } from '../ui/list-picks.tsx'
import { Page } from '../ui/page.tsx'
import { fullName } from '../ui/person.tsx'
import { AccountActs } from './account-acts.tsx'
import { useAccountColumns } from './account-columns.tsx'
import { AccountTabs } from './account-tabs.tsx'
import { useRoleChoices } from './roles.ts'

const route = getRouteApi('/_app/accounts/')
const statuses = ['active', 'archived'] as const
/** As many as one act takes. */
const MOST_CHOSEN = 100

/** Who can sign in, as what, and when they last did. */
export function AccountsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/accounts/' })
  const roles = useRoleChoices()
  const columns = useAccountColumns()
  const { page, sort = 'lastName', q: text, roleCode, status } = search
  const asked = { sort, ...(text && { q: text }), ...(roleCode && { roleCode }), ...(status && { status }) }
  const users = useQuery({ ...q(listUsers, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const stats = useQuery({ ...q(getUserStats), staleTime: 60_000 }).data?.stats
  const picks = usePicks<User>({
    most: MOST_CHOSEN,
    idOf: ({ id }) => id,
    may: can(me, 'user.archive'),
    // Nobody archives their own account, and who is archived already stays so.
    can: (user) => user.status === 'active' && user.id !== me.user.id,
  })
  const [archiving, setArchiving] = useState<readonly User[] | null>(null)
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <Page
      title={t('accounts.title')}
      line={stats && t('accounts.figures', { active: stats.byStatus.active, never: stats.neverSignedIn, without: stats.withoutEmployee })}
    >
      <AccountTabs value="accounts" />
      <List
        name="accounts"
        label={t('accounts.title')}
        query={users}
        rowsOf={(data) => data.users}
        idOf={({ id }) => id}
        nameOf={fullName}
        columns={columns}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportUsers, { query: asked })}
        renderActs={(user) => <AccountActs user={user} />}
        picks={picks}
        bulk={
          <PickBar picks={picks} {...usePickWords(picks)}>
            <Button
              size="compact-sm"
              variant="light"
              color="bad"
              leftSection={<IconArchive size={14} aria-hidden />}
              onClick={() => setArchiving([...picks.chosen.values()])}
            >
              {t('accounts.archiveCount', { count: picks.chosen.size })}
            </Button>
          </PickBar>
        }
        clear={text || roleCode || status ? () => filter({ q: undefined, roleCode: undefined, status: undefined }) : undefined}
        empty={<Empty icon={<IconUserCog size={28} stroke={1.5} />} title={t('accounts.none')} hint={t('accounts.noneHint')} />}
        search={<SearchField label={t('accounts.find')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <>
            <Select
              aria-label={t('accounts.role')}
              placeholder={t('accounts.allRoles')}
              data={roles}
              value={roleCode ?? null}
              onChange={(value) => filter({ roleCode: value ?? undefined })}
              clearable
              searchable
            />
            <SegmentedControl
              size="xs"
              aria-label={t('accounts.status')}
              value={status ?? 'all'}
              onChange={(value) => filter({ status: statuses.find((one) => one === value) })}
              data={[
                { value: 'all', label: t('accounts.allStatuses') },
                ...statuses.map((value) => ({ value, label: t(`accounts.state.${value}`) })),
              ]}
            />
          </>
        }
      />
      {archiving && <Archive accounts={archiving} finished={picks.clear} close={() => setArchiving(null)} />}
    </Page>
  )
}

function Archive({ accounts, finished, close }: { accounts: readonly User[]; finished: () => void; close: () => void }) {
  const { t } = useTranslation()
  const count = accounts.length
  return (
    <BulkAct
      title={t('accounts.archiveManyTitle', { count })}
      text={t('accounts.archiveManyText')}
      act={t('accounts.archiveCount', { count })}
      color="bad"
      count={count}
      send={async () => {
        await call(archiveUsers, { body: { ids: accounts.map(({ id }) => id) } })
        return []
      }}
      standing={(error) => {
        if (!(error instanceof ApiError) || error.code !== 'BULK_REFUSED') return undefined
        const { refused } = error.details as { refused: { id: string; message: string }[] }
        return refused.map(({ id, message }) => ({ name: fullName(accounts.find((one) => one.id === id)!), message }))
      }}
      said={(done) => t('accounts.archivedMany', { count: done })}
      outdates={['/users', '/employees']}
      finished={finished}
      close={close}
    />
  )
}
