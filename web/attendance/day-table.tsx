import { Badge, Skeleton, Stack, Table, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listDays } from '../../server/modules/attendance/attendance.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { ActionIconLink } from '../ui/links.tsx'
import { PlaceBadge } from './place-badge.tsx'

type Day = Data<typeof listDays>['days'][number]

const colours: Record<Day['status'], string> = {
  present: 'good',
  'half-day': 'waiting',
  absent: 'bad',
  'on-leave': 'info',
  'half-leave': 'info',
  holiday: 'gray',
  'day-off': 'gray',
  open: 'accent',
  undecided: 'gray',
}

/** Every date of a range with what it came to, and the sums below. */
export function DayTable(props: { from: string; to: string; employeeId?: string; strip?: boolean; corrects?: boolean }) {
  const { t } = useTranslation()
  const { from, to, employeeId } = props
  const days = useQuery(q(listDays, { query: { from, to, ...(employeeId && { employeeId }) } }))
  return (
    <Answer
      query={days}
      skeleton={
        <Stack gap="sm">
          {[1, 2, 3, 4, 5, 6, 7].map((n) => (
            <Skeleton key={n} h={32} />
          ))}
        </Stack>
      }
    >
      {(data) => (
        <Stack>
          {props.strip && <Strip days={data.days} />}
          <Table.ScrollContainer
            minWidth={280}
            scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('attendance.days') } }}
          >
            <Rows days={data.days} corrects={props.corrects ?? false} />
          </Table.ScrollContainer>
        </Stack>
      )}
    </Answer>
  )
}

function Rows({ days, corrects }: { days: readonly Day[]; corrects: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const today = format.today()
  const minutes = (value: number) =>
    value > 0 ? (
      format.duration(value)
    ) : (
      <Text span inherit c="dimmed">
        {t('ui.none')}
      </Text>
    )
  const sum = (field: 'scheduledMinutes' | 'workedMinutes' | 'breakMinutes' | 'lateMinutes' | 'overtimeMinutes') =>
    format.duration(days.reduce((total, day) => total + day[field], 0))
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('attendance.date')}</Table.Th>
          <Table.Th>{t('attendance.statusColumn')}</Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t('attendance.startedAt')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t('attendance.endedAt')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t('attendance.break')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t('attendance.late')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t('attendance.overtime')}
          </Table.Th>
          <Table.Th ta="end">{t('attendance.worked')}</Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t('attendance.scheduled')}
          </Table.Th>
          {corrects && (
            <Table.Th w={1}>
              <VisuallyHidden>{t('ui.actions')}</VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days.map((day) => (
          <Table.Tr key={day.date} bg={day.date === today ? 'var(--muster-selected)' : undefined}>
            <Table.Td style={{ whiteSpace: 'nowrap' }}>
              <Text size="sm" fw={day.date === today ? 600 : 400}>
                {format.day(day.date)}
              </Text>
            </Table.Td>
            <Table.Td>
              {day.date >= today && day.status === 'undecided' ? (
                <Text size="xs" c="dimmed">
                  {t(day.date === today ? 'attendance.notYet' : 'attendance.toCome')}
                </Text>
              ) : (
                <Badge color={colours[day.status]} miw="max-content">
                  {day.holidayName ?? t(`attendance.status.${day.status}`)}
                </Badge>
              )}
              <PlaceBadge place={day.location} />
              {day.flags.map((flag) => (
                <Text key={flag} size="xs" c="var(--mantine-color-waiting-text)">
                  {t(`attendance.flag.${flag}`)}
                </Text>
              ))}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {day.firstStartAt ? format.time(day.firstStartAt) : minutes(0)}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {day.lastEndAt ? format.time(day.lastEndAt) : minutes(0)}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {minutes(day.breakMinutes)}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {minutes(day.lateMinutes)}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {minutes(day.overtimeMinutes)}
            </Table.Td>
            <Table.Td ta="end" fw={600}>
              {minutes(day.workedMinutes)}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {minutes(day.scheduledMinutes)}
            </Table.Td>
            {corrects && (
              <Table.Td p={0}>
                {day.date <= today && (
                  <ActionIconLink
                    to="."
                    search={(old) => ({ ...old, correct: day.date })}
                    variant="subtle"
                    color="gray"
                    aria-label={t('correction.correct', { day: format.day(day.date) })}
                  >
                    <IconPencil size={16} aria-hidden />
                  </ActionIconLink>
                )}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th colSpan={2}>{t('attendance.total')}</Table.Th>
          <Table.Td visibleFrom="sm" />
          <Table.Td visibleFrom="sm" />
          <Table.Th ta="end" visibleFrom="sm">
            {sum('breakMinutes')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {sum('lateMinutes')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {sum('overtimeMinutes')}
          </Table.Th>
          <Table.Th ta="end" fw={700} c="var(--mantine-color-text)">
            {sum('workedMinutes')}
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {sum('scheduledMinutes')}
          </Table.Th>
          {corrects && <Table.Td />}
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}

/** The month at a glance: the fuller the day, the stronger its colour. The table below says the same in words. */
function Strip({ days }: { days: readonly Day[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="strip" aria-hidden>
      {days.map((day) => {
        const share = day.scheduledMinutes > 0 ? Math.min(1, day.workedMinutes / day.scheduledMinutes) : day.workedMinutes > 0 ? 1 : 0
        const said = day.workedMinutes > 0 ? format.duration(day.workedMinutes) : (day.holidayName ?? t(`attendance.status.${day.status}`))
        return (
          <Tooltip key={day.date} label={`${format.day(day.date)} · ${said}`}>
            <span
              style={
                share > 0
                  ? { background: `color-mix(in srgb, var(--muster-bar) ${Math.round(share * 100)}%, var(--muster-line))` }
                  : undefined
              }
            >
              {Number(day.date.slice(8))}
            </span>
          </Tooltip>
        )
      })}
    </div>
  )
}
