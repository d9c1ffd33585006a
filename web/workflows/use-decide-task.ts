import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { approve, decideMany, reject } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { call, outdate } from '../api.ts'
import { useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { done, failed } from '../ui/notify.ts'

export type Seen = { id: string; seen: string }
type Decision = { task: Seen; act: 'approve' | 'reject'; comment: string; told?: { quantity: string; name: string } | null }
const touched = ['/approvals', '/workflow-instances', '/leave', '/attendance']

/** Decides one task as it was seen; a request that changed meanwhile is refused by its hash. */
export function useDecideTask(then?: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const once = useIdempotency()
  return useOneAtATime(
    useMutation({
      mutationFn: ({ task: { id, seen }, act, comment }: Decision) => {
        const sent = { params: { id }, idempotencyKey: once.keyFor([id, act, comment]) }
        if (act === 'reject') return call(reject, { ...sent, body: { seen, comment } })
        return call(approve, { ...sent, body: { seen, ...(comment && { comment }) } })
      },
      onSettled: (_data, error) => once.answered(error),
      onSuccess: (_data, { act, told }) => {
        if (told) done(act === 'approve' ? t('inbox.approved', told) : t('inbox.rejected', told))
        else done(act === 'approve' ? t('approvals.approved') : t('approvals.rejected'))
        then?.()
        void outdate(client, ...touched)
      },
      onError: () => void outdate(client, ...touched),
    }),
  )
}

/** Decides many at once; what could not be decided is said, and stays. */
export function useDecideMany(then: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const once = useIdempotency()
  return useOneAtATime(
    useMutation({
      mutationFn: ({ tasks, outcome, comment }: { tasks: readonly Seen[]; outcome: 'approved' | 'rejected'; comment: string }) => {
        const decisions = tasks.map(({ id, seen }) => ({ taskId: id, seen }))
        const body = { outcome, decisions, ...(comment && { comment }) }
        return call(decideMany, { body, idempotencyKey: once.keyFor(body) })
      },
      onSettled: (_data, error) => once.answered(error),
      onSuccess: ({ decided, failed: refused }) => {
        done(t('approvals.decided', { count: decided.length }))
        if (refused[0]) failed(t('approvals.notDecided', { count: refused.length, why: refused[0].message }), null)
        then()
        void outdate(client, ...touched)
      },
      onError: () => void outdate(client, ...touched),
    }),
  )
}
