import { Skeleton, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { leaveCalendar } from '../../server/modules/leave/leave.calendar.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { addDays, startOfWeek } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Person } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'

type Absence = Data<typeof leaveCalendar>['absences'][number]
const SHOWN = 3

/** Who of the people I may see is away this week. */
export function AwayCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings, user } = useMe()
  const from = startOfWeek(format.today(), settings.weekStart)
  const to = addDays(from, 6)
  const calendar = useQuery(q(leaveCalendar, { query: { from, to } }))
  const away = (calendar.data?.absences ?? []).filter((one) => one.state === 'approved' && one.employee.id !== user.employeeId)
  return (
    <Section
      title={t('home.away')}
      beside={
        <Text size="xs" c="dimmed">
          {format.range(from, to)}
        </Text>
      }
    >
      <Answer
        query={calendar}
        skeleton={
          <Stack gap="sm">
            {[1, 2, 3].map((n) => (
              <Skeleton key={n} h={36} />
            ))}
          </Stack>
        }
      >
        {() =>
          away.length === 0 ? (
            <Empty small icon={<IconUsers size={24} stroke={1.5} />} title={t('home.nobodyAway')} hint={t('home.nobodyAwayHint')} />
          ) : (
            <Stack gap="sm">
              {away.slice(0, SHOWN).map((absence) => (
                <Person key={`${absence.employee.id}${absence.firstDay}`} person={absence.employee} line={lineOf(absence)} />
              ))}
              {away.length > SHOWN && (
                <Text size="xs" c="dimmed">
                  {t('home.moreAway', { count: away.length - SHOWN })}
                </Text>
              )}
            </Stack>
          )
        }
      </Answer>
    </Section>
  )

  function lineOf(absence: Absence) {
    const half = absence.firstDay === absence.lastDay && (absence.startsAt === 'noon' || absence.endsAt === 'noon')
    const dates = half ? t('home.halfDay', { day: format.day(absence.firstDay) }) : format.shortRange(absence.firstDay, absence.lastDay)
    return absence.typeName ? `${absence.typeName} · ${dates}` : dates
  }
}
