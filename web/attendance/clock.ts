import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { myStatus, type ClockStatus } from '../../server/modules/attendance/attendance.contract.ts'
import { ApiError, call, outdate, q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { browserZone } from '../ui/format.ts'
import { newKey } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'
import { useAgain } from '../ui/again.ts'
import { fullName } from '../ui/person.tsx'
import { contracts, keep, retryMs, keptOf, remember, sendKept, useKept, type Act } from './clock-queue.ts'
import { positionWanted } from './position.ts'
import { breakNow, workedNow } from './clock-minutes.ts'

export type { Act }

export const statusQuery = { ...q(myStatus), refetchInterval: 60_000 }

export function useClockStatus() {
  return useQuery(statusQuery).data?.status
}

/** Starts, breaks, resumes, ends; shown at once, taken back when the server refuses, kept here while it cannot be reached. */
export function useClockAct() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const message = useMessageOf()
  const { user } = useMe()
  return useMutation({
    scope: { id: 'clock' },
    // Pressed without a network it is kept, not held back.
    networkMode: 'always',
    mutationFn: async ({ act, key, pressedAt }: { act: Act; key: string; pressedAt: string }) => {
      const position = await positionWanted(client).catch(() => undefined)
      const body = { timeZone: browserZone(), source: 'web' as const, ...(position && { position }) }
      const later = () => {
        keep({ userId: user.id, act, body: { ...body, pressedAt } })
        return null
      }
      // What was pressed before goes before it.
      if (keptOf(user.id).length > 0) return later()
      try {
        return { ...(await call(contracts[act], { body, idempotencyKey: key })), isUnplaced: position === null }
      } catch (error) {
        if (error instanceof ApiError && error.status === 0) return later()
        throw error
      }
    },
    onMutate: async ({ act }) => {
      await client.cancelQueries({ queryKey: statusQuery.queryKey })
      const before = client.getQueryData(statusQuery.queryKey)
      if (before) client.setQueryData(statusQuery.queryKey, { status: statusAfter(before.status, act, new Date()) })
      return { before }
    },
    onSuccess: (answer, { act }) => {
      if (!answer) return done(t('clock.willBeSent'))
      client.setQueryData(statusQuery.queryKey, { status: answer.status })
      done(t(`clock.did.${act}`))
      if (answer.isUnplaced) failed(t('clock.noPosition'))
    },
    onError: (error, _sent, kept) => {
      if (kept?.before) client.setQueryData(statusQuery.queryKey, kept.before)
      if (error instanceof ApiError && error.code === 'POSITION_NEEDED') return failed(t('clock.positionNeeded'))
      failed(message(error), error instanceof ApiError ? error.requestId : null)
    },
    // What the server says of the clock is older than what waits for it.
    onSettled: (answer) => (answer === null ? undefined : outdate(client, '/attendance')),
  })
}

/** Keeps the clock at hand for when there is no network, and sends what was pressed without one; once, in the frame. */
export function useClockWithoutNetwork() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const message = useMessageOf()
  const { user } = useMe()
  const status = useClockStatus()
  const waits = useKept(user.id).length > 0
  useEffect(() => {
    if (status) remember({ userId: user.id, name: fullName(user), status })
  }, [status, user])
  const send = useCallback(async () => {
    const outcomes = await sendKept(user.id)
    for (const outcome of outcomes) {
      if ('error' in outcome) failed(message(outcome.error), outcome.error.requestId)
      else done(t(`clock.did.${outcome.act}`))
    }
    if (outcomes.length > 0) await outdate(client, '/attendance')
  }, [user.id, client, t, message])
  const sendAgain = useCallback(() => void send(), [send])
  useEffect(() => {
    if (waits) sendAgain()
  }, [waits, sendAgain])
  useAgain(sendAgain, retryMs, waits)
}

export function actOf(act: Act) {
  return { act, key: newKey(), pressedAt: new Date().toISOString() }
}

/** What the clock will say once the server agreed. */
export function statusAfter(status: ClockStatus, act: Act, at: Date): ClockStatus {
  const now = at.toISOString()
  const settled = { ...status, workedMinutes: workedNow(status, at.getTime()), breakMinutes: breakNow(status, at.getTime()) }
  if (act === 'break') return { ...settled, state: 'break', since: now, allowed: ['resume', 'end'] }
  if (act === 'end') return { ...settled, state: 'off', since: now, allowed: ['start'] }
  return { ...settled, state: 'working', since: now, startedAt: status.startedAt ?? now, allowed: ['break', 'end'] }
}
