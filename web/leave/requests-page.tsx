import { Select, Stack, Text } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listTypes } from '../../server/modules/leave/leave.balance.contract.ts'
import { leaveStates, listRequests, type LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { exportRequests } from '../../server/modules/leave/leave.list.contract.ts'
import { call, q } from '../api.ts'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { Page } from '../ui/page.tsx'
import { Person } from '../ui/person.tsx'
import { LeaveTabs } from './leave-tabs.tsx'
import type { RequestAct } from './request-acts.tsx'
import { RequestFilters } from './request-filters.tsx'
import { Acts, Decision } from './request-table.tsx'
import { StateBadge } from './state-badge.tsx'

const RequestActs = lazy(async () => ({ default: (await import('./request-acts.tsx')).RequestActs }))
const route = getRouteApi('/_app/leave/requests')

/** What everybody I may see asked for, and what became of it. */
export function RequestsPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/leave/requests' })
  const types = useQuery(q(listTypes)).data?.types ?? []
  const [chosen, setChosen] = useState<{ act: RequestAct; request: LeaveRequest } | null>(null)
  const { page, sort = '-createdAt', ...filters } = search
  const asked = { ...filters, sort }
  const requests = useQuery({ ...q(listRequests, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <Page title={t('leave.title')} line={requests.data && t('list.leave.count', { count: requests.data.pagination.total })}>
      <LeaveTabs />
      <List
        name="leave-requests"
        label={t('leave.requests')}
        query={requests}
        rowsOf={(data) => data.requests}
        idOf={({ id }) => id}
        columns={useRequestColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportRequests, { query: asked })}
        renderActs={(request) => <Acts request={request} act={(act) => setChosen({ act, request })} />}
        clear={Object.keys(filters).length > 0 ? () => void navigate({ search: { sort }, replace: true }) : undefined}
        empty={<Empty icon={<IconBeach size={28} stroke={1.5} />} title={t('leave.none')} hint={t('list.leave.noneHint')} />}
        search={<SearchField label={t('leave.report.search')} value={search.q} onChange={(value) => filter({ q: value })} />}
        filters={
          <RequestFilters search={search} filter={filter} states={leaveStates}>
            <Select
              aria-label={t('leave.type')}
              placeholder={t('list.leave.anyType')}
              data={types.map(({ id, name }) => ({ value: id, label: name }))}
              value={search.typeId ?? null}
              onChange={(value) => filter({ typeId: value ?? undefined })}
              clearable
            />
          </RequestFilters>
        }
      />
      <Suspense>{chosen && <RequestActs {...chosen} close={() => setChosen(null)} />}</Suspense>
    </Page>
  )
}

/** What a list of requests can show. */
function useRequestColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'person',
          head: t('leave.calendar.person'),
          sort: 'lastName',
          fixed: true,
          cell: ({ employee }) => <Person person={employee} line={employee.title} />,
        },
        {
          key: 'dates',
          head: t('leave.dates'),
          sort: 'firstDay',
          cell: ({ firstDay, lastDay, note }) => (
            <Stack gap={0}>
              <Text size="sm">{format.range(firstDay, lastDay)}</Text>
              {note && (
                <Text size="xs" c="dimmed" maw={220} truncate>
                  {note}
                </Text>
              )}
            </Stack>
          ),
        },
        { key: 'type', head: t('leave.type'), sort: 'typeName', cell: ({ typeName }) => typeName },
        {
          key: 'quantity',
          head: t('leave.quantity'),
          sort: 'quantity',
          end: true,
          cell: ({ quantity, unit }) => format.quantity(quantity, unit),
        },
        { key: 'state', head: t('leave.stateColumn'), sort: 'state', cell: ({ state }) => <StateBadge state={state} /> },
        { key: 'decision', head: t('leave.decision'), sort: 'decidedAt', cell: (request) => <Decision request={request} /> },
        { key: 'asked', head: t('list.asked'), sort: 'createdAt', more: true, cell: ({ createdAt }) => format.instant(createdAt) },
      ] as const satisfies readonly ListColumn<LeaveRequest>[],
    [t, format],
  )
}
