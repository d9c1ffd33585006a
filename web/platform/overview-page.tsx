import { Button, Card, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { CompanyStatus } from '../../server/modules/companies/companies.contract.ts'
import { getOverview, listActivity, listErrors } from '../../server/modules/platform/platform.overview.contract.ts'
import { call, q } from '../api.ts'
import { useAmount } from '../usage/usage-bars.tsx'
import { Answer, Failed } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { StatusWord } from './cells.tsx'

/** The platform in figures, who is busy, and what went wrong. */
export function OverviewPage() {
  const { t } = useTranslation()
  const overview = useQuery({ ...q(getOverview), refetchInterval: 60_000 })
  const activity = useQuery(q(listActivity, { query: { limit: 10 } }))
  return (
    <Page title={t('operator.part.overview')}>
      <Answer query={overview} skeleton={<Skeleton h={180} radius="lg" />}>
        {(data) => <Figures {...data.overview} />}
      </Answer>
      <Answer query={activity} skeleton={<RowSkeletons />}>
        {(data) => <Activity companies={data.companies} />}
      </Answer>
      <Errors />
    </Page>
  )
}

function Figures(of: Data<typeof getOverview>['overview']) {
  const { t } = useTranslation()
  const format = useFormat()
  const amount = useAmount()
  const figures = [
    [
      'companies',
      format.number(of.companies),
      of.byStatus.map(({ name, count }) => `${format.number(count)} ${t(`operator.status.${name as CompanyStatus}`)}`).join(' · '),
    ],
    ['employees', format.number(of.employees), of.byPlan.map(({ name, count }) => `${format.number(count)} ${name}`).join(' · ')],
    ['fresh', format.number(of.newIn30Days), t('operator.trialsEnding', { count: of.trialsEndingIn7Days })],
    ['requests', format.number(of.requestsToday), t('operator.callsToday', { count: of.apiCallsToday })],
    ['errors', format.number(of.errorsToday), t('operator.last24')],
    ['jobs', format.number(of.jobsWaiting), t('operator.jobsFailed', { count: of.jobsFailed })],
    ['database', amount('storageBytes', of.databaseBytes), ''],
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      {figures.map(([name, value, line]) => (
        <Card key={name} padding="md">
          <Text size="sm" c="dimmed">
            {t(`operator.figure.${name}`)}
          </Text>
          <Text fz={26} fw={600} className="figures">
            {value}
          </Text>
          <Text size="xs" c="dimmed">
            {line}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  )
}

function Activity({ companies }: Pick<Data<typeof listActivity>, 'companies'>) {
  const { t } = useTranslation()
  return (
    <Card>
      <FewRows label={t('operator.activity')} rows={companies} idOf={({ id }) => id} columns={useActivityColumns()} />
    </Card>
  )
}

function Errors() {
  const { t } = useTranslation()
  const format = useFormat()
  const errors = useInfiniteQuery({
    queryKey: [listErrors.url],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => call(listErrors, { query: { ...(pageParam && { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const found = errors.data?.pages.flatMap((page) => page.errors) ?? []
  return (
    <Section title={t('operator.errors')}>
      {errors.isError ? (
        <Failed error={errors.error} retry={() => void errors.refetch()} />
      ) : errors.isPending ? (
        <RowSkeletons />
      ) : found.length === 0 ? (
        <Empty icon={<IconCircleCheck size={28} stroke={1.5} />} title={t('operator.noErrors')} hint={t('operator.noErrorsHint')} small />
      ) : (
        <Stack>
          <ul className="lines">
            {found.map((error) => (
              <li key={error.id}>
                <Group justify="space-between" gap="xs">
                  <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                    {error.place}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {format.instant(error.at)}
                  </Text>
                </Group>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {[error.code, error.companyName, error.requestId && `${t('ui.requestId')} ${error.requestId}`]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </li>
            ))}
          </ul>
          {errors.hasNextPage && (
            <Button variant="default" loading={errors.isFetchingNextPage} onClick={() => void errors.fetchNextPage()}>
              {t('ui.older')}
            </Button>
          )}
        </Stack>
      )}
    </Section>
  )
}

/** How busy a company is. */
function useActivityColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'company',
      head: t('operator.company'),
      fixed: true,
      cell: ({ id, name }) => (
        <AnchorLink to="/operator/companies/$id" params={{ id }} size="sm">
          {name}
        </AnchorLink>
      ),
    },
    { key: 'state', head: t('operator.state'), cell: ({ status }) => <StatusWord status={status} /> },
    { key: 'requests', head: t('operator.requests7'), end: true, cell: ({ requests }) => format.number(requests) },
    { key: 'calls', head: t('usage.calls'), end: true, cell: ({ apiCalls }) => format.number(apiCalls) },
    { key: 'days', head: t('operator.activeDays'), end: true, cell: ({ activeDays }) => activeDays },
    {
      key: 'last',
      head: t('operator.lastActive'),
      cell: ({ lastActiveAt }) => (lastActiveAt ? format.ago(lastActiveAt) : t('operator.never')),
    },
  ] satisfies readonly ListColumn<Data<typeof listActivity>['companies'][number]>[]
}
