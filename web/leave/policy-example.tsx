import { Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeaveType } from '../../server/modules/leave/leave.balance.contract.ts'
import { creditsOf } from '../../server/modules/leave/leave-credit.rules.ts'
import { leaveYearOf } from '../../server/modules/leave/leave-entitlement.rules.ts'
import { yearStartOf } from '../../server/modules/leave/leave-grant.rules.ts'
import { useMe } from '../auth/me.ts'
import { DayInput } from '../ui/date-inputs.tsx'
import { useFormat } from '../ui/format.ts'
import type { Given } from './policy-form.tsx'

const shownCredits = 14
const amountForm = /^\d{1,6}(\.\d{1,4})?$/

/** What a policy comes to for somebody who joined on a day, in this leave year: worked out by the very rules that grant it. */
export function PolicyExample(props: {
  given: Given
  leaveYear: 'company' | 'calendar' | 'fiscal' | 'joining'
  type: LeaveType | undefined
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const today = format.today()
  const [joinedOn, setJoinedOn] = useState(`${today.slice(0, 4)}-03-16`)
  const { given, type } = props
  if (!type || !amountForm.test(given.yearlyAmount.trim()) || joinedOn === '') return null
  if (given.crediting === 'hours')
    return (
      <Text size="xs" c="dimmed">
        {t('leave.policy.exampleHours')}
      </Text>
    )
  const kind = props.leaveYear === 'company' ? settings.leaveYear : props.leaveYear
  const year = leaveYearOf(today > joinedOn ? today : joinedOn, yearStartOf(kind, settings, joinedOn))
  const plan = {
    ...given,
    yearlyAmount: given.yearlyAmount.trim(),
    firstDay: '0001-01-01',
    lastDay: null,
    waitingDays: Number(given.waitingDays) || 0,
    hoursPerUnit: null,
    steps: given.steps
      .filter((step) => Number(step.fromYears) > 0 && amountForm.test(step.yearlyAmount.trim()))
      .map((step) => ({ fromYears: Number(step.fromYears), yearlyAmount: step.yearlyAmount.trim() })),
  }
  const credits = creditsOf([plan], year, { joinedOn, leftOn: null }, { step: type.roundingStep, mode: type.roundingMode })
  const total = credits.at(-1)?.total ?? '0'
  return (
    <div className="cost">
      <Group justify="space-between" align="flex-end" gap="sm" mb="sm">
        <DayInput size="xs" label={t('leave.policy.exampleJoined')} value={joinedOn} onChange={setJoinedOn} />
        <Text size="sm" fw={600} className="numbers" aria-live="polite">
          {t('leave.policy.exampleTotal', {
            quantity: format.quantity(total, type.unit),
            dates: format.range(year.firstDay, year.lastDay),
          })}
        </Text>
      </Group>
      <dl className="cost-lines numbers">
        {credits.slice(0, shownCredits).map((credit, at) => (
          <div key={credit.dueOn}>
            <dt>{format.date(credit.dueOn)}</dt>
            <dd>
              {t('leave.policy.exampleAdds', { quantity: format.number(Number(credit.total) - Number(credits[at - 1]?.total ?? 0)) })}
            </dd>
            <dd>{format.number(credit.total)}</dd>
          </div>
        ))}
      </dl>
      {credits.length > shownCredits && (
        <Text size="xs" c="dimmed">
          {t('leave.policy.exampleMore', { count: credits.length - shownCredits })}
        </Text>
      )}
      {credits.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('leave.policy.exampleNone')}
        </Text>
      )}
    </div>
  )
}
