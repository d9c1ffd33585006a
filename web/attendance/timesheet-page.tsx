import { ActionIcon, Button, Card, Group, Skeleton, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listDays } from '../../server/modules/attendance/attendance.contract.ts'
import { summarise, type Totals } from '../../server/modules/attendance/summary.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { addMonths, endOfMonth, startOfMonth } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { NotListed } from '../frame/not-listed.tsx'
import { Page } from '../ui/page.tsx'
import { fullName } from '../ui/person.tsx'

type Day = Data<typeof listDays>['days'][number]
type Someone = Data<typeof summarise>['people'][number]

const route = getRouteApi('/_app/time/sheet')

/** A month of one person on a sheet of A4, to be signed. */
export function TimesheetPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const { of, day = format.today() } = route.useSearch()
  const navigate = useNavigate({ from: '/time/sheet' })
  const employeeId = of ?? me.user.employeeId ?? ''
  const [from, to] = [startOfMonth(day), endOfMonth(day)]
  const asked = { from, to, employeeId }
  const isSomebody = employeeId !== ''
  const days = useQuery({ ...q(listDays, { query: asked }), enabled: isSomebody })
  const sums = useQuery({ ...q(summarise, { query: { ...asked, limit: 1 } }), enabled: isSomebody })
  const go = (by: number) => void navigate({ search: (old) => ({ ...old, day: addMonths(from, by) }), replace: true })
  if (!isSomebody) {
    return (
      <Page title={t('sheet.title', { month: format.month(from) })}>
        <NotListed />
      </Page>
    )
  }
  return (
    <Page
      title={t('sheet.title', { month: format.month(from) })}
      actions={
        <Group gap="xs" className="unprinted">
          <ActionIcon variant="default" size="lg" aria-label={t('ui.previousMonth')} onClick={() => go(-1)}>
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" size="lg" aria-label={t('ui.nextMonth')} onClick={() => go(1)}>
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
          <Button leftSection={<IconPrinter size={17} aria-hidden />} onClick={() => window.print()}>
            {t('sheet.print')}
          </Button>
        </Group>
      }
    >
      <Card className="sheet">
        <Answer query={sums} skeleton={<Skeleton h={480} />}>
          {({ people: [person] }) => (
            <Answer query={days} skeleton={<Skeleton h={480} />}>
              {(data) => (person ? <Sheet person={person} days={data.days} company={me.company.name} /> : <Text>{t('sheet.nobody')}</Text>)}
            </Answer>
          )}
        </Answer>
      </Card>
    </Page>
  )
}

function Sheet({ person, days, company }: { person: Someone; days: readonly Day[]; company: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const minutes = (value: number) => (value > 0 ? format.duration(value) : t('ui.none'))
  const heads = ['startedAt', 'endedAt', 'break', 'late', 'overtime', 'worked', 'scheduled'] as const
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text fw={600}>{fullName(person)}</Text>
        <Text size="sm">{[company, t('sheet.number', { number: person.employeeNumber })].join(t('ui.dot'))}</Text>
      </Group>
      <Table.ScrollContainer
        minWidth={620}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('attendance.days') } }}
      >
        <Table className="sheet-days">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('attendance.date')}</Table.Th>
              <Table.Th>{t('attendance.statusColumn')}</Table.Th>
              {heads.map((head) => (
                <Table.Th key={head} ta="end">
                  {t(`attendance.${head}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.map((day) => (
              <Table.Tr key={day.date}>
                <Table.Td>{format.day(day.date)}</Table.Td>
                <Table.Td>{day.status === 'undecided' ? t('ui.none') : (day.holidayName ?? t(`attendance.status.${day.status}`))}</Table.Td>
                <Table.Td ta="end">{day.firstStartAt ? format.time(day.firstStartAt) : t('ui.none')}</Table.Td>
                <Table.Td ta="end">{day.lastEndAt ? format.time(day.lastEndAt) : t('ui.none')}</Table.Td>
                <Table.Td ta="end">{minutes(day.breakMinutes)}</Table.Td>
                <Table.Td ta="end">{minutes(day.lateMinutes)}</Table.Td>
                <Table.Td ta="end">{minutes(day.overtimeMinutes)}</Table.Td>
                <Table.Td ta="end">{minutes(day.workedMinutes)}</Table.Td>
                <Table.Td ta="end">{minutes(day.scheduledMinutes)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Sums totals={person.totals} />
      <SimpleGrid cols={2} mt="xl" spacing="xl">
        {[t('sheet.signedBy', { name: fullName(person) }), t('sheet.signedForCompany')].map((who) => (
          <Text key={who} size="xs" pt={6} style={{ borderTop: '1px solid currentColor' }}>
            {who}
          </Text>
        ))}
      </SimpleGrid>
    </Stack>
  )
}

function Sums({ totals }: { totals: Totals }) {
  const { t } = useTranslation()
  const format = useFormat()
  const figures = [
    [t('attendance.worked'), format.duration(totals.workedMinutes)],
    [t('attendance.scheduled'), format.duration(totals.scheduledMinutes)],
    [t('attendance.overtime'), format.duration(totals.overtimeMinutes)],
    [t('sheet.approvedOvertime'), format.duration(totals.approvedOvertimeMinutes)],
    [t('sheet.lateDays'), format.number(totals.lateDays)],
    [t('sheet.absentDays'), format.number(totals.days.absent)],
    [t('sheet.attendance'), totals.attendancePercent === null ? t('ui.none') : `${totals.attendancePercent} %`],
  ] as const
  return (
    <Group gap="xl" role="group" aria-label={t('sheet.sums')}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text fw={600} className="numbers">
            {value}
          </Text>
        </div>
      ))}
    </Group>
  )
}
