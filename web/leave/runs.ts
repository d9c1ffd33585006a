import type { Data } from '../../server/core/contract.ts'
import type { getRequest } from '../../server/modules/leave/leave.contract.ts'

export type CostedDate = Data<typeof getRequest>['dates'][number]

/** Dates in a row that cost the same for the same reason, as one line. */
export type Run = {
  first: string
  last: string
  quantity: number
  reason: CostedDate['reason']
  portion: CostedDate['portion']
  holidayName: string | null
}

/** Folds the dates of a request into runs: "Mon 28 – Tue 29, 2 days". */
export function runsOf(dates: readonly CostedDate[]): Run[] {
  const runs: Run[] = []
  for (const date of dates) {
    const last = runs.at(-1)
    const joins =
      last && date.portion === 'full' && last.portion === 'full' && last.reason === date.reason && last.holidayName === date.holidayName
    if (joins) {
      last.last = date.day
      // Sums for showing only; whole quantities of full dates. The total shown is the server's.
      last.quantity += Number(date.quantity)
    } else {
      runs.push({
        first: date.day,
        last: date.day,
        quantity: Number(date.quantity),
        reason: date.reason,
        portion: date.portion,
        holidayName: date.holidayName,
      })
    }
  }
  return runs
}
