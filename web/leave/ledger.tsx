import { Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listLedger } from '../../server/modules/leave/leave.balance.contract.ts'
import { exportLedger } from '../../server/modules/leave/leave.list.contract.ts'
import { call } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'

/** Every row a balance is the sum of, newest first. */
export default function Ledger(props: { typeId: string | undefined; employeeId?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const employeeId = props.employeeId ?? me.user.employeeId ?? undefined
  const asked = { ...(employeeId && { employeeId }), ...(props.typeId && { typeId: props.typeId }) }
  const ledger = useInfiniteQuery({
    queryKey: [listLedger.url, employeeId, props.typeId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      return call(listLedger, { query: { ...asked, limit: 30, ...(pageParam && { cursor: pageParam }) }, signal })
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
    return <Empty icon={<IconListDetails size={28} stroke={1.5} />} title={t('leave.ledgerEmpty')} hint={t('leave.ledgerEmptyHint')} />
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Text size="sm" c="dimmed" flex="1 1 240px">
          {t('leave.ledgerLine')}
        </Text>
        <CsvButton name="leave-ledger" csv={() => call(exportLedger, { query: asked })} />
      </Group>
      <ul className="lines">
        {entries.map((entry) => (
          <li key={entry.id}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Box miw={0}>
                <Text size="sm" fw={500}>
                  {t(`leave.kind.${entry.kind}`)}
                </Text>
                <Text size="xs" c="dimmed">
                  {[format.date(entry.day), props.typeId ? null : entry.typeName, entry.reason].filter(Boolean).join(t('ui.dot'))}
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
    </Stack>
  )

  function signed(quantity: string) {
    const value = Number(quantity)
    return `${value > 0 ? '+' : value < 0 ? '−' : ''}${format.number(Math.abs(value))}`
  }
}
