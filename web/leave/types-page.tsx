import { Button, Card, Text } from '@mantine/core'
import { IconBeach, IconCalendarStar, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listTypes, type LeaveType } from '../../server/modules/leave/leave.balance.contract.ts'
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
import { RowMenu } from '../ui/row-menu.tsx'
import { LeaveTabs } from './leave-tabs.tsx'

const ListedDaysForm = lazy(() => import('./listed-days-form.tsx'))
const TypeForm = lazy(() => import('./type-form.tsx'))
const route = getRouteApi('/_app/leave/types')

/** Kinds of leave with what makes each of them different. */
export function TypesPage() {
  const { t } = useTranslation()
  const { form, id } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/types' })
  const types = useQuery(q(listTypes))
  const close = (ignoreBlocker = false) =>
    void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker, replace: true })
  const chosen = types.data?.types.find((one) => one.id === id)
  return (
    <Page
      title={t('leave.title')}
      line={t('leave.kinds.line')}
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => void navigate({ search: (old) => ({ ...old, form: 'add' }) })}
        >
          {t('leave.kinds.add')}
        </Button>
      }
    >
      <LeaveTabs />
      <Answer query={types} skeleton={<RowSkeletons />}>
        {(data) =>
          data.types.length === 0 ? (
            <Card>
              <Empty icon={<IconBeach size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('leave.kinds.line')} />
            </Card>
          ) : (
            <Rows types={data.types} open={(what, which) => void navigate({ search: (old) => ({ ...old, form: what, id: which }) })} />
          )
        }
      </Answer>
      <FormDrawer opened={form === 'add'} title={t('leave.kinds.add')} close={() => close()}>
        <Suspense>
          <TypeForm close={close} />
        </Suspense>
      </FormDrawer>
      {chosen && (
        <>
          <FormDrawer opened={form === 'edit'} title={chosen.name} close={() => close()}>
            <Suspense>
              <Held current={chosen} path="/leave">
                {(base) => <TypeForm type={base} close={close} />}
              </Held>
            </Suspense>
          </FormDrawer>
          <FormDrawer opened={form === 'days'} title={t('leave.listed.of', { name: chosen.name })} close={() => close()}>
            <Suspense>
              <Held current={chosen} path="/leave">
                {(base) => <ListedDaysForm type={base} close={close} />}
              </Held>
            </Suspense>
          </FormDrawer>
        </>
      )}
    </Page>
  )
}

function Rows(props: { types: readonly LeaveType[]; open: (form: 'edit' | 'days', id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Card>
      <FewRows
        label={t('leave.part.types')}
        rows={props.types}
        idOf={({ id }) => id}
        columns={useTypeColumns()}
        renderActs={(type) => (
          <RowMenu
            label={t('leave.limits.moreOf', { name: type.name })}
            acts={[
              { label: t('ui.edit'), icon: IconPencil, act: () => props.open('edit', type.id) },
              type.listedDaysOnly && { label: t('leave.listed.edit'), icon: IconCalendarStar, act: () => props.open('days', type.id) },
            ]}
          />
        )}
      />
    </Card>
  )
}

/** What makes a kind of leave different. */
function useTypeColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    function amountOf({ tracksBalance, yearlyAmount, unit }: LeaveType): string {
      if (!tracksBalance) return t('leave.kinds.unlimited')
      return yearlyAmount === null ? t('leave.kinds.byPolicy') : format.quantity(yearlyAmount, unit)
    }

    function carriedOf({ carryOver, carryLimit, unit }: LeaveType): string {
      return carryOver === 'limited' && carryLimit !== null
        ? t('leave.kinds.upTo', { quantity: format.quantity(carryLimit, unit) })
        : t(`leave.kinds.carry.${carryOver}`)
    }

    function rulesOf(type: LeaveType): string[] {
      return [
        type.minNoticeDays > 0 && t('leave.kinds.short.notice', { count: type.minNoticeDays }),
        type.maxConsecutiveDays !== null && t('leave.kinds.short.run', { count: type.maxConsecutiveDays }),
        type.documentAboveDays !== null && t('leave.kinds.short.document', { count: type.documentAboveDays }),
        Number(type.minBalance) < 0 && t('leave.kinds.short.below', { quantity: format.quantity(type.minBalance, type.unit) }),
        type.listedDaysOnly && t('leave.kinds.short.listed'),
        type.encashable && t('leave.kinds.short.encashable'),
      ].filter((one) => one !== false)
    }

    return [
      {
        key: 'name',
        head: t('leave.type'),
        fixed: true,
        cell: (type) => (
          <>
            <Named name={type.name} mark={!type.isActive && t('leave.kinds.inactive')} />
            <Text size="xs" c="dimmed">
              {[type.code, t(type.paid ? 'leave.kinds.isPaid' : 'leave.kinds.isUnpaid')].join(t('ui.dot'))}
            </Text>
          </>
        ),
      },
      { key: 'amount', head: t('leave.kinds.yearlyAmount'), end: true, cell: amountOf },
      {
        key: 'daysOff',
        head: t('leave.kinds.daysOff'),
        cell: ({ nonWorkingDays }) => t(`leave.kinds.nonWorkingDays.${nonWorkingDays}`),
      },
      { key: 'carryOver', head: t('leave.kinds.carryOver'), cell: carriedOf },
      {
        key: 'rules',
        head: t('leave.kinds.rules'),
        cell: (type) => rulesOf(type).join(t('ui.dot')),
      },
    ] as const satisfies readonly ListColumn<LeaveType>[]
  }, [t, format])
}
