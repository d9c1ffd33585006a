import { Button, Card, Group, Skeleton, Stack } from '@mantine/core'
import { IconDownload, IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { exportLogs, listEntity, listLogs } from '../../server/modules/audit/audit.contract.ts'
import { call, outdate } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Failed } from '../ui/answer.tsx'
import { DaysFilter } from '../ui/days-filter.tsx'
import { addDays } from '../ui/days.ts'
import { saveFile } from '../ui/download.ts'
import { Empty } from '../ui/empty.tsx'
import { SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { ListBar } from '../ui/list-bar.tsx'
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
  const { subjectType, subjectId } = search
  const query = queryOf(search)
  const logs = useInfiniteQuery({
    queryKey: [listLogs.url, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const cursor = { limit: 30, ...(pageParam && { cursor: pageParam }) }
      if (subjectType && subjectId) return call(listEntity, { params: { type: subjectType, id: subjectId }, query: cursor, signal })
      return call(listLogs, { query: { ...query, ...cursor }, signal })
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
          <Stack mb="md">
            <ListBar
              search={<SearchField label={t('audit.text')} value={search.q} onChange={(value) => filter({ q: value })} />}
              filters={
                <>
                  <SearchField label={t('audit.who')} value={search.actor} onChange={(value) => filter({ actor: value })} />
                  <SearchField label={t('audit.kind')} value={search.kind} onChange={(value) => filter({ kind: value })} />
                  <DaysFilter from={search.from} to={search.to} onChange={filter} />
                </>
              }
              narrowed={Object.keys(query).length > 0}
              tools={<Export query={query} />}
            />
          </Stack>
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

type Search = ReturnType<typeof route.useSearch>

/** The question that the address asks; days are those of UTC, as the log is. */
function queryOf({ q, actor, kind, from, to }: Search) {
  return {
    ...(q && { q }),
    ...(actor && { actor }),
    ...(kind && { kind }),
    ...(from && { from: `${from}T00:00:00Z` }),
    ...(to && { to: `${addDays(to, 1)}T00:00:00Z` }),
  }
}

/** A file of exactly what is shown; that it was made is in the log, too. */
function Export({ query }: { query: ReturnType<typeof queryOf> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const make = useMutation({
    mutationFn: () => call(exportLogs, { query }),
    onSuccess: (file) => {
      saveFile(file as unknown as Blob, `audit-${format.today()}.csv`)
      void outdate(client, '/audit')
    },
  })
  return (
    <>
      <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={make.isPending} onClick={() => make.mutate()}>
        {t('audit.export')}
      </Button>
      {make.isError && <Failed error={make.error} />}
    </>
  )
}
