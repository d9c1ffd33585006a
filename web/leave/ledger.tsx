import { Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconFilterOff, IconListDetails } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Query } from '../../server/core/contract.ts'
import { listLedger } from '../../server/modules/leave/leave.balance.contract.ts'
import { exportLedger } from '../../server/modules/leave/leave.list.contract.ts'
import { call } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { ListBar } from '../ui/list-bar.tsx'

type Ask = Query<typeof exportLedger>
export type LedgerAsk = { [K in 'typeId' | 'kind' | 'from' | 'to']?: Ask[K] | undefined }
type Props = {
  employeeId?: string
  asked: LedgerAsk
  /** What narrows it, where there is room for that. */
  filters?: ReactNode
  /** Takes what narrows it away; undefined while nothing does. */
  clear?: (() => void) | undefined
}

/** Every row a balance is the sum of, newest first. */
export default function Ledger({ employeeId, asked, filters, clear }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const of = employeeId ?? me.user.employeeId ?? undefined
  const query = Object.fromEntries(Object.entries({ ...asked, employeeId: of }).filter(([, value]) => value !== undefined)) as Ask
  const csv = <CsvButton name="leave-ledger" csv={() => call(exportLedger, { query })} />
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Text size="sm" c="dimmed" flex="1 1 240px">
          {t('leave.ledgerLine')}
        </Text>
        {!filters && csv}
      </Group>
      {filters && <ListBar filters={filters} narrowed={clear !== undefined} tools={csv} />}
      <Entries query={query} clear={clear} />
    </Stack>
  )
}

function Entries({ query, clear }: { query: Ask; clear: Props['clear'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ledger = useInfiniteQuery({
    queryKey: [listLedger.url, query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      return call(listLedger, { query: { ...query, limit: 30, ...(pageParam && { cursor: pageParam }) }, signal })
    },
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  if (ledger.isError) return <Failed error={ledger.error} retry={() => void ledger.refetch()} />
  if (!ledger.data)
    return (
      <Stack gap="sm" aria-busy>
        {[1, 2, 3, 4, 5].map((n) => (
          <Skeleton key={n} h={38} />
        ))}
      </Stack>
    )
  const entries = ledger.data.pages.flatMap((page) => page.entries)
  if (entries.length === 0)
    return (
      <Empty
        icon={<IconListDetails size={28} stroke={1.5} />}
        title={clear ? t('ui.nothingFound') : t('leave.ledgerEmpty')}
        hint={clear ? t('ui.widenFilters') : t('leave.ledgerEmptyHint')}
      >
        {clear && (
          <Button variant="default" leftSection={<IconFilterOff size={16} aria-hidden />} onClick={clear}>
            {t('ui.clearFilters')}
          </Button>
        )}
      </Empty>
    )
  return (
    <>
      <ul className="lines">
        {entries.map((entry) => (
          <li key={entry.id}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Box miw={0}>
                <Text size="sm" fw={500}>
                  {t(`leave.kind.${entry.kind}`)}
                </Text>
                <Text size="xs" c="dimmed">
                  {[format.date(entry.day), query.typeId ? null : entry.typeName, entry.reason].filter(Boolean).join(t('ui.dot'))}
                </Text>
              </Box>
              <Text size="sm" fw={600} className="numbers" c={Number(entry.quantity) < 0 ? undefined : 'var(--mantine-color-good-text)'}>
                {signed(entry.quantity)}
              </Text>
            </Group>
          </li>
        ))}
      </ul>
      {ledger.hasNextPage && (
        <Button variant="default" loading={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
          {t('ui.older')}
        </Button>
      )}
    </>
  )

  function signed(quantity: string) {
    const value = Number(quantity)
    return `${value > 0 ? '+' : value < 0 ? '−' : ''}${format.number(Math.abs(value))}`
  }
}
