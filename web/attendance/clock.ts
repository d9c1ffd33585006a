import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { end, myStatus, pause, resume, start, type ClockStatus } from '../../server/modules/attendance/attendance.contract.ts'
import { ApiError, call, outdate, q } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { browserZone } from '../ui/format.ts'
import { newKey } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { positionWanted } from './position.ts'

export type Act = ClockStatus['allowed'][number]

const contracts = { start, break: pause, resume, end }
export const statusQuery = { ...q(myStatus), refetchInterval: 60_000 }

export function useClockStatus() {
  return useQuery(statusQuery).data?.status
}

/** Starts, breaks, resumes, ends; shown at once and taken back when the server refuses. */
export function useClockAct() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const message = useMessageOf()
  return useMutation({
    scope: { id: 'clock' },
    mutationFn: async ({ act, key }: { act: Act; key: string }) => {
      const position = await positionWanted(client)
      const body = { timeZone: browserZone(), source: 'web' as const, ...(position && { position }) }
      return { ...(await call(contracts[act], { body, idempotencyKey: key })), isUnplaced: position === null }
    },
    onMutate: async ({ act }) => {
      await client.cancelQueries({ queryKey: statusQuery.queryKey })
      const before = client.getQueryData(statusQuery.queryKey)
      if (before) client.setQueryData(statusQuery.queryKey, { status: after(before.status, act, new Date()) })
      return { before }
    },
    onSuccess: ({ status, isUnplaced }, { act }) => {
      client.setQueryData(statusQuery.queryKey, { status })
      done(t(`clock.did.${act}`))
      if (isUnplaced) failed(t('fence.noPosition'))
    },
    onError: (error, _sent, kept) => {
      if (kept?.before) client.setQueryData(statusQuery.queryKey, kept.before)
      if (error instanceof ApiError && error.code === 'POSITION_NEEDED') return failed(t('fence.positionNeeded'))
      failed(message(error), error instanceof ApiError ? error.requestId : null)
    },
    onSettled: () => outdate(client, '/attendance'),
    retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
  })
}

export function actOf(act: Act) {
  return { act, key: newKey() }
}

/** Minutes worked until now, the running stretch included. */
export function workedNow(status: ClockStatus, now: number) {
  return status.workedMinutes + (status.state === 'working' ? runningMinutes(status.since, now) : 0)
}

export function breakNow(status: ClockStatus, now: number) {
  return status.breakMinutes + (status.state === 'break' ? runningMinutes(status.since, now) : 0)
}

/** Whole minutes of the stretch that runs since then. */
export function runningMinutes(since: string | null, now: number) {
  return since ? Math.max(0, Math.floor((now - Date.parse(since)) / 60_000)) : 0
}

/** What the clock will say once the server agreed. */
function after(status: ClockStatus, act: Act, at: Date): ClockStatus {
  const now = at.toISOString()
  const settled = { ...status, workedMinutes: workedNow(status, at.getTime()), breakMinutes: breakNow(status, at.getTime()) }
  if (act === 'break') return { ...settled, state: 'break', since: now, allowed: ['resume', 'end'] }
  if (act === 'end') return { ...settled, state: 'off', since: now, allowed: ['start'] }
  return { ...settled, state: 'working', since: now, startedAt: status.startedAt ?? now, allowed: ['break', 'end'] }
}
