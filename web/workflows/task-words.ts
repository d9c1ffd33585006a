import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { listApprovals } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { useFormat } from '../ui/format.ts'
import { fullName } from '../ui/person.tsx'

export type Task = Data<typeof listApprovals>['approvals'][number]

/** A task as people call it: whose it is, what is asked, and of leave how much. */
export function useTaskWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return (task: Task) => {
    const { subject, title, stepName, forName, requesterName } = task
    const leave = leaveOf(task)
    const name = subject ? fullName(subject) : (requesterName ?? title ?? stepName)
    const what = leave
      ? [leave.type, format.range(leave.firstDay, leave.lastDay), format.quantity(leave.amount, leave.unit)]
      : [title, stepName]
    return {
      name,
      quantity: leave ? format.quantity(leave.amount, leave.unit) : null,
      line: [...what, forName && t('approvals.standsInFor', { name: forName })].filter(Boolean).join(t('ui.dot')),
    }
  }
}

/** What of a task is leave: what kind, when, how much. */
export function leaveOf({ kind, fields }: Pick<Task, 'kind' | 'fields'>) {
  const { typeName, firstDay, lastDay, days, hours } = fields
  if (kind !== 'leave' || typeof firstDay !== 'string' || typeof lastDay !== 'string') return undefined
  const unit = typeof days === 'number' ? ('days' as const) : ('hours' as const)
  return { type: String(typeName), firstDay, lastDay, unit, amount: String(days ?? hours) }
}
