import { Badge, Button, Card, Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconBeach, IconCalendarStar, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listTypes, type LeaveType } from '../../server/modules/leave/leave.balance.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
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
              <TypeForm key={chosen.version} type={chosen} close={close} />
            </Suspense>
          </FormDrawer>
          <FormDrawer opened={form === 'days'} title={t('leave.listed.of', { name: chosen.name })} close={() => close()}>
            <Suspense>
              <ListedDaysForm type={chosen} close={close} />
            </Suspense>
          </FormDrawer>
        </>
      )}
    </Page>
  )
}

function Rows(props: { types: readonly LeaveType[]; open: (form: 'edit' | 'days', id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <TableCard
      label={t('leave.part.types')}
      minWidth={680}
      head={[
        t('leave.type'),
        <div key="amount" style={{ textAlign: 'end' }}>
          {t('leave.kinds.yearlyAmount')}
        </div>,
        t('leave.kinds.daysOff'),
        t('leave.kinds.carryOver'),
        t('leave.kinds.rules'),
        <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
      ]}
    >
      {props.types.map((type) => (
        <Table.Tr key={type.id}>
          <Table.Td>
            <Group gap="xs" wrap="nowrap">
              <Text size="sm" fw={500}>
                {type.name}
              </Text>
              {!type.isActive && <Badge color="gray">{t('leave.kinds.inactive')}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {[type.code, t(type.paid ? 'leave.kinds.isPaid' : 'leave.kinds.isUnpaid')].join(t('ui.dot'))}
            </Text>
          </Table.Td>
          <Table.Td ta="end">
            {!type.tracksBalance
              ? t('leave.kinds.unlimited')
              : type.yearlyAmount === null
                ? t('leave.kinds.byPolicy')
                : format.quantity(type.yearlyAmount, type.unit)}
          </Table.Td>
          <Table.Td>{t(`leave.kinds.nonWorkingDays.${type.nonWorkingDays}`)}</Table.Td>
          <Table.Td>
            {type.carryOver === 'limited' && type.carryLimit !== null
              ? t('leave.kinds.upTo', { quantity: format.quantity(type.carryLimit, type.unit) })
              : t(`leave.kinds.carry.${type.carryOver}`)}
          </Table.Td>
          <Table.Td>
            <Text size="xs" c="dimmed">
              {rulesOf(type).join(t('ui.dot')) || t('ui.none')}
            </Text>
          </Table.Td>
          <Table.Td ta="end">
            <RowMenu
              label={t('leave.limits.moreOf', { name: type.name })}
              acts={[
                { label: t('ui.edit'), icon: IconPencil, act: () => props.open('edit', type.id) },
                type.listedDaysOnly && { label: t('leave.listed.edit'), icon: IconCalendarStar, act: () => props.open('days', type.id) },
              ]}
            />
          </Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )

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
}
