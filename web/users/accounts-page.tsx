import { Button, Card, Group, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core'
import { IconArchive, IconUserCog, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveUsers, getUserStats } from '../../server/modules/users/users.account.contract.ts'
import { listUsers } from '../../server/modules/users/users.contract.ts'
import { call, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { AccountTable } from './account-table.tsx'
import { AccountTabs } from './account-tabs.tsx'
import { Confirm } from './confirm.tsx'
import { useRoleChoices } from './roles.ts'

const route = getRouteApi('/_app/accounts/')
const statuses = ['active', 'archived'] as const
const PER_PAGE = 20

/** Who can sign in, as what, and when they last did. */
export function AccountsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/accounts/' })
  const roles = useRoleChoices()
  const { page, q: text, roleCode, status } = search
  const users = useQuery({
    ...q(listUsers, {
      query: { page: page ?? 1, limit: PER_PAGE, ...(text && { q: text }), ...(roleCode && { roleCode }), ...(status && { status }) },
    }),
    placeholderData: keepPreviousData,
  })
  const stats = useQuery({ ...q(getUserStats), staleTime: 60_000 }).data?.stats
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [archiving, setArchiving] = useState<readonly string[] | null>(null)
  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((old) => new Set(on ? [...old, ...ids] : [...old].filter((id) => !ids.includes(id))))
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <Page
      title={t('accounts.title')}
      line={stats && t('accounts.figures', { active: stats.byStatus.active, never: stats.neverSignedIn, without: stats.withoutEmployee })}
    >
      <AccountTabs value="accounts" />
      <Group gap="sm">
        <SearchField label={t('accounts.find')} value={text} onChange={(value) => filter({ q: value })} />
        <Select
          aria-label={t('accounts.role')}
          placeholder={t('accounts.allRoles')}
          data={roles}
          value={roleCode ?? null}
          onChange={(value) => filter({ roleCode: value ?? undefined })}
          clearable
          searchable
          w={{ base: '100%', xs: 200 }}
        />
        <SegmentedControl
          ms={{ base: 0, sm: 'auto' }}
          size="xs"
          aria-label={t('accounts.status')}
          value={status ?? 'all'}
          onChange={(value) => filter({ status: statuses.find((one) => one === value) })}
          data={[
            { value: 'all', label: t('accounts.allStatuses') },
            ...statuses.map((value) => ({ value, label: t(`accounts.state.${value}`) })),
          ]}
        />
      </Group>
      {archiving && (
        <Confirm
          title={t('accounts.archiveManyTitle', { count: archiving.length })}
          text={t('accounts.archiveManyText')}
          keep={t('accounts.keep')}
          confirm={t('accounts.archiveCount', { count: archiving.length })}
          act={async () => {
            await call(archiveUsers, { body: { ids: [...archiving] } })
            setChosen(new Set())
          }}
          said={t('accounts.archivedMany', { count: archiving.length })}
          outdates="/users"
          close={() => setArchiving(null)}
        />
      )}
      <Answer
        query={users}
        skeleton={
          <Stack>
            {[1, 2, 3, 4, 5, 6].map((n) => (
              <Skeleton key={n} h={52} />
            ))}
          </Stack>
        }
      >
        {(data) =>
          data.users.length === 0 ? (
            <Card>
              {text || roleCode || status ? (
                <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('ui.nobodyFound')} hint={t('ui.widenFilters')} />
              ) : (
                <Empty icon={<IconUserCog size={28} stroke={1.5} />} title={t('accounts.none')} hint={t('accounts.noneHint')} />
              )}
            </Card>
          ) : (
            <Stack>
              {chosen.size > 0 && (
                <Group gap="sm" className="bulk" role="group" aria-label={t('accounts.bulk')}>
                  <Text size="sm" role="status">
                    {t('accounts.chosen', { count: chosen.size })}
                  </Text>
                  <Button
                    size="compact-sm"
                    variant="light"
                    color="bad"
                    leftSection={<IconArchive size={14} aria-hidden />}
                    onClick={() => setArchiving([...chosen])}
                  >
                    {t('accounts.archiveCount', { count: chosen.size })}
                  </Button>
                  <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setChosen(new Set())}>
                    {t('accounts.chooseNone')}
                  </Button>
                </Group>
              )}
              <AccountTable users={data.users} chosen={chosen} choose={choose} />
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
    </Page>
  )
}
