import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { approveLeave, rejectLeave, type LeaveRequest } from '../../server/modules/leave/leave.contract.ts'
import { call, outdate } from '../api.ts'
import { useFormat } from '../ui/format.ts'
import { useIdempotency, useOneAtATime } from '../ui/forms.ts'
import { done } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'

type Decision = { request: LeaveRequest; act: 'approve' | 'reject'; comment: string }

/** Approves or rejects what was seen: a request changed meanwhile is refused by its version. */
export function useDecide(then?: (request: LeaveRequest) => void) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const once = useIdempotency()
  return useOneAtATime(
    useMutation({
      mutationFn: ({ request, act, comment }: Decision) => {
        const sent = { params: { id: request.id }, idempotencyKey: once.keyFor([request.id, act, comment]) }
        const version = request.version
        if (act === 'reject') return call(rejectLeave, { ...sent, body: { comment, version } })
        return call(approveLeave, { ...sent, body: { version, ...(comment && { comment }) } })
      },
      onSettled: (_data, error) => once.answered(error),
      onSuccess: ({ request }, { act }) => {
        const about = { quantity: format.quantity(request.quantity, request.unit), name: fullName(request.employee) }
        done(act === 'approve' ? t('inbox.approved', about) : t('inbox.rejected', about))
        then?.(request)
        void outdate(client, '/leave', '/approvals', '/workflow-instances', '/attendance')
      },
      onError: () => void outdate(client, '/leave', '/approvals'),
    }),
  )
}
