import { Group, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { exportToday, listToday } from '../../server/modules/attendance/attendance.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { call, q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { useLive } from '../ui/live.ts'
import { AddSomebody } from '../frame/not-listed.tsx'
import { Page } from '../ui/page.tsx'
import { useNow } from '../ui/now.ts'
import { fullName, Person } from '../ui/person.tsx'
import { runningMinutes } from './clock-minutes.ts'
import { PlaceBadge } from './place-badge.tsx'
import { PresenceBadge, presenceLooks, presenceOrder, type Presence } from './presence.tsx'
import { TimeTabs } from './time-tabs.tsx'

type PersonToday = Data<typeof listToday>['people'][number]

const route = getRouteApi('/_app/time/today')
const POLL_MS = 15_000
/** Even when told of changes: time alone makes somebody late, and what is said while a connection breaks is lost. */
const SAFETY_MS = 60_000
/** As many as there are on most days. */
const SKELETONS = 6
const ALWAYS_COUNTED: readonly Presence[] = ['working', 'break', 'missing', 'on-leave']

/** Who is here now, within my reach. */
export function TodayPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/time/today' })
  const { page, q: text, departmentId, presence, sort = 'lastName' } = search
  const asked = { sort, ...(text && { q: text }), ...(departmentId && { departmentId }), ...(presence && { presence }) }
  const filtered = Boolean(text || departmentId || presence)
  const now = useNow(30_000)
  const isLive = useLive('presence', listToday.url)
  const today = useQuery({
    ...q(listToday, { query: { ...asked, page: page ?? 1 } }),
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? SAFETY_MS : POLL_MS,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <Page title={t('attendance.teamToday')} line={today.data && format.longDay(today.data.date)}>
      <TimeTabs />
      {today.isPending && (
        <div className="counters" aria-busy>
          {presenceOrder.slice(0, SKELETONS).map((one) => (
            <Skeleton key={one} h={66} />
          ))}
        </div>
      )}
      {today.data && (
        <div className="counters">
          {presenceOrder
            .filter((one) => today.data.counters[one] > 0 || ALWAYS_COUNTED.includes(one) || presence === one)
            .map((one) => (
              <Counter
                key={one}
                presence={one}
                count={today.data.counters[one]}
                pressed={presence === one}
                press={() => filter({ presence: presence === one ? undefined : one })}
              />
            ))}
        </div>
      )}
      <List
        name="today"
        label={t('attendance.teamToday')}
        query={today}
        rowsOf={(data) => data.people}
        idOf={({ employeeId }) => employeeId}
        columns={useTodayColumns(now)}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        renderLine={(person) => <Line person={person} now={now} />}
        csv={() => call(exportToday, { query: asked })}
        clear={filtered ? () => filter({ q: undefined, departmentId: undefined, presence: undefined }) : undefined}
        empty={
          <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('ui.nobody')} hint={t('ui.nobodyHint')}>
            <AddSomebody />
          </Empty>
        }
        search={<SearchField label={t('attendance.findPerson')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={<DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />}
      />
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

/** What the board can show; the running stretch goes on by itself. */
function useTodayColumns(now: number) {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'person',
      head: t('attendance.person'),
      sort: 'lastName',
      fixed: true,
      cell: (person) => <PersonLink person={person} />,
    },
    { key: 'department', head: t('ui.department'), sort: 'departmentName', cell: ({ departmentName }) => departmentName },
    {
      key: 'now',
      head: t('attendance.now'),
      sort: 'presence',
      cell: ({ presence, location }) => (
        <Group gap={6} wrap="nowrap">
          <PresenceBadge presence={presence} />
          <PlaceBadge place={location} />
        </Group>
      ),
    },
    {
      key: 'since',
      head: t('attendance.since'),
      sort: 'since',
      end: true,
      cell: (person) => isHere(person) && person.since && format.time(person.since),
    },
    {
      key: 'started',
      head: t('attendance.startedAt'),
      sort: 'startedAt',
      end: true,
      cell: ({ startedAt }) => startedAt && format.time(startedAt),
    },
    {
      key: 'late',
      head: t('attendance.late'),
      end: true,
      cell: ({ lateMinutes }) =>
        lateMinutes > 0 && (
          <Text span inherit c="var(--mantine-color-bad-text)" fw={500}>
            {format.duration(lateMinutes)}
          </Text>
        ),
    },
    {
      key: 'worked',
      head: t('attendance.worked'),
      sort: 'worked',
      end: true,
      cell: (person) =>
        worked(person, now) > 0 && (
          <Text span inherit fw={600} className="numbers">
            {format.duration(worked(person, now))}
          </Text>
        ),
    },
  ] as const satisfies readonly ListColumn<PersonToday>[]
}

/** On a phone: who, where they are, and how long they worked. */
function Line({ person, now }: { person: PersonToday; now: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" flex={1} miw={0}>
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
