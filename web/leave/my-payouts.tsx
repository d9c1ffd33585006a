import { Button, Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listPayouts, payoutLimits, withdrawPayout, type Payout } from '../../server/modules/leave/leave.payout.contract.ts'
import { call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { mayAsk } from '../frame/places.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { Section } from '../ui/section.tsx'
import { RequestLine, RequestLines } from '../workflows/request-lines.tsx'

const PayoutForm = lazy(() => import('./payout-forms.tsx').then((all) => ({ default: all.PayoutForm })))
const route = getRouteApi('/_app/leave/')

/** What I asked to be paid out, and what became of it; only where some kind of leave can be paid out. */
export function MyPayouts() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const me = useMe()
  const asks = mayAsk(me)
  const { payOut } = route.useSearch()
  const navigate = useNavigate({ from: '/leave/' })
  const [page, setPage] = useState(1)
  const [taking, setTaking] = useState<Payout | null>(null)
  const limits = useQuery({ ...q(payoutLimits), enabled: asks }).data?.limits ?? []
  const list = useQuery({
    ...q(listPayouts, { query: { mine: true, page, limit: 10 } }),
    placeholderData: keepPreviousData,
    enabled: limits.length > 0,
  })
  if (limits.length === 0) return null
  const close = (ignoreBlocker = false) => void navigate({ search: ({ payOut: _, ...old }) => old, ignoreBlocker, replace: true })
  return (
    <Section
      title={t('leave.payout.title')}
      beside={
        <ButtonLink to="." search={(old) => ({ ...old, payOut: 'ask' as const })} size="xs" variant="default">
          {t('leave.payout.ask')}
        </ButtonLink>
      }
    >
      <Answer query={list} skeleton={<Skeleton h={60} />}>
        {({ requests, pagination }) => (
          <RequestLines pagination={pagination} onPage={setPage} none={t('leave.payout.none')}>
            {requests.map((request) => (
              <RequestLine
                key={request.id}
                title={t('leave.payout.line', { quantity: format.quantity(request.quantity, request.unit), type: request.typeName })}
                texts={request.note ? [t('ui.quoted', { text: request.note })] : []}
                state={request.state}
                decided={request}
              >
                {request.can.withdraw && (
                  <Button variant="default" size="compact-sm" onClick={() => setTaking(request)}>
                    {t('leave.payout.takeBack')}
                  </Button>
                )}
              </RequestLine>
            ))}
          </RequestLines>
        )}
      </Answer>
      <FormDrawer opened={payOut === 'ask'} title={t('leave.payout.ask')} close={() => close()}>
        <Suspense>
          <PayoutForm limits={limits} close={close} />
        </Suspense>
      </FormDrawer>
      <Confirm
        opened={taking !== null}
        title={t('leave.payout.takeBackTitle')}
        text={taking && t('leave.payout.takeBackText', { quantity: format.quantity(taking.quantity, taking.unit) })}
        act={t('leave.payout.takeBack')}
        send={() => call(withdrawPayout, { params: { id: taking!.id } })}
        done={() => {
          done(t('leave.payout.takenBack'))
          setTaking(null)
          void outdate(client, '/leave', '/approvals')
        }}
        close={() => setTaking(null)}
      />
    </Section>
  )
}
