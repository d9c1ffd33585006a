import { Button, Group, Skeleton } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  agreeToSwap,
  changeShiftRequest,
  declineSwap,
  listShiftRequests,
  type ShiftRequest,
} from '../../server/modules/attendance/shift-request.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'
import { RequestLine, RequestLines } from '../workflows/request-lines.tsx'
import { useStandingWords } from './roster-words.ts'
import { useShiftsById } from './roster.ts'

const acts = ['agree', 'decline', 'withdraw'] as const
type Act = (typeof acts)[number]

/** The other shifts that I asked for, and the swaps that colleagues ask of me. */
export function MyShiftRequests({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [page, setPage] = useState(1)
  const [acting, setActing] = useState<{ act: Act; request: ShiftRequest } | null>(null)
  const list = useQuery({ ...q(listShiftRequests, { query: { mine: true, page, limit: 10 } }), placeholderData: keepPreviousData })
  const act = acting?.act ?? 'withdraw'
  return (
    <Section
      title={t('shifts.mine')}
      beside={
        <ButtonLink
          to="."
          search={(old) => ({ ...old, shift: 'ask' as const })}
          size="xs"
          variant="default"
          leftSection={<IconArrowsExchange size={15} aria-hidden />}
        >
          {t('shifts.ask')}
        </ButtonLink>
      }
    >
      <Answer query={list} skeleton={<Skeleton h={60} />}>
        {({ requests, pagination }) => (
          <RequestLines pagination={pagination} onPage={setPage} none={t('shifts.noneYet')}>
            {requests.map((request) => (
              <Line key={request.id} request={request} own={employeeId} start={(to) => setActing({ act: to, request })} />
            ))}
          </RequestLines>
        )}
      </Answer>
      <Confirm
        opened={acting !== null}
        title={t(`shifts.${act}Title`)}
        text={
          acting &&
          t(`shifts.${act}Text`, { name: acting.request.employee.firstName, days: format.list(daysOf(acting.request).map(format.day)) })
        }
        act={t(`shifts.${act}`)}
        {...(act === 'agree' && { color: 'good' })}
        send={() => send(acting!)}
        done={() => {
          done(t(`shifts.${act}Done`))
          setActing(null)
          void outdate(client, '/shift-requests', '/attendance', '/approvals', '/roster-plan')
        }}
        close={() => setActing(null)}
      />
    </Section>
  )
}

function send({ act, request: { id, version } }: { act: Act; request: ShiftRequest }) {
  if (act === 'withdraw') return call(changeShiftRequest, { params: { id }, body: { state: 'withdrawn', version } })
  return call(act === 'agree' ? agreeToSwap : declineSwap, { params: { id }, body: { version } })
}

const daysOf = ({ days }: ShiftRequest) => [...new Set(days.map(({ day }) => day))]

function Line({ request, own, start }: { request: ShiftRequest; own: string; start: (act: Act) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const shifts = useShiftsById()
  const words = useStandingWords(shifts)
  const { kind, employee, colleague, days, note, state, can } = request
  const other = employee.id === own ? colleague : employee
  const title = other ? t('shifts.swapWith', { name: fullName(other) }) : t(`shifts.kind.${kind}`)
  const mine = days.filter(({ employeeId }) => employeeId === own)
  const changes = mine.map(({ day, seen, shiftId }) =>
    t('shifts.change', {
      day: format.day(day),
      before: words({ ...seen, isOwn: false }),
      after: shiftId ? (shifts.get(shiftId)?.name ?? '') : t('roster.off'),
    }),
  )
  return (
    <RequestLine title={title} texts={[...changes, ...(note ? [t('ui.quoted', { text: note })] : [])]} state={state} decided={request}>
      <Group gap={6} justify="flex-end">
        {acts
          .filter((act) => can[act])
          .map((act) => (
            <Button key={act} variant={act === 'agree' ? 'filled' : 'default'} size="compact-sm" onClick={() => start(act)}>
              {t(`shifts.${act}`)}
            </Button>
          ))}
      </Group>
    </RequestLine>
  )
}
