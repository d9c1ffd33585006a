import { Badge, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { getHistory, getInstance } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { History } from './history.tsx'

const route = getRouteApi('/_app/requests/$id')
const colors = {
  pending: 'waiting',
  approved: 'good',
  rejected: 'bad',
  expired: 'bad',
  cancelled: 'gray',
  stuck: 'bad',
  'failed-action': 'bad',
} as const

/** Where a request is on its path: what happened, and whom it waits for. */
export function RequestPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const params = { id: route.useParams().id }
  const found = useQuery(q(getInstance, { params }))
  const history = useQuery(q(getHistory, { params }))
  return (
    <Page title={found.data?.instance.title ?? t('approvals.request')} line={found.data?.instance.workflowName}>
      <Answer query={found} skeleton={<Skeleton h={320} radius="lg" />}>
        {({ instance, waiting }) => (
          <Card>
            <Stack gap="lg">
              <Group justify="space-between">
                <Text c="dimmed" size="sm">
                  {[instance.subjectName ?? instance.requesterName, format.ago(instance.startedAt)].filter(Boolean).join(t('ui.dot'))}
                </Text>
                <Badge color={colors[instance.state]}>{t(`approvals.state.${instance.state}`)}</Badge>
              </Group>
              {waiting.length > 0 && (
                <Stack gap={4}>
                  <Title order={3}>{t('approvals.waitsFor')}</Title>
                  {waiting
                    .filter(({ isReady }) => isReady)
                    .map((one) => (
                      <Text key={one.taskId} size="sm">
                        {[
                          one.personName,
                          one.forName && t('approvals.standsInFor', { name: one.forName }),
                          one.stepName,
                          one.dueAt && t('approvals.dueAt', { time: format.ago(one.dueAt) }),
                        ]
                          .filter(Boolean)
                          .join(t('ui.dot'))}
                      </Text>
                    ))}
                </Stack>
              )}
              <Title order={3}>{t('inbox.path')}</Title>
              <Answer query={history} skeleton={<Skeleton h={160} />}>
                {(data) => <History history={data.history} />}
              </Answer>
            </Stack>
          </Card>
        )}
      </Answer>
    </Page>
  )
}
