import { Badge, Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  cancelCompensatory,
  listCompensatory,
  listEncashments,
  type Compensatory,
  type Encashment,
} from '../../server/modules/leave/leave.earned.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { done } from '../ui/notify.ts'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'

const RateForm = lazy(() => import('./payout-forms.tsx').then((all) => ({ default: all.RateForm })))

/** Leave of one person that was paid out. */
export function PaidOut(props: { employeeId: string; add?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const [page, setPage] = useState(1)
  const [pricing, setPricing] = useState<Encashment | null>(null)
  const columns = usePaidColumns(setPricing)
  const { employeeId } = props
  const paid = useQuery({ ...q(listEncashments, { query: { employeeId, page, limit: 10 } }), placeholderData: keepPreviousData })
  return (
    <Section title={t('leave.paidOut.title')} beside={props.add && <Act label={t('leave.paidOut.add')} act={props.add} />}>
      <Answer query={paid} skeleton={<Skeleton h={64} />}>
        {(data) =>
          data.encashments.length === 0 ? (
            <Nothing text={t('leave.paidOut.none')} />
          ) : (
            <Stack>
              <FewRows label={t('leave.paidOut.title')} rows={data.encashments} idOf={({ id }) => id} columns={columns} />
              <Pager pagination={data.pagination} onPage={setPage} />
            </Stack>
          )
        }
      </Answer>
      <FormDrawer opened={pricing !== null} title={t('leave.paidOut.setRate')} close={() => setPricing(null)}>
        <Suspense>{pricing && <RateForm encashment={pricing} close={() => setPricing(null)} />}</Suspense>
      </FormDrawer>
    </Section>
  )
}

/** Leave that one person earned by working on days off, with the day on which each lapses. */
export function Earned(props: { employeeId: string; add?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [page, setPage] = useState(1)
  const [taking, setTaking] = useState<Compensatory | null>(null)
  const columns = useEarnedColumns()
  const { employeeId } = props
  const earned = useQuery({ ...q(listCompensatory, { query: { employeeId, page, limit: 10 } }), placeholderData: keepPreviousData })
  return (
    <Section title={t('leave.earned.title')} beside={props.add && <Act label={t('leave.earned.add')} act={props.add} />}>
      <Answer query={earned} skeleton={<Skeleton h={64} />}>
        {(data) =>
          data.compensatory.length === 0 ? (
            <Nothing text={t('leave.earned.none')} />
          ) : (
            <Stack>
              <FewRows
                label={t('leave.earned.title')}
                rows={data.compensatory}
                idOf={({ id }) => id}
                columns={columns}
                renderActs={(one) => (
                  <RowMenu
                    label={t('leave.limits.moreOf', { name: format.day(one.day) })}
                    acts={[
                      !one.cancelledAt && {
                        label: t('leave.earned.takeBack'),
                        icon: IconArrowBackUp,
                        color: 'bad',
                        act: () => setTaking(one),
                      },
                    ]}
                  />
                )}
              />
              <Pager pagination={data.pagination} onPage={setPage} />
            </Stack>
          )
        }
      </Answer>
      {taking && (
        <Confirm
          opened
          title={t('leave.earned.takeBackTitle', { day: format.day(taking.day) })}
          text={t('leave.earned.takeBackText', { quantity: format.quantity(taking.quantity, taking.unit) })}
          act={t('leave.earned.takeBack')}
          send={() => call(cancelCompensatory, { params: { id: taking.id } })}
          done={() => {
            done(t('leave.earned.takenBack'))
            setTaking(null)
            void outdate(client, '/leave')
          }}
          close={() => setTaking(null)}
        />
      )}
    </Section>
  )
}

const Act = ({ label, act }: { label: string; act: () => void }) => (
  <Button size="compact-sm" variant="default" onClick={act}>
    {label}
  </Button>
)

const Nothing = ({ text }: { text: string }) => (
  <Text size="sm" c="dimmed">
    {text}
  </Text>
)

/** What was paid out. */
function usePaidColumns(price: (one: Encashment) => void) {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    { key: 'day', head: t('leave.date'), fixed: true, cell: ({ day }) => <Text size="sm">{format.day(day)}</Text> },
    {
      key: 'type',
      head: t('leave.type'),
      cell: ({ typeName, note }) => (
        <>
          {typeName}
          {note && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </>
      ),
    },
    { key: 'quantity', head: t('leave.quantity'), end: true, cell: ({ quantity, unit }) => format.quantity(quantity, unit) },
    {
      key: 'amount',
      head: t('leave.paidOut.amount'),
      end: true,
      cell: (one) =>
        one.amount === null ? (
          <Button size="compact-sm" variant="default" onClick={() => price(one)}>
            {t('leave.paidOut.setRate')}
          </Button>
        ) : (
          t('leave.paidOut.sum', { amount: format.number(one.amount), currency: one.currency })
        ),
    },
  ] satisfies readonly ListColumn<Encashment>[]
}

/** What was earned, and until when it is good. */
function useEarnedColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const today = format.today()
  return [
    { key: 'day', head: t('leave.earned.day'), fixed: true, cell: ({ day }) => <Text size="sm">{format.day(day)}</Text> },
    { key: 'type', head: t('leave.type'), cell: ({ typeName }) => typeName },
    { key: 'quantity', head: t('leave.quantity'), end: true, cell: ({ quantity, unit }) => format.quantity(quantity, unit) },
    {
      key: 'until',
      head: t('leave.earned.until'),
      cell: ({ cancelledAt, validTo }) =>
        cancelledAt ? (
          <Badge color="gray">{t('leave.earned.takenBack')}</Badge>
        ) : validTo < today ? (
          <Badge color="gray">{t('leave.earned.lapsed', { day: format.day(validTo) })}</Badge>
        ) : (
          format.day(validTo)
        ),
    },
  ] satisfies readonly ListColumn<Compensatory>[]
}
