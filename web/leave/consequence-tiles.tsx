import { SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getRequest } from '../../server/modules/leave/leave.contract.ts'
import { useFormat } from '../ui/format.ts'
import { fullName } from '../ui/person.tsx'

export type Consequence = NonNullable<Data<typeof getRequest>['consequence']>

/** What approving would leave: of the balance, and of the team. */
export function ConsequenceTiles(props: { firstName: string; unit: 'days' | 'hours'; consequence: Consequence }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { availableNow, availableAfter, teamSize, awayWith, coverage } = props.consequence
  const away = new Set(awayWith.map((one) => one.employeeId))
  const here = Math.max(0, teamSize - away.size - 1)
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
      <Tile
        name={t('inbox.balanceAfter')}
        line={availableNow === null ? null : t('inbox.availableNow', { now: format.number(availableNow) })}
      >
        {availableAfter === null ? t('inbox.unlimited') : format.quantity(availableAfter, props.unit)}
      </Tile>
      <Tile
        name={t('inbox.awayWith', { name: props.firstName })}
        line={
          away.size === 0
            ? t('inbox.nobodyElse')
            : format.list(
                awayWith
                  .slice(0, 3)
                  .map((one) => t('inbox.awayDates', { name: fullName(one), dates: format.range(one.firstDay, one.lastDay) })),
              )
        }
      >
        {t('inbox.of', { part: away.size, whole: teamSize })}
      </Tile>
      <Tile
        name={t('inbox.coverage')}
        line={coverage.length === 0 ? t('inbox.coverageLine') : coverage.map((one) => <Limit key={one.limitId} limit={one} />)}
      >
        {t('inbox.of', { part: here, whole: teamSize })}
      </Tile>
    </SimpleGrid>
  )
}

export type PayoutConsequence = Record<'availableNow' | 'availableAfter' | 'encashedBefore', string> & { unit: 'days' | 'hours' }

/** What paying out would leave of the balance, beside what was paid out in this leave year. */
export function PayoutTiles({ unit, availableNow, availableAfter, encashedBefore }: PayoutConsequence) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <Tile name={t('inbox.balanceAfter')} line={t('inbox.availableNow', { now: format.number(availableNow) })}>
        {format.quantity(availableAfter, unit)}
      </Tile>
      <Tile name={t('leave.payout.before')} line={null}>
        {format.quantity(encashedBefore, unit)}
      </Tile>
    </SimpleGrid>
  )
}

/** The fullest day of a limit, and whether approving passes it. */
function Limit({ limit }: { limit: Consequence['coverage'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { name, day, away, maxAway } = limit
  const isOver = away > maxAway
  return (
    <Text size="xs" component="span" display="block" {...(isOver && { className: 'too-few', fw: 500 })}>
      {t(isOver ? 'inbox.limitPassed' : 'inbox.limitKept', { name, day: format.day(day), away, maxAway })}
    </Text>
  )
}

function Tile(props: { name: string; line: ReactNode; children: ReactNode }) {
  return (
    <div className="tile">
      <Text size="xs" c="dimmed">
        {props.name}
      </Text>
      <Text fw={600} fz={18} className="numbers">
        {props.children}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {props.line}
      </Text>
    </div>
  )
}
