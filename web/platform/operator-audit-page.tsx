import { Button, Card, Code, Group, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listOperatorEvents } from '../../server/modules/platform/platform.contract.ts'
import { call } from '../api.ts'
import { Failed } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'

/** What operators did, newest first; nothing changes or removes it. */
export function OperatorAuditPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const events = useInfiniteQuery({
    queryKey: [listOperatorEvents.url],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => call(listOperatorEvents, { query: { limit: 50, ...(pageParam && { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  return (
    <Page title={t('operator.part.audit')} line={t('operator.auditLine')}>
      <Card>
        {events.isError ? (
          <Failed error={events.error} retry={() => void events.refetch()} />
        ) : events.isPending ? (
          <RowSkeletons />
        ) : events.data.pages[0]?.events.length === 0 ? (
          <Empty icon={<IconHistory size={28} stroke={1.5} />} title={t('operator.auditNone')} hint={t('operator.auditNoneHint')} />
        ) : (
          <Stack>
            <ul className="lines">
              {events.data.pages
                .flatMap((page) => page.events)
                .map((event) => (
                  <li key={event.id}>
                    <Group justify="space-between" gap="xs">
                      <Text size="sm">
                        <b>{event.operatorName}</b> <Code>{event.kind}</Code>
                      </Text>
                      <Text size="xs" c="dimmed">
                        {[format.instant(event.at), event.address].filter(Boolean).join(' · ')}
                      </Text>
                    </Group>
                    {Object.keys(event.data).length > 0 && (
                      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                        {JSON.stringify(event.data)}
                      </Text>
                    )}
                    {event.companyId && (
                      <AnchorLink to="/operator/companies/$id" params={{ id: event.companyId }} size="xs">
                        {t('operator.toCompany')}
                      </AnchorLink>
                    )}
                  </li>
                ))}
            </ul>
            {events.hasNextPage && (
              <Button variant="default" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                {t('ui.older')}
              </Button>
            )}
          </Stack>
        )}
      </Card>
    </Page>
  )
}
