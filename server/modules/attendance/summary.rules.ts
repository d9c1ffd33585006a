import { Decimal } from 'decimal.js'
import type { AttendanceDay, DayStatus } from './day.rules.ts'

/** What of a day is added up. */
export type SummedDay = Pick<
  AttendanceDay,
  | 'status'
  | 'scheduledMinutes'
  | 'workedMinutes'
  | 'breakMinutes'
  | 'paidBreakMinutes'
  | 'lateMinutes'
  | 'earlyExitMinutes'
  | 'overtimeMinutes'
  | 'undertimeMinutes'
  | 'shortfallMinutes'
> & { flags: readonly string[]; overtimeState: string | null }

const minutes = [
  'scheduledMinutes',
  'workedMinutes',
  'breakMinutes',
  'paidBreakMinutes',
  'lateMinutes',
  'earlyExitMinutes',
  'overtimeMinutes',
  'undertimeMinutes',
  'shortfallMinutes',
] as const
const statuses: readonly DayStatus[] = [
  'present',
  'half-day',
  'absent',
  'on-leave',
  'half-leave',
  'holiday',
  'day-off',
  'open',
  'undecided',
]

export type Totals = Record<(typeof minutes)[number], number> & {
  days: Record<DayStatus, number>
  approvedOvertimeMinutes: number
  lateDays: number
  flaggedDays: number
  attendancePercent: string | null
}

/**
 * What days add up to (rules-attendance.md § Today and summaries). Attendance is present ÷ (scheduled − holidays − leave) over
 * the days that are decided, in percent with one decimal, half up; half a day counts half, and of a day with half leave only the
 * other half is asked for. Null when no day was to be worked.
 */
export function totalsOf(days: readonly SummedDay[]): Totals {
  const sums = Object.fromEntries(minutes.map((name) => [name, days.reduce((sum, day) => sum + day[name], 0)]))
  const halves = days.map(halvesOf)
  const asked = halves.reduce((sum, one) => sum + one.asked, 0)
  const present = halves.reduce((sum, one) => sum + one.present, 0)
  return {
    ...(sums as Record<(typeof minutes)[number], number>),
    days: Object.fromEntries(statuses.map((status) => [status, days.filter((day) => day.status === status).length])) as Totals['days'],
    approvedOvertimeMinutes: days.reduce((sum, day) => sum + (day.overtimeState === 'approved' ? day.overtimeMinutes : 0), 0),
    lateDays: days.filter(({ lateMinutes }) => lateMinutes > 0).length,
    flaggedDays: days.filter(({ flags }) => flags.length > 0).length,
    attendancePercent: asked === 0 ? null : new Decimal(present).times(100).div(asked).toDecimalPlaces(1, Decimal.ROUND_HALF_UP).toFixed(),
  }
}

/** How many halves of a day were to be worked, and how many somebody was there for. */
function halvesOf({ status, scheduledMinutes, workedMinutes }: SummedDay): { asked: number; present: number } {
  if (scheduledMinutes === 0) return { asked: 0, present: 0 }
  if (status === 'present') return { asked: 2, present: 2 }
  if (status === 'half-day') return { asked: 2, present: 1 }
  if (status === 'absent') return { asked: 2, present: 0 }
  if (status === 'half-leave') return { asked: 1, present: workedMinutes > 0 ? 1 : 0 }
  return { asked: 0, present: 0 }
}
