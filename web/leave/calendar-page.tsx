import { ActionIcon, Button, Card, Group, ScrollArea, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { leaveCalendar } from '../../server/modules/leave/leave.calendar.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { addMonths, endOfMonth, startOfMonth, weekdayOf } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Face, fullName, Person } from '../ui/person.tsx'
import { CalendarLinks } from './calendar-links.tsx'
import { LeaveTabs } from './leave-tabs.tsx'
import { StateBadge } from './state-badge.tsx'
import { daysFrom, rowsOf } from './team-calendar.ts'

type Calendar = Data<typeof leaveCalendar>
type Absence = Calendar['absences'][number]
type Counted = Calendar['coverage'][number]

const route = getRouteApi('/_app/leave/calendar')
/** All names of weekdays begin with it in Arabic. */
const ARTICLE = /^ال/

/** Who is away when, by person, and on which days too many are. */
export function CalendarPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate({ from: '/leave/calendar' })
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const from = startOfMonth(route.useSearch().month ?? format.today())
  const to = endOfMonth(from)
  const calendar = useQuery({ ...q(leaveCalendar, { query: { from, to } }), placeholderData: keepPreviousData })
  const go = (month: string | undefined) => void navigate({ search: (old) => ({ ...old, month }), replace: true })
  return (
    <Page title={t('leave.title')} line={t('leave.calendar.line')}>
      <LeaveTabs />
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <ActionIcon variant="default" size="lg" aria-label={t('ui.previousMonth')} onClick={() => go(addMonths(from, -1))}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <Text component="h2" fw={600} miw={{ base: 118, xs: 140 }} ta="center" aria-live="polite" style={{ margin: 0, fontSize: 15 }}>
            {format.month(from)}
          </Text>
          <ActionIcon variant="default" size="lg" aria-label={t('ui.nextMonth')} onClick={() => go(addMonths(from, 1))}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
          <Button variant="default" onClick={() => go(undefined)}>
            {t('leave.calendar.thisMonth')}
          </Button>
        </Group>
        <CalendarLinks />
      </Group>
      <Answer query={calendar} skeleton={<Skeleton h={320} />}>
        {(data) =>
          data.absences.length === 0 ? (
            <Card>
              <Empty
                icon={<IconCalendarOff size={28} stroke={1.5} />}
                title={t('leave.calendar.nobody')}
                hint={t('leave.calendar.nobodyHint')}
              />
            </Card>
          ) : small ? (
            <Lines calendar={data} />
          ) : (
            <Grid calendar={data} days={daysFrom(from, to)} />
          )
        }
      </Answer>
    </Page>
  )
}

function byPerson(absences: readonly Absence[]) {
  return [...Map.groupBy(absences, ({ employee }) => employee.id).values()].toSorted((a, b) =>
    fullName(a[0]!.employee).localeCompare(fullName(b[0]!.employee)),
  )
}

function Grid({ calendar, days }: { calendar: Calendar; days: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const today = format.today()
  const limits = Map.groupBy(calendar.coverage, ({ limitId }) => limitId)
  const look = (day: string) => ({
    'data-off': !settings.workingDays.includes(weekdayOf(day)) || undefined,
    'data-today': day === today || undefined,
  })
  return (
    <Card p={0}>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': t('leave.calendar.line') }}>
        <table className="team">
          <thead>
            <tr>
              <th scope="col">{t('leave.calendar.person')}</th>
              {days.map((day) => (
                <th key={day} scope="col" {...look(day)}>
                  <span aria-hidden>{format.weekday(day).replace(ARTICLE, '').slice(0, 2)}</span>
                  <span aria-label={format.longDay(day)}>{Number(day.slice(8))}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {byPerson(calendar.absences).map((absences) =>
              rowsOf(absences, days).map((cells, lane) => (
                <tr key={`${absences[0]!.employee.id}${lane}`}>
                  <th scope="row">
                    {lane === 0 && (
                      <Group gap={8} wrap="nowrap">
                        <Face name={fullName(absences[0]!.employee)} size={24} />
                        <Text size="sm" truncate>
                          {fullName(absences[0]!.employee)}
                        </Text>
                      </Group>
                    )}
                  </th>
                  {cells.map(({ day, span, absence }) => (
                    <td key={day} colSpan={span} {...(absence ? {} : look(day))}>
                      {absence && <Bar absence={absence} days={span} />}
                    </td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
          {limits.size > 0 && (
            <tfoot>
              {[...limits.values()].map((counts) => (
                <tr key={counts[0]!.limitId}>
                  <th scope="row">
                    <Text size="sm" truncate>
                      {counts[0]!.name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t('leave.calendar.atMost', { count: counts[0]!.maxAway })}
                    </Text>
                  </th>
                  {days.map((day) => (
                    <td key={day} {...look(day)}>
                      <Count counted={counts.find((one) => one.day === day)} />
                    </td>
                  ))}
                </tr>
              ))}
            </tfoot>
          )}
        </table>
      </ScrollArea>
    </Card>
  )
}

/** How many of a limit are away; more than there should be is said in words too. */
function Count({ counted }: { counted: Counted | undefined }) {
  const { t } = useTranslation()
  if (!counted) return null
  const { away, maxAway } = counted
  if (away <= maxAway) return <span className="numbers">{away}</span>
  return (
    <span className="team-over numbers" title={t('leave.calendar.over', { away, maxAway })}>
      <span aria-hidden>{away}!</span>
      <VisuallyHidden>{t('leave.calendar.over', { away, maxAway })}</VisuallyHidden>
    </span>
  )
}

/** A word does not fit into a single day: it is told in the row's title. */
function Bar({ absence, days }: { absence: Absence; days: number }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <div className="team-bar" data-state={absence.state} data-starts={absence.startsAt} data-ends={absence.endsAt} title={words(absence)}>
      {days > 1 && <span aria-hidden>{absence.typeName ?? t('leave.calendar.away')}</span>}
      <VisuallyHidden>{words(absence)}</VisuallyHidden>
    </div>
  )
}

/** "Annual leave, 1–3 Dec, waiting" */
function useWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ typeName, firstDay, lastDay, startsAt, endsAt, state }: Absence) =>
    [
      typeName ?? t('leave.calendar.away'),
      format.range(firstDay, lastDay),
      startsAt === 'noon' && t('leave.calendar.fromNoon'),
      endsAt === 'noon' && t('leave.calendar.untilNoon'),
      state === 'pending' && t('leave.state.pending'),
    ]
      .filter(Boolean)
      .join(', ')
}

/** The same on a phone: a list by person, and the days on which too many are away. */
function Lines({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useWords()
  const over = calendar.coverage.filter(({ away, maxAway }) => away > maxAway)
  return (
    <Stack>
      {over.length > 0 && (
        <Card component="section" aria-label={t('leave.calendar.tooMany')}>
          <Text fw={600} size="sm" mb="xs">
            {t('leave.calendar.tooMany')}
          </Text>
          <ul className="lines">
            {over.map(({ limitId, name, day, away, maxAway }) => (
              <li key={`${limitId}${day}`}>
                <Text size="sm">{[format.day(day), name].join(t('ui.dot'))}</Text>
                <Text size="xs" className="too-few">
                  {t('leave.calendar.over', { away, maxAway })}
                </Text>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card>
        <ul className="lines">
          {byPerson(calendar.absences).map((absences) => (
            <li key={absences[0]!.employee.id}>
              <Person person={absences[0]!.employee} />
              {absences.map((absence) => (
                <Group key={absence.firstDay + absence.startsAt} justify="space-between" mt={6} wrap="nowrap">
                  <Text size="sm">{words(absence)}</Text>
                  {absence.state === 'pending' && <StateBadge state="pending" />}
                </Group>
              ))}
            </li>
          ))}
        </ul>
      </Card>
    </Stack>
  )
}
