import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { useFormat } from '../ui/format.ts'
import { TableCard } from '../ui/list-card.tsx'

export type Balance = Data<typeof getBalances>['balances'][number]
type Row = { readonly key: string; readonly cells: readonly ReactNode[]; readonly balance: Balance }

/** What a balance is the sum of, in the order in which it comes about. */
export const figures = ['entitled', 'carriedIn', 'accrued', 'adjusted', 'compensatory', 'taken', 'held', 'expired', 'encashed'] as const
export const spent: readonly string[] = ['taken', 'held', 'expired', 'encashed']

/**
 * Every figure of some balances, each behind cells that say whose it is: first what is left, then how it came about. What is empty in all
 * of them is left out.
 */
export function BalanceFigures(props: { label: string; head: readonly string[]; rows: readonly Row[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = figures.filter((figure) => props.rows.some(({ balance }) => Number(balance[figure]) !== 0))
  const end = (key: string, text: string) => (
    <div key={key} style={{ textAlign: 'end' }}>
      {text}
    </div>
  )
  return (
    <TableCard
      label={props.label}
      minWidth={props.head.length * 100 + 100 + shown.length * 96}
      head={[
        ...props.head,
        end('available', t('leave.figure.available')),
        ...shown.map((figure) => end(figure, t(`leave.figure.${figure}`))),
      ]}
    >
      {props.rows.map(({ key, cells, balance }) => (
        <Table.Tr key={key}>
          {cells.map((cell, index) => (
            <Table.Td key={index}>{cell}</Table.Td>
          ))}
          <Table.Td ta="end" style={{ whiteSpace: 'nowrap' }}>
            <Text size="sm" fw={600} span>
              {format.quantity(balance.available, balance.unit)}
            </Text>
          </Table.Td>
          {shown.map((figure) => (
            <Table.Td key={figure} ta="end" c={Number(balance[figure]) === 0 ? 'dimmed' : undefined}>
              {spent.includes(figure) && Number(balance[figure]) > 0 ? '−' : ''}
              {format.number(balance[figure])}
            </Table.Td>
          ))}
        </Table.Tr>
      ))}
    </TableCard>
  )
}
