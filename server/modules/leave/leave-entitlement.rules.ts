import { addDays } from '../../core/dates.ts'

export type LeaveYear = { readonly firstDay: string; readonly lastDay: string }

/**
 * The leave year a day lies in. `start` is its first month and day, `MM-DD`; a year that would start on 29 February starts
 * on 1 March where there is none. Source: rules-company.md § Settings (leave year calendar or fiscal).
 */
export function leaveYearOf(day: string, start: string): LeaveYear {
  const year = Number(day.slice(0, 4))
  const starts = startOf(year, start)
  return day >= starts ? yearFrom(year, start) : yearFrom(year - 1, start)
}

/** The leave year after one. */
export const nextLeaveYear = ({ lastDay }: LeaveYear, start: string): LeaveYear => leaveYearOf(addDays(lastDay, 1), start)

function yearFrom(year: number, start: string): LeaveYear {
  return { firstDay: startOf(year, start), lastDay: addDays(startOf(year + 1, start), -1) }
}

function startOf(year: number, start: string) {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return `${String(year).padStart(4, '0')}-${start === '02-29' && !isLeap ? '03-01' : start}`
}
