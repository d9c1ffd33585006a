import { Button, Skeleton, Stack, Text, Timeline } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listEntity } from '../../server/modules/audit/audit.contract.ts'
import { employeeStatuses } from '../../server/modules/employees/employees.contract.ts'
import { getTimeline } from '../../server/modules/employees/employees.lifecycle.contract.ts'
import { call } from '../api.ts'
import { EntryRow } from '../audit/entry-row.tsx'
import { can, useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { useChangeWords } from './change-words.ts'

type Entry = Data<typeof getTimeline>['entries'][number]
const PER_REQUEST = 50

/** What happened to a person; to who may read the audit log, every act as well, with what it changed. */
export function PersonHistory({ employeeId }: { employeeId: string }) {
  const may = can(useMe(), 'audit.read')
  return (
    <Stack>
      <Happened employeeId={employeeId} />
      {may && <Acts employeeId={employeeId} />}
    </Stack>
  )
}

function Happened({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const pages = useInfiniteQuery({
    queryKey: [getTimeline.url, employeeId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(getTimeline, { params: { id: employeeId }, query: { limit: PER_REQUEST, ...(pageParam && { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const entries = (pages.data?.pages.flatMap((page) => page.entries) ?? []).toReversed()
  const today = format.today()
  return (
    <Section title={t('people.history.happened')}>
      <Stream query={pages} empty={entries.length === 0}>
        <Timeline bulletSize={14} lineWidth={2} active={-1} className="path">
          {entries.map((entry) => (
            <Timeline.Item key={`${entry.kind} ${entry.id}`} lineVariant={entry.day > today ? 'dashed' : 'solid'}>
              <Happening entry={entry} />
            </Timeline.Item>
          ))}
        </Timeline>
      </Stream>
    </Section>
  )
}

function Happening({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { employment, team, kind } = entry
  const status = employeeStatuses.find((one) => one === team?.status)
  const title =
    kind === 'employment'
      ? t('people.history.employment', {
          title: employment?.title ?? employment?.positionTitle ?? t('people.employment.untitled'),
        })
      : kind === 'status'
        ? t('people.history.status', { status: status ? t(`people.state.${status}`) : (team?.status ?? '') })
        : t(`people.history.kind.${kind}`)
  const place = [employment?.departmentName, employment?.branchName].filter(Boolean)
  const line = [
    ...place,
    employment?.managerName && t('people.employment.reportsTo', { name: employment.managerName }),
    team?.actorName && t('people.history.by', { name: team.actorName }),
  ].filter(Boolean)
  return (
    <>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      <Text size="xs" c="dimmed">
        {[format.date(entry.day), ...line].join(t('ui.dot'))}
      </Text>
      {(team?.note ?? team?.reason) && kind !== 'employment' && (
        <Text size="sm" c="dimmed">
          {t('ui.quoted', { text: team?.note ?? team?.reason })}
        </Text>
      )}
    </>
  )
}

function Acts({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const words = useChangeWords()
  const pages = useInfiniteQuery({
    queryKey: [listEntity.url, 'employee', employeeId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listEntity, {
        params: { type: 'employee', id: employeeId },
        query: { limit: PER_REQUEST, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const entries = (pages.data?.pages.flatMap((page) => page.entries) ?? []).toReversed()
  return (
    <Section title={t('people.history.audit')}>
      <Stream query={pages} empty={entries.length === 0}>
        <ul className="lines">
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={{ ...entry, changes: entry.changes.map(words) }} story={false} />
          ))}
        </ul>
      </Stream>
    </Section>
  )
}

/** Oldest first is how they come, newest first how they are read: what is not fetched yet belongs at the top. */
function Stream(props: {
  query: Pick<
    ReturnType<typeof useInfiniteQuery>,
    'isError' | 'error' | 'isPending' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >
  empty: boolean
  children: React.ReactNode
}) {
  const { t } = useTranslation()
  const { query } = props
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  if (query.isPending)
    return (
      <Stack gap="sm" aria-busy role="status" aria-label={t('ui.loading')}>
        {[1, 2, 3, 4].map((n) => (
          <Skeleton key={n} h={42} />
        ))}
      </Stack>
    )
  if (props.empty)
    return <Empty icon={<IconHistory size={28} stroke={1.5} />} title={t('audit.none')} hint={t('people.history.noneHint')} />
  return (
    <Stack>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('ui.newer')}
        </Button>
      )}
      {props.children}
    </Stack>
  )
}
