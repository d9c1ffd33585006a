import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listDays } from '../../server/modules/attendance/attendance.contract.ts'
import { q } from '../api.ts'
import { useClockStatus } from '../attendance/clock.ts'
import { workedNow } from '../attendance/clock-minutes.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { addDays, startOfWeek, weekdayOf } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { useNow } from '../ui/now.ts'
import { Section } from '../ui/section.tsx'

/** The hours of this week, day by day; today's runs with the clock. */
export function WeekCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const status = useClockStatus()
  const now = useNow(30_000)
  const today = format.today()
  const from = startOfWeek(today, settings.weekStart)
  const week = useQuery(q(listDays, { query: { from, to: addDays(from, 6) } }))
  const runs = (date: string) => status?.workDate === date && status.state !== 'off'
  const days = (week.data?.days ?? [])
    .map((day) => ({ ...day, workedMinutes: status?.workDate === day.date ? workedNow(status, now) : day.workedMinutes }))
    .filter((day) => settings.workingDays.includes(weekdayOf(day.date)) || day.workedMinutes > 0)
  const worked = days.reduce((sum, day) => sum + day.workedMinutes, 0)
  const scheduled = days.reduce((sum, day) => sum + day.scheduledMinutes, 0)
  const tallest = Math.max(480, ...days.map((day) => day.workedMinutes))
  return (
    <Section
      title={t('home.week')}
      beside={
        week.data && (
          <Text size="xs" c="dimmed" className="numbers">
            {t('home.workedOf', { worked: format.duration(worked), scheduled: format.duration(scheduled) })}
          </Text>
        )
      }
    >
      <Answer query={week} skeleton={<Skeleton h={118} />}>
        {() => (
          <ol className="week numbers" style={{ minHeight: 140, height: 'calc(100% - 40px)' }}>
            {days.map((day) => (
              <li
                key={day.date}
                data-now={day.date === today || runs(day.date) || undefined}
                data-empty={day.workedMinutes === 0 || undefined}
              >
                <Text size="xs" fw={600} component="span">
                  {day.workedMinutes > 0 ? format.duration(day.workedMinutes) : note(day.status)}
                </Text>
                <i style={{ height: `calc((100% - 54px) * ${(day.workedMinutes / tallest).toFixed(3)})` }} />
                <Text size="xs" c="dimmed" component="span">
                  {format.weekday(day.date)}
                </Text>
              </li>
            ))}
          </ol>
        )}
      </Answer>
    </Section>
  )

  function note(of: NonNullable<typeof week.data>['days'][number]['status']) {
    const says = of === 'on-leave' || of === 'holiday' || of === 'absent'
    return says ? t(`attendance.shortStatus.${of}`) : t('ui.none')
  }
}
