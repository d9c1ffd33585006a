import { Button, Card, Checkbox, Group, Kbd, Skeleton, Stack, Text } from '@mantine/core'
import { useHotkeys, useMediaQuery } from '@mantine/hooks'
import { IconChecks, IconFilterOff, IconSearchOff, IconSend, IconUserShare } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listApprovals } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { useWaiting } from '../frame/waiting.tsx'
import { InboxDetail, type DecisionKeys } from '../leave/inbox-detail.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Person } from '../ui/person.tsx'
import { ApprovalDetail } from './approval-detail.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { InboxBar, isNarrowed, type Change } from './inbox-bar.tsx'
import { useTaskWords, type Task } from './task-words.ts'

const StartForm = lazy(() => import('./start-form.tsx'))
const route = getRouteApi('/_app/inbox')

/** Everything that waits for my decision: a list, and beside it the request with what deciding would mean. */
export function InboxPage() {
  const { t } = useTranslation()
  const { request: chosen, page, form, ...asked } = route.useSearch()
  const navigate = useNavigate({ from: '/inbox' })
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false })
  const keys = useRef<DecisionKeys>(null)
  const approvals = useQuery({
    ...q(listApprovals, { query: { ...asked, page: page ?? 1, limit: 20 } }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const tasks = approvals.data?.approvals ?? []
  const total = approvals.data?.pagination.total
  const waiting = useWaiting()
  const narrowed = isNarrowed(asked)
  const me = useMe()
  const decidesLeave = can(me, 'leave.approve')
  const closeForm = (ignoreBlocker = false) => void navigate({ search: ({ form: _form, ...old }) => old, ignoreBlocker, replace: true })
  const [chosenIds, setChosenIds] = useState<readonly string[]>([])
  const picked = tasks.filter((one) => chosenIds.includes(one.id))
  const pick = (id: string) => setChosenIds((ids) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]))
  const question = JSON.stringify(asked)
  const [first, setFirst] = useState<{ question: string; request: string }>()
  const opened = first?.question === question ? first.request : undefined
  // What is open stays open when the list below it changes, be it that somebody else decided it.
  if (wide && !chosen && opened === undefined && tasks[0] && !approvals.isPlaceholderData)
    setFirst({ question, request: tasks[0].requestId })
  const shown = chosen ?? (wide ? opened : undefined)

  const task = tasks.find((one) => one.requestId === shown)
  const open = (one: Task | undefined) => void navigate({ search: (old) => ({ ...old, request: one?.requestId }), replace: true })
  const move = (by: number) => {
    const at = tasks.findIndex((one) => one.requestId === shown)
    const next = tasks[Math.min(tasks.length - 1, Math.max(0, at + by))]
    if (!next) return
    open(next)
    document.getElementById(`request-${next.requestId}`)?.focus()
  }
  const filter = (change: Change) =>
    void navigate({ search: ({ page: _page, request: _request, ...old }) => ({ ...old, ...change }), replace: true })
  // Not while somebody types, be it a comment or what is looked for.
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['a', () => keys.current?.approve()],
    ['r', () => keys.current?.reject()],
    ['x', () => task && pick(task.id)],
  ])
  // After a decision the next request comes forward.
  const decided = (id: string) => {
    const was = tasks.findIndex((one) => one.requestId === id)
    setFirst(undefined)
    open(wide ? (tasks[was + 1] ?? tasks[was - 1]) : undefined)
  }

  return (
    <Page
      title={t('inbox.title')}
      line={total !== undefined && t('inbox.line', { count: narrowed ? waiting : total })}
      actions={
        <>
          {can(me, 'workflow.execute') && (
            <Button
              leftSection={<IconSend size={16} aria-hidden />}
              onClick={() => void navigate({ search: (old) => ({ ...old, form: 'start' as const }) })}
            >
              {t('workflows.start.act')}
            </Button>
          )}
          <ButtonLink to="/substitutes" variant="default" leftSection={<IconUserShare size={16} aria-hidden />}>
            {t('approvals.substitutes')}
          </ButtonLink>
        </>
      }
    >
      <FormDrawer opened={form === 'start'} title={t('workflows.start.act')} close={() => closeForm()}>
        <Suspense>
          <StartForm close={closeForm} />
        </Suspense>
      </FormDrawer>
      {(narrowed || Boolean(total)) && <InboxBar asked={asked} total={total} filter={filter} />}
      <Answer query={approvals} skeleton={<Skeleton h={480} radius="lg" />}>
        {(data) =>
          data.approvals.length === 0 && !shown ? (
            <Card>
              {narrowed ? (
                <Empty icon={<IconSearchOff size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('ui.widenFilters')}>
                  <Button
                    variant="default"
                    leftSection={<IconFilterOff size={16} aria-hidden />}
                    onClick={() => filter({ q: undefined, kind: undefined })}
                  >
                    {t('ui.clearFilters')}
                  </Button>
                </Empty>
              ) : (
                <Empty icon={<IconChecks size={32} stroke={1.5} />} title={t('inbox.empty')} hint={t('inbox.emptyHint')} />
              )}
            </Card>
          ) : (
            <Card padding={0} className="inbox">
              {(wide || !chosen) && (
                <nav className="inbox-list" aria-label={t('inbox.waiting')}>
                  {data.approvals.map((one) => (
                    <Row
                      key={one.id}
                      task={one}
                      current={one.requestId === shown}
                      picked={chosenIds.includes(one.id)}
                      pick={wide ? () => pick(one.id) : undefined}
                    />
                  ))}
                  {picked.length > 0 && <BulkBar tasks={picked} clear={() => setChosenIds([])} />}
                  {(wide || data.pagination.totalPages > 1) && (
                    <Stack p="md" gap="sm">
                      {data.pagination.totalPages > 1 && (
                        <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: { ...asked, page: to } })} />
                      )}
                      {wide && <Keys />}
                    </Stack>
                  )}
                </nav>
              )}
              {shown && task && !(task.kind === 'leave' && decidesLeave) && (
                <ApprovalDetail
                  key={task.id}
                  id={task.id}
                  keys={keys}
                  decided={() => decided(shown)}
                  back={wide ? undefined : () => open(undefined)}
                />
              )}
              {/* Leave has a page of its own for what deciding would mean, also once somebody else was faster. */}
              {shown && decidesLeave && (!task || task.kind === 'leave') && (
                <InboxDetail key={shown} id={shown} keys={keys} decided={decided} back={wide ? undefined : () => open(undefined)} />
              )}
            </Card>
          )
        }
      </Answer>
    </Page>
  )
}

type RowProps = { task: Task; current: boolean; picked: boolean; pick: (() => void) | undefined }

function Row({ task, current, picked, pick }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { subject, requestId, askedAt } = task
  const { name, line } = useTaskWords()(task)
  return (
    <Group wrap="nowrap" gap={0} align="stretch">
      {pick && <Checkbox ps="sm" pt="md" size="md" checked={picked} onChange={pick} aria-label={t('approvals.choose', { name })} />}
      <Link
        id={`request-${requestId}`}
        from="/inbox"
        to="/inbox"
        search={({ form: _form, ...old }) => ({ ...old, request: requestId })}
        className="inbox-row"
        style={{ flex: 1, minWidth: 0 }}
        aria-current={current ? 'true' : undefined}
      >
        <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
          <Person person={subject ?? { firstName: name, lastName: '' }} name={name} line={line} whole />
          <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
            {format.ago(askedAt)}
          </Text>
        </Group>
      </Link>
    </Group>
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
      {hint(t('approvals.pick'), 'x')}
    </Group>
  )
}
