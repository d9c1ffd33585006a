import { Badge, Button, Card, Group, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { cancelInstance, getHistory, getInstance, resumeInstance } from '../../server/modules/workflows/workflows.instance.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, Failed } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { limitsOf, useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { RequestFields } from './request-fields.tsx'
import { History } from './history.tsx'
import { instanceColours } from './state-colours.ts'
import { useDates, useRequestName } from './task-words.ts'

const route = getRouteApi('/_app/requests/$id')

/** Where a request is on its path: what was asked, what happened, and whom it waits for. */
export function RequestPage() {
  const { t } = useTranslation()
  const params = { id: route.useParams().id }
  const found = useQuery(q(getInstance, { params }))
  const nameOf = useRequestName()
  return (
    <Page
      title={found.data ? nameOf(found.data.instance) : t('approvals.request')}
      line={found.data?.instance.workflowName}
      actions={found.data && <Acts data={found.data} />}
    >
      <Answer query={found} skeleton={<Skeleton h={320} radius="lg" />}>
        {(data) => <Detail data={data} />}
      </Answer>
    </Page>
  )
}

type Found = Data<typeof getInstance>

function Detail({ data: { instance, waiting } }: { data: Found }) {
  const { t } = useTranslation()
  const format = useFormat()
  const history = useQuery(q(getHistory, { params: { id: instance.id } }))
  // Of a custom request they stand among what was filled in.
  const dates = useDates()(instance.kind === 'custom' ? {} : instance.fields)
  const asked = waiting.filter(({ isReady }) => isReady)
  return (
    <Card>
      <Stack gap="lg">
        <Group justify="space-between">
          <Text c="dimmed" size="sm">
            {[instance.subjectName ?? instance.requesterName, dates, format.ago(instance.startedAt)].filter(Boolean).join(t('ui.dot'))}
          </Text>
          <Badge color={instanceColours[instance.state]}>{t(`approvals.state.${instance.state}`)}</Badge>
        </Group>
        {instance.kind === 'custom' && <RequestFields title={t('approvals.act.details')} fields={Object.entries(instance.fields)} />}
        {asked.length > 0 && (
          <Stack gap={4}>
            <Title order={2} size="h3">
              {t('approvals.waitsFor')}
            </Title>
            {asked.map((one) => (
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
        <div>
          <Title order={2} size="h3" mb="sm">
            {t('inbox.path')}
          </Title>
          <Answer query={history} skeleton={<Skeleton h={160} />}>
            {(all) => <History history={all.history} />}
          </Answer>
        </div>
      </Stack>
    </Card>
  )
}

/** What may be done about a request by who asked for it, or by who oversees approvals. */
function Acts({ data: { instance, can } }: { data: Found }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [comment, setComment] = useState('')
  const params = { id: instance.id }
  const title = useRequestName()(instance)
  const again = () => outdate(client, '/workflow-instances', '/approvals', '/leave')
  const resume = useOneAtATime(
    useMutation({
      mutationFn: () => call(resumeInstance, { params }),
      onSuccess: () => done(t('approvals.act.resumed')),
      onSettled: again,
    }),
  )
  return (
    <>
      {resume.isError && <Failed error={resume.error} />}
      {can.resume && (
        <Button loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
          {t('approvals.act.resume')}
        </Button>
      )}
      {can.cancel && (
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('approvals.act.cancel')}
        </Button>
      )}
      <Confirm
        opened={asking}
        title={t('approvals.act.cancelTitle', { title })}
        text={
          <Stack gap="sm">
            {t('approvals.act.cancelText')}
            <Textarea
              label={t('approvals.act.reason')}
              required
              autosize
              minRows={2}
              maxLength={limitsOf(cancelInstance, 'comment').maxLength}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          </Stack>
        }
        act={t('approvals.act.cancel')}
        send={() => call(cancelInstance, { params, body: { comment: comment.trim() } })}
        done={() => {
          done(t('approvals.act.cancelled', { title }))
          setAsking(false)
          void again()
        }}
        close={() => setAsking(false)}
      />
    </>
  )
}
