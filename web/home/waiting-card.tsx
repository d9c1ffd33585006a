import { ActionIcon, Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconCheck, IconChecks, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { waitingQuery } from '../frame/waiting.tsx'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { failed } from '../ui/notify.ts'
import { Person } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'
import { AnchorLink } from '../ui/links.tsx'
import { useTaskWords, type Task } from '../workflows/task-words.ts'
import { useDecideTask } from '../workflows/use-decide-task.ts'

const RejectForm = lazy(() => import('./reject-form.tsx'))
const SHOWN = 4

/** Requests waiting for me, decided from here or opened in the inbox. */
export function WaitingCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const waiting = useQuery(waitingQuery)
  const total = waiting.data?.pagination.total ?? 0
  return (
    <Section title={t('home.waiting')} beside={total > 0 && <Badge>{format.number(total)}</Badge>}>
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
        {({ approvals }) =>
          approvals.length === 0 ? (
            <Empty small icon={<IconChecks size={24} stroke={1.5} />} title={t('inbox.empty')} hint={t('inbox.emptyHint')} />
          ) : (
            <>
              <ul className="lines">
                {approvals.slice(0, SHOWN).map((task) => (
                  <li key={task.id}>
                    <Row task={task} />
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

function Row({ task }: { task: Task }) {
  const { t } = useTranslation()
  const format = useFormat()
  const message = useMessageOf()
  const decide = useDecideTask()
  const [rejecting, setRejecting] = useState(false)
  const { name, line, quantity } = useTaskWords()(task)
  const told = quantity === null ? null : { quantity, name }
  const { error } = decide
  useEffect(() => {
    if (error) failed(message(error), error instanceof ApiError ? error.requestId : null)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each error
  }, [error])
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Link to="/inbox" search={{ request: task.requestId }} className="plain" style={{ minWidth: 0 }}>
          <Person
            person={task.subject ?? { firstName: name, lastName: '' }}
            name={<span className="underline">{name}</span>}
            line={line}
            whole
          />
        </Link>
        <Group gap={6} wrap="nowrap">
          <Text size="xs" c="dimmed" visibleFrom="xs">
            {format.ago(task.askedAt)}
          </Text>
          <ActionIcon
            variant="light"
            color="good"
            size={30}
            aria-label={told ? t('home.approveFor', told) : t('approvals.approveOf', { title: task.title ?? task.stepName, name })}
            title={told ? t('inbox.approveQuantity', told) : t('approvals.approve')}
            loading={decide.isPending && decide.variables.act === 'approve'}
            onClick={() => decide.mutate({ task, act: 'approve', comment: '', told })}
          >
            <IconCheck size={17} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={told ? t('home.rejectOf', told) : t('approvals.rejectOf', { title: task.title ?? task.stepName, name })}
            title={t('inbox.rejectButton')}
            aria-expanded={rejecting}
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
            reject={(comment) => decide.mutate({ task, act: 'reject', comment, told })}
            close={() => setRejecting(false)}
          />
        )}
      </Suspense>
    </>
  )
}
