import { Badge, Button, Skeleton, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
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
import { TableCard } from '../ui/list-card.tsx'
import { done } from '../ui/notify.ts'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'

const RateForm = lazy(() => import('./payout-forms.tsx').then((all) => ({ default: all.RateForm })))

/** Leave of one person that was paid out. */
export function PaidOut(props: { employeeId: string; add?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [page, setPage] = useState(1)
  const [pricing, setPricing] = useState<Encashment | null>(null)
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
              <TableCard
                label={t('leave.paidOut.title')}
                minWidth={520}
                head={[
                  t('leave.date'),
                  t('leave.type'),
                  <End key="q" text={t('leave.quantity')} />,
                  <End key="a" text={t('leave.paidOut.amount')} />,
                ]}
              >
                {data.encashments.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>{format.day(one.day)}</Table.Td>
                    <Table.Td>
                      {one.typeName}
                      {one.note && (
                        <Text size="xs" c="dimmed">
                          {one.note}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td ta="end">{format.quantity(one.quantity, one.unit)}</Table.Td>
                    <Table.Td ta="end">
                      {one.amount === null ? (
                        <Button size="compact-sm" variant="default" onClick={() => setPricing(one)}>
                          {t('leave.paidOut.setRate')}
                        </Button>
                      ) : (
                        t('leave.paidOut.sum', { amount: format.number(one.amount), currency: one.currency })
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </TableCard>
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
  const { employeeId } = props
  const earned = useQuery({ ...q(listCompensatory, { query: { employeeId, page, limit: 10 } }), placeholderData: keepPreviousData })
  const today = format.today()
  return (
    <Section title={t('leave.earned.title')} beside={props.add && <Act label={t('leave.earned.add')} act={props.add} />}>
      <Answer query={earned} skeleton={<Skeleton h={64} />}>
        {(data) =>
          data.compensatory.length === 0 ? (
            <Nothing text={t('leave.earned.none')} />
          ) : (
            <Stack>
              <TableCard
                label={t('leave.earned.title')}
                minWidth={520}
                head={[
                  t('leave.earned.day'),
                  t('leave.type'),
                  <End key="q" text={t('leave.quantity')} />,
                  t('leave.earned.until'),
                  <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
                ]}
              >
                {data.compensatory.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>{format.day(one.day)}</Table.Td>
                    <Table.Td>{one.typeName}</Table.Td>
                    <Table.Td ta="end">{format.quantity(one.quantity, one.unit)}</Table.Td>
                    <Table.Td>
                      {one.cancelledAt ? (
                        <Badge color="gray">{t('leave.earned.takenBack')}</Badge>
                      ) : one.validTo < today ? (
                        <Badge color="gray">{t('leave.earned.lapsed', { day: format.day(one.validTo) })}</Badge>
                      ) : (
                        format.day(one.validTo)
                      )}
                    </Table.Td>
                    <Table.Td ta="end">
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
                    </Table.Td>
                  </Table.Tr>
                ))}
              </TableCard>
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

const End = ({ text }: { text: string }) => <div style={{ textAlign: 'end' }}>{text}</div>
