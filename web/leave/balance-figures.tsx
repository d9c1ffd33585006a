import { Card, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { useFormat } from '../ui/format.ts'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'

export type Balance = Data<typeof getBalances>['balances'][number]

/** What a balance is the sum of, in the order in which it comes about. */
export const figures = ['entitled', 'carriedIn', 'accrued', 'adjusted', 'compensatory', 'taken', 'held', 'expired', 'encashed'] as const
export const spent: readonly string[] = ['taken', 'held', 'expired', 'encashed']

/**
 * Every figure of some balances: first what is left, then how it came about. What is empty in all of them is left out.
 */
export function BalanceFigures({ label, balances }: { label: string; balances: readonly Balance[] }) {
  const shown = figures.filter((figure) => balances.some((balance) => Number(balance[figure]) !== 0))
  return (
    <Card>
      <FewRows label={label} rows={balances} idOf={({ typeId }) => typeId} columns={useFigureColumns(shown)} />
    </Card>
  )
}

/** What is left, and the figures it is the sum of. */
function useFigureColumns(shown: readonly (typeof figures)[number][]) {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    { key: 'type', head: t('leave.type'), fixed: true, cell: ({ typeName }) => <Text size="sm">{typeName}</Text> },
    {
      key: 'available',
      head: t('leave.figure.available'),
      end: true,
      cell: ({ available, unit }) => (
        <Text size="sm" fw={600} span style={{ whiteSpace: 'nowrap' }}>
          {format.quantity(available, unit)}
        </Text>
      ),
    },
    ...shown.map((figure) => ({
      key: figure,
      head: t(`leave.figure.${figure}`),
      end: true as const,
      cell: (balance: Balance) => (
        <Text size="sm" span {...(Number(balance[figure]) === 0 && { c: 'dimmed' })}>
          {spent.includes(figure) && Number(balance[figure]) > 0 ? '−' : ''}
          {format.number(balance[figure])}
        </Text>
      ),
    })),
  ] satisfies readonly ListColumn<Balance>[]
}
