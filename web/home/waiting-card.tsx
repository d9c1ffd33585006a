import { ActionIcon, Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconCheck, IconChecks, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { ApiError } from '../api.ts'
import { waitingQuery } from '../frame/waiting.tsx'
import { useDecide } from '../leave/use-decide.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { failed } from '../ui/notify.ts'
import { fullName, Person } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'

const RejectForm = lazy(() => import('./reject-form.tsx'))
const SHOWN = 4

/** Requests waiting for me, decided from here or opened in the inbox. */
export function WaitingCard() {
  const { t } = useTranslation()
  const waiting = useQuery(waitingQuery)
  const total = waiting.data?.pagination.total ?? 0
  return (
    <Section title={t('home.waiting')} beside={total > 0 && <Badge>{total}</Badge>}>
      <Answer
        query={waiting}
        skeleton={
          <Stack gap="sm">
            {[1, 2, 3].map((n) => (
              <Skeleton key={n} h={40} />
            ))}
          </Stack>
        }
      >
        {({ requests }) =>
          requests.length === 0 ? (
            <Empty small icon={<IconChecks size={24} stroke={1.5} />} title={t('inbox.empty')} hint={t('inbox.emptyHint')} />
          ) : (
            <>
              <ul className="lines">
                {requests.slice(0, SHOWN).map((request) => (
                  <li key={request.id}>
                    <Row request={request} />
                  </li>
                ))}
              </ul>
              {total > SHOWN && (
                <AnchorLink to="/inbox" size="sm" mt="sm" display="block">
                  {t('home.allWaiting', { count: total })}
                </AnchorLink>
              )}
            </>
          )
        }
      </Answer>
    </Section>
  )
}

function Row({ request }: { request: LeaveRequest }) {
  const { t } = useTranslation()
  const format = useFormat()
  const message = useMessageOf()
  const decide = useDecide()
  const [rejecting, setRejecting] = useState(false)
  const about = { quantity: format.quantity(request.quantity, request.unit), name: fullName(request.employee) }
  const { error } = decide
  useEffect(() => {
    if (error) failed(message(error), error instanceof ApiError ? error.requestId : null)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each error
  }, [error])
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Link to="/inbox" search={{ request: request.id }} className="plain" style={{ minWidth: 0 }}>
          <Person
            person={request.employee}
            name={<span className="underline">{about.name}</span>}
            line={[request.typeName, format.range(request.firstDay, request.lastDay), about.quantity].join(' · ')}
          />
        </Link>
        <Group gap={6} wrap="nowrap">
          <Text size="xs" c="dimmed" visibleFrom="xs">
            {format.ago(request.createdAt)}
          </Text>
          <ActionIcon
            variant="light"
            color="good"
            size={30}
            aria-label={t('home.approveFor', about)}
            title={t('inbox.approveQuantity', about)}
            disabled={!request.can.approve}
            loading={decide.isPending && decide.variables.act === 'approve'}
            onClick={() => decide.mutate({ request, act: 'approve', comment: '' })}
          >
            <IconCheck size={17} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t('home.rejectOf', about)}
            title={t('inbox.rejectButton')}
            aria-expanded={rejecting}
            disabled={!request.can.reject}
            onClick={() => setRejecting(!rejecting)}
          >
            <IconX size={17} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      <Suspense>
        {rejecting && (
          <RejectForm
            busy={decide.isPending}
            reject={(comment) => decide.mutate({ request, act: 'reject', comment })}
            close={() => setRejecting(false)}
          />
        )}
      </Suspense>
    </>
  )
}
