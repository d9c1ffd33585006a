import { Button, Card, Stack, Text } from '@mantine/core'
import { IconListCheck, IconPencil, IconPlus, IconUsersPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listAssignments, listPolicies, type LeavePolicy } from '../../server/modules/leave/leave.policy.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { Held } from '../ui/held.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Named } from '../ui/named.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName } from '../ui/person.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { LeaveTabs } from './leave-tabs.tsx'

const PolicyForm = lazy(() => import('./policy-form.tsx'))
const AssignForm = lazy(() => import('./assign-form.tsx'))
const route = getRouteApi('/_app/leave/policies')

/** What people are given of each kind of leave, and who has what. */
export function PoliciesPage() {
  const { t } = useTranslation()
  const { page, assigned, form, id } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/policies' })
  const policies = useQuery({ ...q(listPolicies, { query: { page: page ?? 1 } }), placeholderData: keepPreviousData })
  const open = (what: NonNullable<typeof form>, which?: string) => void navigate({ search: (old) => ({ ...old, form: what, id: which }) })
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker, replace: true })
  const chosen = policies.data?.policies.find((one) => one.id === id)
  return (
    <Page
      title={t('leave.title')}
      line={t('leave.policy.line')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add')}>
          {t('leave.policy.add')}
        </Button>
      }
    >
      <LeaveTabs />
      <Answer query={policies} skeleton={<RowSkeletons />}>
        {(data) =>
          data.policies.length === 0 ? (
            <Card>
              <Empty icon={<IconListCheck size={28} stroke={1.5} />} title={t('leave.policy.none')} hint={t('leave.policy.noneHint')} />
            </Card>
          ) : (
            <Stack>
              <Rows policies={data.policies} open={open} />
              <Pager pagination={data.pagination} onPage={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })} />
            </Stack>
          )
        }
      </Answer>
      <Assignments page={assigned ?? 1} onPage={(to) => void navigate({ search: (old) => ({ ...old, assigned: to }) })} />
      <FormDrawer opened={form === 'add'} title={t('leave.policy.add')} close={() => close()}>
        <Suspense>
          <PolicyForm close={close} />
        </Suspense>
      </FormDrawer>
      {chosen && (
        <>
          <FormDrawer opened={form === 'edit'} title={chosen.name} close={() => close()}>
            <Suspense>
              <Held current={chosen} path="/leave">
                {(base) => <PolicyForm policy={base} close={close} />}
              </Held>
            </Suspense>
          </FormDrawer>
          <FormDrawer opened={form === 'assign'} title={t('leave.policy.assignTitle', { name: chosen.name })} close={() => close()}>
            <Suspense>
              <AssignForm policy={chosen} close={close} />
            </Suspense>
          </FormDrawer>
        </>
      )}
    </Page>
  )
}

function Rows(props: { policies: readonly LeavePolicy[]; open: (form: 'edit' | 'assign', id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Card p="sm">
      <FewRows
        label={t('leave.part.policies')}
        rows={props.policies}
        idOf={({ id }) => id}
        columns={usePolicyColumns()}
        renderActs={(policy) => (
          <RowMenu
            label={t('leave.limits.moreOf', { name: policy.name })}
            acts={[
              { label: t('ui.edit'), icon: IconPencil, act: () => props.open('edit', policy.id) },
              policy.isActive && { label: t('leave.policy.assign'), icon: IconUsersPlus, act: () => props.open('assign', policy.id) },
            ]}
          />
        )}
      />
    </Card>
  )
}

/** What a policy gives, in which year, and to how many. */
function usePolicyColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        {
          key: 'name',
          head: t('leave.policy.name'),
          fixed: true,
          cell: ({ name, isActive }) => <Named name={name} mark={!isActive && t('leave.kinds.inactive')} />,
        },
        {
          key: 'gives',
          head: t('leave.policy.gives'),
          cell: ({ entitlements }) =>
            entitlements.map((one) => (
              <Text key={one.typeId} size="sm">
                {t('leave.policy.givesOne', {
                  type: one.typeName,
                  quantity: format.quantity(one.yearlyAmount, one.unit),
                  how: t(`leave.policy.crediting.${one.crediting}`),
                })}
              </Text>
            )),
        },
        { key: 'year', head: t('leave.policy.year'), cell: ({ leaveYear }) => t(`leave.policy.leaveYear.${leaveYear}`) },
        { key: 'people', head: t('people.title'), end: true, cell: ({ peopleCount }) => format.number(peopleCount) },
      ] as const satisfies readonly ListColumn<LeavePolicy>[],
    [t, format],
  )
}

function Assignments(props: { page: number; onPage: (page: number) => void }) {
  const { t } = useTranslation()
  const columns = useAssignmentColumns()
  const assignments = useQuery({ ...q(listAssignments, { query: { page: props.page } }), placeholderData: keepPreviousData })
  return (
    <Stack component="section" gap="sm" aria-label={t('leave.policy.assignments')}>
      <Text component="h2" fw={600} style={{ margin: 0, fontSize: 16 }}>
        {t('leave.policy.assignments')}
      </Text>
      <Answer query={assignments} skeleton={<RowSkeletons />}>
        {(data) =>
          data.assignments.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('leave.policy.nobodyYet')}
            </Text>
          ) : (
            <Stack>
              <Card p="sm">
                <FewRows label={t('leave.policy.assignments')} rows={data.assignments} idOf={({ id }) => id} columns={columns} />
              </Card>
              <Pager pagination={data.pagination} onPage={props.onPage} />
            </Stack>
          )
        }
      </Answer>
    </Stack>
  )
}

type Assignment = Data<typeof listAssignments>['assignments'][number]

/** Who has what by which policy, and when. */
function useAssignmentColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        { key: 'person', head: t('leave.calendar.person'), fixed: true, cell: (one) => <Text size="sm">{fullName(one)}</Text> },
        { key: 'policy', head: t('leave.policy.name'), cell: ({ policyName }) => policyName },
        { key: 'type', head: t('leave.type'), cell: ({ typeName }) => typeName },
        {
          key: 'dates',
          head: t('leave.dates'),
          cell: ({ firstDay, lastDay }) =>
            lastDay ? format.range(firstDay, lastDay) : t('leave.policy.since', { day: format.date(firstDay) }),
        },
      ] as const satisfies readonly ListColumn<Assignment>[],
    [t, format],
  )
}
