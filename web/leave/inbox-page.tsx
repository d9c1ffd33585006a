import { Card, Group, Kbd, Skeleton, Stack, Text } from '@mantine/core'
import { useHotkeys, useMediaQuery } from '@mantine/hooks'
import { IconChecks } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listApprovals, type LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Person } from '../ui/person.tsx'
import { InboxDetail, type DecisionKeys } from './inbox-detail.tsx'

const route = getRouteApi('/_app/inbox')

/** Everything that waits for my decision: a list, and beside it the request with what deciding would mean. */
export function InboxPage() {
  const { t } = useTranslation()
  const { request: chosen, page } = route.useSearch()
  const navigate = useNavigate({ from: '/inbox' })
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false })
  const keys = useRef<DecisionKeys>(null)
  const approvals = useQuery({
    ...q(listApprovals, { query: { page: page ?? 1, limit: 20 } }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const requests = approvals.data?.requests ?? []
  const [first, setFirst] = useState<string>()
  // What is open stays open when the list below it changes, be it that somebody else decided it.
  if (wide && !chosen && first === undefined && requests[0]) setFirst(requests[0].id)
  const shown = chosen ?? (wide ? first : undefined)

  const open = (request: LeaveRequest | undefined) => void navigate({ search: (old) => ({ ...old, request: request?.id }), replace: true })
  const move = (by: number) => {
    const at = requests.findIndex((one) => one.id === shown)
    const next = requests[Math.min(requests.length - 1, Math.max(0, at + by))]
    if (!next) return
    open(next)
    document.getElementById(`request-${next.id}`)?.focus()
  }
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['a', () => keys.current?.approve()],
    ['r', () => keys.current?.reject()],
  ])
  // After a decision the next request comes forward.
  const decided = (id: string) => {
    const was = requests.findIndex((one) => one.id === id)
    setFirst(undefined)
    open(wide ? (requests[was + 1] ?? requests[was - 1]) : undefined)
  }

  return (
    <Page title={t('inbox.title')} line={approvals.data && t('inbox.line', { count: approvals.data.pagination.total })}>
      <Answer query={approvals} skeleton={<Skeleton h={480} radius="lg" />}>
        {(data) =>
          data.requests.length === 0 && !shown ? (
            <Card>
              <Empty icon={<IconChecks size={32} stroke={1.5} />} title={t('inbox.empty')} hint={t('inbox.emptyHint')} />
            </Card>
          ) : (
            <Card padding={0} className="inbox">
              {(wide || !chosen) && (
                <nav className="inbox-list" aria-label={t('inbox.waiting')}>
                  {data.requests.map((request) => (
                    <Row key={request.id} request={request} current={request.id === shown} />
                  ))}
                  {(wide || data.pagination.totalPages > 1) && (
                    <Stack p="md" gap="sm">
                      {data.pagination.totalPages > 1 && (
                        <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: { page: to } })} />
                      )}
                      {wide && <Keys />}
                    </Stack>
                  )}
                </nav>
              )}
              {shown && (
                <InboxDetail key={shown} id={shown} keys={keys} decided={decided} back={wide ? undefined : () => open(undefined)} />
              )}
            </Card>
          )
        }
      </Answer>
    </Page>
  )
}

function Row({ request, current }: { request: LeaveRequest; current: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Link
      id={`request-${request.id}`}
      to="/inbox"
      search={(old) => ({ ...old, request: request.id })}
      className="inbox-row"
      aria-current={current ? 'true' : undefined}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Person
          person={request.employee}
          line={
            <>
              <Text span inherit c="var(--mantine-color-text)">
                {request.typeName}
              </Text>
              {t('ui.dot')}
              {format.range(request.firstDay, request.lastDay)}
              {t('ui.dot')}
              {format.quantity(request.quantity, request.unit)}
            </>
          }
        />
        <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
          {format.ago(request.createdAt)}
        </Text>
      </Group>
    </Link>
  )
}

function Keys() {
  const { t } = useTranslation()
  const hint = (name: string, ...letters: string[]) => (
    <Group gap={6} wrap="nowrap">
      {letters.map((letter) => (
        <Kbd key={letter} size="xs">
          {letter}
        </Kbd>
      ))}
      <Text size="xs" c="dimmed">
        {name}
      </Text>
    </Group>
  )
  return (
    <Group gap="sm">
      {hint(t('inbox.move'), 'j', 'k')}
      {hint(t('inbox.approve'), 'a')}
      {hint(t('inbox.reject'), 'r')}
    </Group>
  )
}
