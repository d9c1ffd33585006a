import { Box, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { myBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { useFormat } from '../ui/format.ts'
import { RingChart } from './ring.tsx'

type Balance = Data<typeof myBalances>['balances'][number]
const colours = ['accent', 'good', 'info', 'waiting'] as const

/** Balances as rings: what is left, what waits, of how much. */
export function Rings(props: { balances: readonly Balance[] }) {
  return (
    <Group gap="sm" align="center">
      {props.balances.map((balance, at) => (
        <Ring key={balance.typeId} balance={balance} colour={colours[at % colours.length] ?? 'accent'} />
      ))}
    </Group>
  )
}

function Ring({ balance, colour }: { balance: Balance; colour: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const entitled = totalOf(balance)
  const share = (quantity: string) => (entitled > 0 ? Math.max(0, Math.min(100, (Number(quantity) / entitled) * 100)) : 0)
  const shade = (depth: number) => `var(--mantine-color-${colour}-${depth})`
  return (
    <Group gap={10} wrap="nowrap" miw={140} flex={1}>
      <RingChart
        shares={
          balance.tracksBalance
            ? [
                { percent: share(balance.available), color: shade(6) },
                ...(Number(balance.held) > 0 ? [{ percent: share(balance.held), color: shade(3) }] : []),
              ]
            : [{ percent: 100, color: shade(3) }]
        }
      >
        {balance.tracksBalance ? format.number(balance.available) : t('leave.unlimited')}
      </RingChart>
      <Box miw={0}>
        <Text size="sm" fw={600} lh={1.25}>
          {balance.typeName}
        </Text>
        <Text size="xs" c="dimmed">
          {balance.tracksBalance
            ? t('leave.ofTotal', { total: format.quantity(String(entitled), balance.unit) })
            : t('leave.taken', { quantity: format.quantity(balance.taken, balance.unit) })}
        </Text>
        {Number(balance.held) > 0 && (
          <Text size="xs" c="dimmed">
            {t('leave.waiting', { quantity: format.number(balance.held) })}
          </Text>
        )}
      </Box>
    </Group>
  )
}

/** What the year gave so far, before anything was taken. */
function totalOf(balance: Balance) {
  const { available, taken, held, encashed } = balance
  return Math.round([available, taken, held, encashed].reduce((sum, part) => sum + Math.abs(Number(part)), 0) * 10_000) / 10_000
}

/** "2 days lapse on 31 March", for each type that loses something next. */
export function Lapsing(props: { balances: readonly Balance[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const lines = props.balances.flatMap((balance) => (balance.expiresNext ? [{ ...balance.expiresNext, balance }] : []))
  return lines.map(({ balance, day, quantity }) => (
    <Text key={balance.typeId} size="xs" c="dimmed">
      {t('leave.lapses', {
        count: Number(quantity),
        quantity: format.quantity(quantity, balance.unit),
        type: balance.typeName,
        day: format.date(day),
      })}
    </Text>
  ))
}
