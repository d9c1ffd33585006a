import { Badge, Button, Card, Group, Loader, Stack, Text } from '@mantine/core'
import { IconArrowBackUp, IconCalendarCheck, IconListDetails } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listYearEnds, undoYearEnd, type YearEnd } from '../../server/modules/leave/leave.year-end.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { done } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { LeaveTabs } from './leave-tabs.tsx'
import { YearEndItems } from './year-end-items.tsx'

const YearEndWizard = lazy(() => import('./year-end-wizard.tsx'))
const route = getRouteApi('/_app/leave/year-end')
const POLL_MS = 1500
const colours = { running: 'waiting', undoing: 'waiting', done: 'good', undone: 'gray' } as const

/** Ends of leave years: closing one step by step, what became of it, and taking it back. */
export function YearEndPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const { page, form, id } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/year-end' })
  const runs = useQuery({
    ...q(listYearEnds, { query: { page: page ?? 1 } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.yearEnds.some(isGoingOn) ? POLL_MS : false),
  })
  const open = (what: NonNullable<typeof form>, which?: string) => void navigate({ search: (old) => ({ ...old, form: what, id: which }) })
  const close = () => void navigate({ search: ({ form: _form, id: _id, ...old }) => old, replace: true })
  const chosen = runs.data?.yearEnds.find((one) => one.id === id)
  return (
    <Page
      title={t('leave.title')}
      line={t('leave.yearEnd.line')}
      actions={
        <Button
          leftSection={<IconCalendarCheck size={17} aria-hidden />}
          disabled={runs.data?.yearEnds.some(isGoingOn) ?? true}
          onClick={() => open('close')}
        >
          {t('leave.yearEnd.close')}
        </Button>
      }
    >
      <LeaveTabs />
      <Answer query={runs} skeleton={<RowSkeletons />}>
        {(data) =>
          data.yearEnds.length === 0 ? (
            <Card>
              <Empty
                icon={<IconCalendarCheck size={28} stroke={1.5} />}
                title={t('leave.yearEnd.none')}
                hint={t('leave.yearEnd.noneHint')}
              />
            </Card>
          ) : (
            <Stack>
              <Runs runs={data.yearEnds} open={open} />
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
      <FormDrawer opened={form === 'close'} title={t('leave.yearEnd.close')} close={close}>
        <Suspense>
          <YearEndWizard close={close} />
        </Suspense>
      </FormDrawer>
      {chosen && (
        <>
          <FormDrawer opened={form === 'items'} title={t('leave.yearEnd.itemsTitle', { day: format.date(chosen.lastDay) })} close={close}>
            <YearEndItems id={chosen.id} />
          </FormDrawer>
          <Confirm
            opened={form === 'undo'}
            title={t('leave.yearEnd.undoTitle', { day: format.date(chosen.lastDay) })}
            text={t('leave.yearEnd.undoText')}
            act={t('leave.yearEnd.undoAct', { count: chosen.accounts })}
            send={() => call(undoYearEnd, { params: { id: chosen.id } })}
            done={() => {
              done(t('leave.yearEnd.undoing'))
              close()
              void outdate(client, '/leave')
            }}
            close={close}
          />
        </>
      )}
    </Page>
  )
}

function isGoingOn({ state }: YearEnd) {
  return state === 'running' || state === 'undoing'
}

function Runs(props: { runs: readonly YearEnd[]; open: (form: 'items' | 'undo', id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Card p="sm">
      <FewRows
        label={t('leave.part.yearEnd')}
        rows={props.runs}
        idOf={({ id }) => id}
        columns={useRunColumns()}
        renderActs={(run) => (
          <RowMenu
            label={t('leave.limits.moreOf', { name: format.date(run.lastDay) })}
            acts={[
              { label: t('leave.yearEnd.items'), icon: IconListDetails, act: () => props.open('items', run.id) },
              run.state === 'done' && {
                label: t('leave.yearEnd.undo'),
                icon: IconArrowBackUp,
                color: 'bad',
                act: () => props.open('undo', run.id),
              },
            ]}
          />
        )}
      />
    </Card>
  )
}

/** Which year was closed, how far that is, and of how many. */
function useRunColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'until',
          head: t('leave.yearEnd.until'),
          fixed: true,
          cell: ({ lastDay }) => (
            <Text size="sm" fw={500}>
              {format.date(lastDay)}
            </Text>
          ),
        },
        {
          key: 'state',
          head: t('leave.stateColumn'),
          cell: (run) => (
            <Group gap={6} wrap="nowrap">
              <Badge color={colours[run.state]}>{t(`leave.yearEnd.state.${run.state}`)}</Badge>
              {isGoingOn(run) && <Loader size={14} aria-hidden />}
            </Group>
          ),
        },
        { key: 'people', head: t('people.title'), end: true, cell: ({ people }) => format.number(people) },
        { key: 'years', head: t('leave.yearEnd.years'), end: true, cell: ({ accounts }) => format.number(accounts) },
        { key: 'started', head: t('leave.yearEnd.startedAt'), cell: ({ createdAt }) => format.instant(createdAt) },
      ] as const satisfies readonly ListColumn<YearEnd>[],
    [t, format],
  )
}
