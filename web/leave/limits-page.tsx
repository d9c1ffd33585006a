import { Button, Card, Group, Stack, Text } from '@mantine/core'
import { IconCalendarX, IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listBlackouts } from '../../server/modules/leave/leave.blackout.contract.ts'
import { listCoverage } from '../../server/modules/leave/leave.coverage.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName } from '../ui/person.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { LeaveTabs } from './leave-tabs.tsx'

const LimitForms = lazy(() => import('./limit-forms.tsx'))
const route = getRouteApi('/_app/leave/limits')

/** Days without leave, and how many may be away at once. */
export function LimitsPage() {
  const { t } = useTranslation()
  const { form, id } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/limits' })
  const { page, limitsPage } = route.useSearch()
  const blackouts = useQuery({ ...q(listBlackouts, { query: { page: page ?? 1 } }), placeholderData: keepPreviousData })
  const limits = useQuery({ ...q(listCoverage, { query: { page: limitsPage ?? 1 } }), placeholderData: keepPreviousData })
  const open = (what: NonNullable<typeof form>, which?: string) => void navigate({ search: (old) => ({ ...old, form: what, id: which }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker, replace: true })
  return (
    <Page title={t('leave.title')} line={t('leave.limits.line')}>
      <LeaveTabs />
      <Stack gap="sm" component="section" aria-label={t('leave.blackout.title')}>
        <Head
          title={t('leave.blackout.title')}
          line={t('leave.blackout.line')}
          act={t('leave.blackout.add')}
          onClick={() => open('add-blackout')}
        />
        <Answer query={blackouts} skeleton={<RowSkeletons />}>
          {(data) =>
            data.blackouts.length === 0 ? (
              <Card>
                <Empty
                  icon={<IconCalendarX size={28} stroke={1.5} />}
                  title={t('leave.blackout.none')}
                  hint={t('leave.blackout.noneHint')}
                />
              </Card>
            ) : (
              <Stack>
                <Blackouts blackouts={data.blackouts} remove={(one) => open('remove-blackout', one)} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
              </Stack>
            )
          }
        </Answer>
      </Stack>
      <Stack gap="sm" component="section" aria-label={t('leave.coverage.title')}>
        <Head
          title={t('leave.coverage.title')}
          line={t('leave.coverage.line')}
          act={t('leave.coverage.add')}
          onClick={() => open('add-limit')}
        />
        <Answer query={limits} skeleton={<RowSkeletons />}>
          {(data) =>
            data.limits.length === 0 ? (
              <Card>
                <Empty
                  icon={<IconUsersGroup size={28} stroke={1.5} />}
                  title={t('leave.coverage.none')}
                  hint={t('leave.coverage.noneHint')}
                />
              </Card>
            ) : (
              <Stack>
                <Limits limits={data.limits} open={open} />
                <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, limitsPage: to }) })} />
              </Stack>
            )
          }
        </Answer>
      </Stack>
      <Suspense>
        {form && (
          <LimitForms
            form={form}
            blackout={blackouts.data?.blackouts.find((one) => one.id === id)}
            limit={limits.data?.limits.find((one) => one.id === id)}
            close={close}
          />
        )}
      </Suspense>
    </Page>
  )
}

function Head(props: { title: string; line: string; act: string; onClick: () => void }) {
  return (
    <Group justify="space-between" align="flex-end" gap="sm">
      <div>
        <Text component="h2" fw={600} style={{ margin: 0, fontSize: 16 }}>
          {props.title}
        </Text>
        <Text size="sm" c="dimmed">
          {props.line}
        </Text>
      </div>
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={props.onClick}>
        {props.act}
      </Button>
    </Group>
  )
}

type Blackout = NonNullable<Parameters<typeof LimitForms>[0]['blackout']>
type Limit = NonNullable<Parameters<typeof LimitForms>[0]['limit']>

function Blackouts(props: { blackouts: readonly Blackout[]; remove: (id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Card p="sm">
      <FewRows
        label={t('leave.blackout.title')}
        rows={props.blackouts}
        idOf={({ id }) => id}
        columns={useBlackoutColumns()}
        renderActs={({ id, name }) => (
          <RowMenu
            label={t('leave.limits.moreOf', { name })}
            acts={[{ label: t('leave.blackout.remove'), icon: IconTrash, color: 'bad', act: () => props.remove(id) }]}
          />
        )}
      />
    </Card>
  )
}

/** Which days, why, for whom not, and who may be away all the same. */
function useBlackoutColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        { key: 'dates', head: t('leave.dates'), cell: ({ firstDay, lastDay }) => format.range(firstDay, lastDay) },
        { key: 'name', head: t('leave.limits.why'), fixed: true, cell: ({ name }) => <Name>{name}</Name> },
        { key: 'forWhom', head: t('leave.limits.forWhom'), cell: (one) => forWhom(one, t) },
        {
          key: 'exempt',
          head: t('leave.blackout.exempt'),
          cell: ({ exempt }) => (exempt.length === 0 ? t('ui.none') : format.list(exempt.slice(0, 3).map(fullName))),
        },
      ] as const satisfies readonly ListColumn<Blackout>[],
    [t, format],
  )
}

function Limits(props: { limits: readonly Limit[]; open: (form: 'edit-limit' | 'remove-limit', id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Card p="sm">
      <FewRows
        label={t('leave.coverage.title')}
        rows={props.limits}
        idOf={({ id }) => id}
        columns={useLimitColumns()}
        renderActs={({ id, name }) => (
          <RowMenu
            label={t('leave.limits.moreOf', { name })}
            acts={[
              { label: t('ui.edit'), icon: IconPencil, act: () => props.open('edit-limit', id) },
              { label: t('leave.coverage.remove'), icon: IconTrash, color: 'bad', act: () => props.open('remove-limit', id) },
            ]}
          />
        )}
      />
    </Card>
  )
}

/** What is limited, for whom, and to how many. */
function useLimitColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        { key: 'name', head: t('leave.coverage.name'), fixed: true, cell: ({ name }) => <Name>{name}</Name> },
        { key: 'forWhom', head: t('leave.limits.forWhom'), cell: (one) => forWhom(one, t) },
        { key: 'most', head: t('leave.coverage.maxAway'), end: true, cell: ({ maxAway }) => format.number(maxAway) },
      ] as const satisfies readonly ListColumn<Limit>[],
    [t, format],
  )
}

function Name(props: { children: string }) {
  return (
    <Text size="sm" fw={500}>
      {props.children}
    </Text>
  )
}

function forWhom({ branchName, departmentName }: { branchName: string | null; departmentName: string | null }, t: TFunction) {
  return [branchName, departmentName].filter(Boolean).join(t('ui.dot')) || t('leave.limits.everybody')
}
