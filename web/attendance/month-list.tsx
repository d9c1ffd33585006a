import { Badge, Button, Text } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { exportMonths, listMonths, monthStates } from '../../server/modules/attendance/closed-month.contract.ts'
import { call, q } from '../api.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'

type Month = Data<typeof listMonths>['months'][number]

const route = getRouteApi('/_app/time/months')
const colours = { closing: 'waiting', closed: 'good', open: 'gray' } as const
const POLL_MS = 2000

/** While a month is being closed its state changes by itself. */
export const whileClosing = (months: readonly Month[] | undefined) => (months?.some(({ state }) => state === 'closing') ? POLL_MS : false)

/** The months that were closed, and by whom. */
export function MonthList({ name, reopen }: { name: (month: string) => string; reopen: (month: string) => void }) {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/time/months' })
  const { page, state, sort = '-month' } = search
  const asked = { sort, ...(state && { state }) }
  const months = useQuery({
    ...q(listMonths, { query: { ...asked, page: page ?? 1 } }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => whileClosing(query.state.data?.months),
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <List
      name="closed-months"
      label={t('month.title')}
      query={months}
      rowsOf={(data) => data.months}
      idOf={({ month }) => month}
      columns={useMonthColumns(name)}
      sort={sort}
      onSort={(next) => filter({ sort: next })}
      onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
      csv={() => call(exportMonths, { query: asked })}
      renderActs={({ month, state: is }) =>
        is === 'closed' && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconLockOpen size={14} aria-hidden />}
            onClick={() => reopen(month)}
            aria-label={t('month.reopenNamed', { month: name(month) })}
          >
            {t('month.reopen')}
          </Button>
        )
      }
      clear={state ? () => filter({ state: undefined }) : undefined}
      empty={<Empty icon={<IconLock size={28} stroke={1.5} />} title={t('month.none')} hint={t('month.noneHint')} />}
      filters={
        <ChoiceFilter
          label={t('attendance.statusColumn')}
          any={t('list.anyState')}
          choices={monthStates}
          nameOf={(value) => t(`month.state.${value}`)}
          value={state}
          onChange={(value) => filter({ state: value })}
        />
      }
    />
  )
}

/** What a list of months can show. */
function useMonthColumns(name: (month: string) => string) {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'month',
      head: t('month.month'),
      sort: 'month',
      fixed: true,
      cell: ({ month }) => (
        <Text size="sm" fw={500}>
          {name(month)}
        </Text>
      ),
    },
    {
      key: 'state',
      head: t('attendance.statusColumn'),
      sort: 'state',
      cell: ({ state }) => (
        <Badge color={colours[state]} miw="max-content">
          {t(`month.state.${state}`)}
        </Badge>
      ),
    },
    { key: 'changed', head: t('month.changed'), sort: 'changedAt', cell: ({ changedAt }) => format.ago(changedAt) },
    { key: 'by', head: t('month.changedBy'), cell: ({ changedByName }) => changedByName },
  ] as const satisfies readonly ListColumn<Month>[]
}
