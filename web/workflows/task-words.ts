import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { listApprovals } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { isDay } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { fullName } from '../ui/person.tsx'

export type Task = Data<typeof listApprovals>['approvals'][number]

/** A task as people call it: whose it is, what is asked, and of leave how much. */
export function useTaskWords() {
  const { t } = useTranslation()
  const format = useFormat()
  const whatOf = useWhat()
  const datesOf = useDates()
  return (task: Task) => {
    const { subject, title, stepName, forName, requesterName, fields } = task
    const leave = leaveOf(task)
    const name = subject ? fullName(subject) : (requesterName ?? title ?? stepName)
    const asked = whatOf(task)
    const what = leave
      ? [leave.type, format.range(leave.firstDay, leave.lastDay), format.quantity(leave.amount, leave.unit)]
      : asked
        ? [asked, datesOf(fields)]
        : [title, stepName]
    return {
      name,
      quantity: leave ? format.quantity(leave.amount, leave.unit) : null,
      line: [...what, forName && t('approvals.standsInFor', { name: forName })].filter(Boolean).join(t('ui.dot')),
    }
  }
}

/** The days a request is about, of those that name them. */
export function useDates() {
  const format = useFormat()
  return ({ day, firstDay, lastDay }: Task['fields']): string | null => {
    if (isDay(day)) return format.range(day, day)
    return isDay(firstDay) && isDay(lastDay) ? format.range(firstDay, lastDay) : null
  }
}

/** What is asked for by requests that the app knows more of than their title, which is written for mails and begins with the person. */
export function useWhat() {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ kind, fields }: Pick<Task, 'kind' | 'fields'>): string | null => {
    const { place, what, colleague, typeName, days, hours } = fields
    const quantity = format.quantity(String(days ?? hours), typeof days === 'number' ? 'days' : 'hours')
    if (kind === 'leave') return t('approvals.what.leave', { quantity, type: String(typeName) })
    if (kind === 'time-correction') return t('approvals.what.correction')
    if (kind === 'work-location') return t(`approvals.what.${place === 'home' || place === 'office' ? place : 'other'}`)
    if (kind === 'shift-request' && what === 'swap') return t('approvals.what.swap', { name: String(colleague) })
    if (kind === 'shift-request') return t(what === 'off' ? 'approvals.what.off' : 'approvals.what.shift')
    return kind === 'leave-encashment' ? t('approvals.what.payout', { quantity, type: String(typeName) }) : null
  }
}

/** What a request is called where it is named beside others: whose it is and what is asked, else its title. */
export function useRequestName() {
  const { t } = useTranslation()
  const whatOf = useWhat()
  return (request: Pick<Task, 'kind' | 'fields' | 'title'> & { subjectName: string | null }): string => {
    const what = whatOf(request)
    if (what === null) return request.title ?? t('approvals.request')
    return [request.subjectName, what].filter(Boolean).join(t('ui.dot'))
  }
}

/** What of a task is leave: what kind, when, how much. */
export function leaveOf({ kind, fields }: Pick<Task, 'kind' | 'fields'>) {
  const { typeName, firstDay, lastDay, days, hours } = fields
  if (kind !== 'leave' || typeof firstDay !== 'string' || typeof lastDay !== 'string') return undefined
  const unit = typeof days === 'number' ? ('days' as const) : ('hours' as const)
  return { type: String(typeName), firstDay, lastDay, unit, amount: String(days ?? hours) }
}
