import { Card, Group, Skeleton, Stack, Table, Text, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { listToday } from '../../server/modules/attendance/attendance.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { useLive } from '../ui/live.ts'
import { AddSomebody } from '../frame/not-listed.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { useNow } from '../ui/now.ts'
import { fullName, Person } from '../ui/person.tsx'
import { runningMinutes } from './clock.ts'
import { PlaceBadge } from './place-badge.tsx'
import { PresenceBadge, presenceLooks, presenceOrder, type Presence } from './presence.tsx'
import { TimeTabs } from './time-tabs.tsx'

type PersonToday = Data<typeof listToday>['people'][number]

const route = getRouteApi('/_app/time/today')
const POLL_MS = 15_000
/** Even when told of changes: time alone makes somebody late, and what is said while a connection breaks is lost. */
const SAFETY_MS = 60_000
const ALWAYS_COUNTED: readonly Presence[] = ['working', 'break', 'missing', 'on-leave']

/** Who is here now, within my reach. */
export function TodayPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/time/today' })
  const { page, q: text, departmentId, presence } = search
  const filtered = Boolean(text || departmentId || presence)
  const small = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const isLive = useLive('presence', listToday.url)
  const today = useQuery({
    ...q(listToday, {
      query: { page: page ?? 1, limit: 20, ...(text && { q: text }), ...(departmentId && { departmentId }), ...(presence && { presence }) },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? SAFETY_MS : POLL_MS,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <Page title={t('attendance.teamToday')} line={today.data && format.longDay(today.data.date)}>
      <TimeTabs />
      <Answer query={today} skeleton={<Skeletons />}>
        {(data) => (
          <Stack gap="md">
            <div className="counters">
              {presenceOrder
                .filter((one) => data.counters[one] > 0 || ALWAYS_COUNTED.includes(one) || presence === one)
                .map((one) => (
                  <Counter
                    key={one}
                    presence={one}
                    count={data.counters[one]}
                    pressed={presence === one}
                    press={() => filter({ presence: presence === one ? undefined : one })}
                  />
                ))}
            </div>
            <Card>
              <Group gap="sm" mb="md">
                <SearchField label={t('attendance.findPerson')} value={text} onChange={(value) => filter({ q: value })} />
                <DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />
              </Group>
              {data.people.length === 0 ? (
                <Empty
                  icon={<IconUserSearch size={28} stroke={1.5} />}
                  title={filtered ? t('ui.nobodyFound') : t('people.nobody')}
                  hint={filtered ? t('ui.widenFilters') : t('people.nobodyHint')}
                >
                  {!filtered && <AddSomebody />}
                </Empty>
              ) : (
                <Stack>
                  {small ? <Lines people={data.people} /> : <Rows people={data.people} />}
                  <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
                </Stack>
              )}
            </Card>
          </Stack>
        )}
      </Answer>
    </Page>
  )
}

function Counter(props: { presence: Presence; count: number; pressed: boolean; press: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { icon: Glyph, text } = presenceLooks[props.presence]
  return (
    <UnstyledButton className="counter" aria-pressed={props.pressed} onClick={props.press}>
      <Group gap={6} wrap="nowrap">
        <Text c={text} lh={0}>
          <Glyph size={16} aria-hidden />
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {t(`attendance.presence.${props.presence}`)}
        </Text>
      </Group>
      <Text fz={22} fw={600} lh={1.3} className="numbers">
        {format.number(props.count)}
      </Text>
    </UnstyledButton>
  )
}

function Rows({ people }: { people: readonly PersonToday[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(30_000)
  const none = (
    <Text span inherit c="dimmed">
      {t('ui.none')}
    </Text>
  )
  return (
    <Table.ScrollContainer
      minWidth={560}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('attendance.teamToday') } }}
    >
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('attendance.person')}</Table.Th>
            <Table.Th visibleFrom="md">{t('ui.department')}</Table.Th>
            <Table.Th>{t('attendance.now')}</Table.Th>
            <Table.Th ta="end">{t('attendance.since')}</Table.Th>
            <Table.Th ta="end">{t('attendance.startedAt')}</Table.Th>
            <Table.Th ta="end">{t('attendance.late')}</Table.Th>
            <Table.Th ta="end">{t('attendance.worked')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <Table.Tr key={person.employeeId}>
              <Table.Td>
                <PersonLink person={person} />
              </Table.Td>
              <Table.Td visibleFrom="md">{person.departmentName ?? none}</Table.Td>
              <Table.Td>
                <Group gap={6} wrap="nowrap">
                  <PresenceBadge presence={person.presence} />
                  <PlaceBadge place={person.location} />
                </Group>
              </Table.Td>
              <Table.Td ta="end">{isHere(person) && person.since ? format.time(person.since) : none}</Table.Td>
              <Table.Td ta="end">{person.startedAt ? format.time(person.startedAt) : none}</Table.Td>
              <Table.Td ta="end">
                {person.lateMinutes > 0 ? (
                  <Text span inherit c="var(--mantine-color-bad-text)" fw={500}>
                    {format.duration(person.lateMinutes)}
                  </Text>
                ) : (
                  none
                )}
              </Table.Td>
              <Table.Td ta="end" fw={600}>
                {worked(person, now) > 0 ? format.duration(worked(person, now)) : none}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** On a phone: who, where they are, and how long they worked. */
function Lines({ people }: { people: readonly PersonToday[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(30_000)
  return (
    <ul className="lines">
      {people.map((person) => (
        <li key={person.employeeId}>
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <PersonLink person={person} />
            <Stack gap={4} align="flex-end">
              <PresenceBadge presence={person.presence} />
              <PlaceBadge place={person.location} />
              {worked(person, now) > 0 && (
                <Text size="xs" c="dimmed" className="numbers">
                  {t('attendance.workedFor', { time: format.duration(worked(person, now)) })}
                </Text>
              )}
            </Stack>
          </Group>
        </li>
      ))}
    </ul>
  )
}

function PersonLink({ person }: { person: PersonToday }) {
  const me = useMe()
  if (!can(me, 'employee.read')) return <Person person={person} line={person.title} />
  return (
    <Link to="/people/$id" params={{ id: person.employeeId }} className="plain" style={{ minWidth: 0 }}>
      <Person person={person} line={person.title} name={<span className="underline">{fullName(person)}</span>} />
    </Link>
  )
}

function isHere(person: PersonToday) {
  return person.presence === 'working' || person.presence === 'break'
}

/** The minutes worked today, the running stretch included. */
function worked(person: PersonToday, now: number) {
  return person.workedMinutes + (person.presence === 'working' ? runningMinutes(person.since, now) : 0)
}

function Skeletons() {
  return (
    <Stack>
      <Skeleton h={72} />
      {[1, 2, 3, 4, 5, 6].map((n) => (
        <Skeleton key={n} h={44} />
      ))}
    </Stack>
  )
}
