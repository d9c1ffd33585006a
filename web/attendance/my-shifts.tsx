import { Card, Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { myShifts } from '../../server/modules/attendance/roster-plan.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { addDays } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { useStandingWords } from './roster-words.ts'
import { useShiftsById } from './roster.ts'

/** What I am to work in the next two weeks, as published. */
export function MyShifts() {
  const { t } = useTranslation()
  const format = useFormat()
  const shifts = useShiftsById()
  const words = useStandingWords(shifts)
  const from = format.today()
  const mine = useQuery(q(myShifts, { query: { from, to: addDays(from, 13) } }))
  return (
    <Card component="section" aria-labelledby="my-shifts">
      <Text id="my-shifts" component="h2" fw={600} mb="sm" style={{ margin: 0, fontSize: 15 }}>
        {t('roster.mine')}
      </Text>
      <Answer query={mine} skeleton={<Skeleton h={120} />}>
        {({ days }) => (
          <ul className="my-shifts">
            {days.map((day) => (
              <li
                key={day.day}
                data-kind={day.kind}
                style={{ borderInlineStartColor: shifts.get(day.shiftIds[0] ?? '')?.color ?? undefined }}
              >
                <Text size="xs" c="dimmed">
                  {format.day(day.day)}
                </Text>
                <Text size="sm" fw={day.kind === 'work' ? 600 : 400}>
                  {words({ ...day, isOwn: false })}
                </Text>
                {day.shiftIds.length > 0 && day.kind === 'work' && (
                  <Text size="xs" className="numbers">
                    {day.times.map(({ start, end }) => `${start}–${end}`).join(', ')}
                  </Text>
                )}
                <Group gap={4}>
                  {(day.leave || day.holidayName) && (
                    <Text size="xs" c="dimmed">
                      {day.leave ? t('attendance.status.on-leave') : day.holidayName}
                    </Text>
                  )}
                </Group>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Card>
  )
}
