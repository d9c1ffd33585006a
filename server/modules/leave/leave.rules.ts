import { addDays, daysBetween, eachDay } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { DayPortion, DaySchedule } from '../working-time/working-time.rules.ts'

export type LeaveUnit = 'days' | 'hours'
export type LeaveState = 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'cancelled'

export type LeaveTypeRule = {
  id: string
  unit: LeaveUnit
  /** What a date without work costs: nothing; a day; or a day when it lies strictly between two leave days. */
  nonWorkingDays: 'skip' | 'count' | 'sandwich'
  /** False is unlimited: nothing is counted down. */
  tracksBalance: boolean
  /** Decimal, '0' or negative: how far the balance may go. */
  minBalance: string
  /** Days from asking to the first day of leave; 0 needs no notice and may be entered afterwards. */
  minNoticeDays: number
  /** Longest run of days in a row, days off between and touching requests included. */
  maxConsecutiveDays: number | null
  /** Decimal in the type's unit. */
  maxPerRequest: string | null
  /** Days after joining from which this leave may be taken; 0 is from the first day. */
  applicableAfterDays: number
  /** More dates with a cost than this need a document. */
  documentAboveDays: number | null
  allowHalfDays: boolean
}

/**
 * The dates asked for. `startsAt` 'noon' takes only the second half of the first day, `endsAt` 'noon' only the first
 * half of the last; on one single day start–noon is the first half and noon–end the second. Times 'HH:MM' in steps of
 * 15 minutes are for types in hours, on one day that starts at 'start' and ends at 'end'; `toTime` at or before
 * `fromTime` is the next morning of a night shift.
 */
export type LeaveAsk = {
  firstDay: string
  lastDay: string
  startsAt: 'start' | 'noon'
  endsAt: 'noon' | 'end'
  fromTime?: string | null | undefined
  toTime?: string | null | undefined
}

export type LeavePortion = DayPortion | 'time'

/** One date of leave. `time` is a part by the clock, which reaches neither the day before nor the day after. */
export type LeaveDay = { day: string; portion: LeavePortion }

export type ScheduleOf = (day: string) => DaySchedule

/** One day of a run: how much of it is leave (0.5 or 1) and whether the leave holds its first and its second half. */
export type RunDay = { day: string; days: number; first: boolean; second: boolean }

/**
 * Why a decision is refused, or null: only a pending request can be decided (`LEAVE_DECIDED`, with what is allowed
 * instead), nobody decides their own (`LEAVE_OWN_REQUEST`), and a rejection says why (`COMMENT_REQUIRED`).
 * Whether the person may decide at all is the permission's affair (rules-leave.md § Who decides).
 */
export function refuseDecision(decision: {
  state: LeaveState
  requesterEmployeeId: string
  /** Null for a user who is nobody's employee. */
  deciderEmployeeId: string | null
  act: 'approve' | 'reject' | 'withdraw'
  comment?: string | null | undefined
}): Refusal | null {
  const { state, act } = decision
  if (state !== 'pending') {
    const allowed = state === 'approved' ? ['cancel'] : []
    return { code: 'LEAVE_DECIDED', message: `This request is already ${state}.`, details: { state, allowed } }
  }
  if (act === 'withdraw') return null
  if (decision.deciderEmployeeId === decision.requesterEmployeeId) {
    return { code: 'LEAVE_OWN_REQUEST', message: 'Nobody decides their own request.', details: { act } }
  }
  if (act === 'reject' && !decision.comment?.trim()) {
    return { code: 'COMMENT_REQUIRED', message: 'Say why you reject the request.', details: { field: 'comment' } }
  }
  return null
}

/**
 * Why a request's dates cannot become these, or null: an open one may be moved; approved leave only be shortened
 * (`LEAVE_ONLY_SHORTER`), by the person themselves before it begins (`LEAVE_BEGUN`); what was refused or taken back is over
 * (rules-leave.md § After the decision).
 */
export function refuseChange(
  before: LeaveAsk & { state: LeaveState },
  after: LeaveAsk,
  { today, actsForOthers }: { today: string; actsForOthers: boolean },
): Refusal | null {
  const { state, firstDay, lastDay } = before
  if (state === 'pending') return null
  if (state !== 'approved') return { code: 'LEAVE_DECIDED', message: `This request is already ${state}.`, details: { state, allowed: [] } }
  if (!actsForOthers && firstDay <= today)
    return { code: 'LEAVE_BEGUN', message: 'This leave has begun; ask HR to change it.', details: { firstDay } }
  const [was, is] = [stretchOf(before), stretchOf(after)]
  if (is.from >= was.from && is.to <= was.to) return null
  const message = 'Approved leave can only be made shorter; ask for more with another request.'
  return { code: 'LEAVE_ONLY_SHORTER', message, details: { firstDay, lastDay } }
}

/** Where leave begins and ends, as texts that sort by time. A time not later than the one it began at is the next morning's. */
function stretchOf({ firstDay, lastDay, startsAt, endsAt, fromTime, toTime }: LeaveAsk): { from: string; to: string } {
  const nextMorning = fromTime && toTime && toTime <= fromTime
  return {
    from: `${firstDay} ${fromTime ?? (startsAt === 'noon' ? '12:00' : '00:00')}`,
    to: `${nextMorning ? addDays(lastDay, 1) : lastDay} ${toTime ?? (endsAt === 'noon' ? '12:00' : '24:00')}`,
  }
}

/** What of a day the asked dates take; the day must lie between the first and the last. */
export function portionOn(ask: LeaveAsk, day: string): LeavePortion {
  if (ask.fromTime) return 'time'
  if (day === ask.firstDay && ask.startsAt === 'noon') return 'second'
  return day === ask.lastDay && ask.endsAt === 'noon' ? 'first' : 'full'
}

/** Whether nobody works on a date because of the pattern or a full holiday. */
export function isOff(schedule: DaySchedule): boolean {
  return schedule.kind === 'day-off' || schedule.kind === 'holiday'
}

/**
 * Leave days joined into runs, earliest first: two belong together when the leave reaches the end of the one and the
 * start of the other and nothing but days off lies between (rules-leave.md § What a request costs, § Refusals on the
 * request itself). A half that a half holiday completes reaches both ends of its day.
 */
export function leaveRuns(days: readonly LeaveDay[], scheduleOf: ScheduleOf): RunDay[][] {
  const runs: RunDay[][] = []
  for (const next of mergedByDay(days, scheduleOf)) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last?.second && next.first && onlyDaysOffBetween(last.day, next.day, scheduleOf)) run.push(next)
    else runs.push([next])
  }
  return runs
}

function mergedByDay(days: readonly LeaveDay[], scheduleOf: ScheduleOf): RunDay[] {
  const portionsOf = Map.groupBy(days, ({ day }) => day)
  return [...portionsOf.keys()].sort().map((day) => {
    const portions: (LeavePortion | undefined)[] = (portionsOf.get(day) ?? []).map(({ portion }) => portion)
    const whole = portions.includes('full') || (portions.includes('first') && portions.includes('second'))
    const holiday = scheduleOf(day).holiday?.portion
    const holds = (half: 'first' | 'second') => whole || portions.includes(half) || holiday === half
    return { day, days: whole || portions.includes('time') ? 1 : 0.5, first: holds('first'), second: holds('second') }
  })
}

function onlyDaysOffBetween(before: string, after: string, scheduleOf: ScheduleOf): boolean {
  // Longer than a leave year apart is never one run, and each date looked at costs a schedule.
  if (daysBetween(before, after) > 366) return false
  return eachDay(addDays(before, 1), addDays(after, -1)).every((day) => isOff(scheduleOf(day)))
}
