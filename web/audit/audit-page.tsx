import { Button, Card, Group, Skeleton, Stack, TextInput } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { listEntity, listLogs } from '../../server/modules/audit/audit.contract.ts'
import { call } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { addDays } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { Page } from '../ui/page.tsx'
import { EntryRow } from './entry-row.tsx'
import { Verify } from './verify.tsx'

const route = getRouteApi('/_app/audit')

/** What happened in the company, newest first; or the story of one thing, oldest first. */
export function AuditPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/audit' })
  const me = useMe()
  const { kind, from, to, subjectType, subjectId } = search
  const logs = useInfiniteQuery({
    queryKey: [listLogs.url, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const cursor = { limit: 30, ...(pageParam && { cursor: pageParam }) }
      if (subjectType && subjectId) return call(listEntity, { params: { type: subjectType, id: subjectId }, query: cursor, signal })
      const query = {
        ...cursor,
        ...(kind && { kind }),
        ...(from && { from: `${from}T00:00:00Z` }),
        ...(to && { to: `${addDays(to, 1)}T00:00:00Z` }),
      }
      return call(listLogs, { query, signal })
    },
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const filter = (change: Partial<typeof search>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })
  const entries = logs.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <Page title={t('audit.title')} line={t('audit.line')}>
      {can(me, 'audit.verify') && <Verify />}
      <Card>
        {subjectId ? (
          <Group mb="md">
            <Button variant="default" size="xs" onClick={() => void navigate({ search: {} })}>
              {t('audit.backToAll')}
            </Button>
          </Group>
        ) : (
          <Group gap="sm" mb="md" align="flex-end">
            <SearchField label={t('audit.kind')} value={kind} onChange={(value) => filter({ kind: value })} />
            <TextInput
              type="date"
              label={t('audit.from')}
              value={from ?? ''}
              max={to}
              onChange={(event) => filter({ from: event.currentTarget.value || undefined })}
            />
            <TextInput
              type="date"
              label={t('audit.to')}
              value={to ?? ''}
              min={from}
              onChange={(event) => filter({ to: event.currentTarget.value || undefined })}
            />
          </Group>
        )}
        {logs.isError ? (
          <Failed error={logs.error} retry={() => void logs.refetch()} />
        ) : logs.isPending ? (
          <Stack gap="sm" aria-busy>
            {[1, 2, 3, 4, 5, 6].map((n) => (
              <Skeleton key={n} h={42} />
            ))}
          </Stack>
        ) : entries.length === 0 ? (
          <Empty icon={<IconHistory size={28} stroke={1.5} />} title={t('audit.none')} hint={t('ui.widenFilters')} />
        ) : (
          <Stack>
            <ul className="lines">
              {entries.map((entry) => (
                <EntryRow key={entry.id} entry={entry} story={subjectId === undefined} />
              ))}
            </ul>
            {logs.hasNextPage && (
              <Button variant="default" loading={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>
                {subjectId ? t('ui.newer') : t('ui.older')}
              </Button>
            )}
          </Stack>
        )}
      </Card>
    </Page>
  )
}
