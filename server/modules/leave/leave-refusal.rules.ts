import { Decimal } from 'decimal.js'
import { addDays, daysBetween, eachDay } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import { clockWindow, expectedWindows } from '../working-time/working-time.rules.ts'
import type { DaySchedule } from '../working-time/working-time.rules.ts'
import { leaveRuns, portionOn } from './leave.rules.ts'
import type { LeaveAsk, LeaveDay, LeaveState, LeaveTypeRule, ScheduleOf } from './leave.rules.ts'
import type { LeaveCost } from './leave-cost.rules.ts'

export type LeaveSubject = {
  ask: LeaveAsk
  cost: LeaveCost
  type: LeaveTypeRule
  scheduleOf: ScheduleOf
  today: string
  joinedOn: string
  /** The last day of employment, or null. */
  leftOn: string | null
  employeeArchived: boolean
  /** The employee's other requests of any type; only pending and approved ones are looked at. */
  openRequests: readonly (LeaveAsk & { state: LeaveState })[]
  /** Leave days of the employee's other open requests of this type. */
  touchingDays: readonly LeaveDay[]
  hasDocument?: boolean
  /** Dates on which the branch or department allows no leave; none for who is exempt. */
  blackouts?: readonly { firstDay: string; lastDay: string; name: string }[]
  /** The only days on which this type may be taken (optional holidays); null for any. */
  listedDays?: readonly string[] | null
  /** Months 'YYYY-MM' whose payroll is closed. */
  closedMonths?: readonly string[]
}

/**
 * The first reason that speaks against a request, or null (rules-leave.md § Refusals on the request itself), in this
 * order: `EMPLOYEE_ARCHIVED`, `LEAVE_BEFORE_JOINING`, `LEAVE_AFTER_LEAVING`, `LEAVE_MONTH_CLOSED`, `LEAVE_OVERLAP`,
 * `LEAVE_BLACKOUT`, `LEAVE_DAY_NOT_LISTED`, `LEAVE_NOT_YET_APPLICABLE`, `LEAVE_NOTICE_TOO_SHORT`,
 * `LEAVE_MAX_PER_REQUEST`, `LEAVE_RUN_TOO_LONG`, `LEAVE_DOCUMENT_REQUIRED`. All limits may be reached exactly.
 */
export function refuseLeave(subject: LeaveSubject): Refusal | null {
  return (
    refuseEmployment(subject) ??
    refuseClosedMonth(subject) ??
    refuseOverlap(subject) ??
    refuseBlackout(subject) ??
    refuseUnlisted(subject) ??
    refuseTooSoon(subject) ??
    refuseNotice(subject) ??
    refuseQuantity(subject) ??
    refuseRun(subject) ??
    refuseUndocumented(subject)
  )
}

function refuseEmployment({ ask, joinedOn, leftOn, employeeArchived }: LeaveSubject): Refusal | null {
  if (employeeArchived) {
    return { code: 'EMPLOYEE_ARCHIVED', message: 'This employee is archived and cannot take leave.', details: {} }
  }
  if (ask.firstDay < joinedOn) {
    const message = `Leave can begin on the day of joining, ${joinedOn}, at the earliest.`
    return { code: 'LEAVE_BEFORE_JOINING', message, details: { firstDay: ask.firstDay, joinedOn } }
  }
  if (leftOn === null || ask.lastDay <= leftOn) return null
  const message = `Leave can last until the last day of employment, ${leftOn}.`
  return { code: 'LEAVE_AFTER_LEAVING', message, details: { lastDay: ask.lastDay, leftOn } }
}

function refuseClosedMonth(subject: LeaveSubject): Refusal | null {
  const month = costlyDays(subject)
    .map((day) => day.slice(0, 7))
    .find((one) => subject.closedMonths?.includes(one))
  if (month === undefined) return null
  return { code: 'LEAVE_MONTH_CLOSED', message: `The payroll of ${month} is closed.`, details: { month } }
}

function refuseOverlap({ ask, openRequests, scheduleOf }: LeaveSubject): Refusal | null {
  for (const other of openRequests) {
    if (other.state !== 'pending' && other.state !== 'approved') continue
    const from = ask.firstDay > other.firstDay ? ask.firstDay : other.firstDay
    const to = ask.lastDay < other.lastDay ? ask.lastDay : other.lastDay
    const day = eachDay(from, to).find((one) => clash(ask, other, one, scheduleOf(one)))
    if (day === undefined) continue
    const { firstDay, lastDay, state } = other
    const message = `On ${day} there is already a request for leave from ${firstDay} to ${lastDay}, which is ${state}.`
    return { code: 'LEAVE_OVERLAP', message, details: { day, firstDay, lastDay, state } }
  }
  return null
}

function clash(ask: LeaveAsk, other: LeaveAsk, day: string, schedule: DaySchedule): boolean {
  if (portionOn(ask, day) === 'full' || portionOn(other, day) === 'full') return true
  const theirs = minutesTaken(other, day, schedule)
  return minutesTaken(ask, day, schedule).some((a) => theirs.some((b) => a.from < b.to && b.from < a.to))
}

function minutesTaken(ask: LeaveAsk, day: string, schedule: DaySchedule): { from: number; to: number }[] {
  if (ask.fromTime && ask.toTime) return [clockWindow(ask.fromTime, ask.toTime, schedule.times)]
  const portion = portionOn(ask, day)
  const { holiday: _, ...plain } = schedule
  const windows = expectedWindows(plain, portion === 'first' ? 'second' : 'first')
  if (windows.length > 0) return windows
  // Without working times a half is a half of the calendar day.
  return [portion === 'first' ? { from: 0, to: 720 } : { from: 720, to: 1440 }]
}

function refuseBlackout(subject: LeaveSubject): Refusal | null {
  const days = costlyDays(subject)
  for (const { firstDay, lastDay, name } of subject.blackouts ?? []) {
    const day = days.find((one) => firstDay <= one && one <= lastDay)
    if (day === undefined) continue
    const message = `No leave is possible from ${firstDay} to ${lastDay}: ${name}.`
    return { code: 'LEAVE_BLACKOUT', message, details: { day, firstDay, lastDay, name } }
  }
  return null
}

function refuseUnlisted(subject: LeaveSubject): Refusal | null {
  const { listedDays } = subject
  const day = listedDays ? costlyDays(subject).find((one) => !listedDays.includes(one)) : undefined
  if (day === undefined) return null
  const message = `${day} is not one of the days on which this leave may be taken.`
  return { code: 'LEAVE_DAY_NOT_LISTED', message, details: { day } }
}

function refuseTooSoon({ ask, type, joinedOn }: LeaveSubject): Refusal | null {
  const from = addDays(joinedOn, type.applicableAfterDays)
  if (ask.firstDay >= from) return null
  return {
    code: 'LEAVE_NOT_YET_APPLICABLE',
    message: `This leave may be taken from ${from} on, ${type.applicableAfterDays} days after joining.`,
    details: { firstDay: ask.firstDay, from, applicableAfterDays: type.applicableAfterDays },
  }
}

function refuseNotice({ ask, type, today }: LeaveSubject): Refusal | null {
  const noticeDays = daysBetween(today, ask.firstDay)
  if (type.minNoticeDays === 0 || noticeDays >= type.minNoticeDays) return null
  const earliest = addDays(today, type.minNoticeDays)
  return {
    code: 'LEAVE_NOTICE_TOO_SHORT',
    message: `This leave needs ${type.minNoticeDays} days of notice: it can begin on ${earliest} at the earliest.`,
    details: { noticeDays, minNoticeDays: type.minNoticeDays, earliest },
  }
}

function refuseQuantity({ cost, type }: LeaveSubject): Refusal | null {
  if (type.maxPerRequest === null || new Decimal(cost.quantity).lte(type.maxPerRequest)) return null
  return {
    code: 'LEAVE_MAX_PER_REQUEST',
    message: `One request may cost at most ${type.maxPerRequest} ${type.unit}; this one costs ${cost.quantity}.`,
    details: { asked: cost.quantity, maxPerRequest: type.maxPerRequest },
  }
}

function refuseRun(subject: LeaveSubject): Refusal | null {
  const { cost, touchingDays, type, scheduleOf } = subject
  if (type.maxConsecutiveDays === null) return null
  const own = new Set(costlyDays(subject))
  const runs = leaveRuns([...cost.dates.filter(({ day }) => own.has(day)), ...touchingDays], scheduleOf)
  for (const run of runs.filter((one) => one.some(({ day }) => own.has(day)))) {
    const firstDay = run[0]?.day ?? ''
    const lastDay = run.at(-1)?.day ?? ''
    // Days off between count, so it is the length of the run less the halves that are worked.
    const worked = run.reduce((sum, { days }) => sum + (1 - days), 0)
    const days = daysBetween(firstDay, lastDay) + 1 - worked
    if (days <= type.maxConsecutiveDays) continue
    return {
      code: 'LEAVE_RUN_TOO_LONG',
      message: `With the leave around it this would be ${days} days in a row; ${type.maxConsecutiveDays} are allowed.`,
      details: { days, maxConsecutiveDays: type.maxConsecutiveDays, firstDay, lastDay },
    }
  }
  return null
}

function refuseUndocumented(subject: LeaveSubject): Refusal | null {
  const { type, hasDocument } = subject
  const days = costlyDays(subject).length
  if (type.documentAboveDays === null || hasDocument || days <= type.documentAboveDays) return null
  return {
    code: 'LEAVE_DOCUMENT_REQUIRED',
    message: `Above ${type.documentAboveDays} ${type.documentAboveDays === 1 ? 'day' : 'days'} this leave needs a document; ${days} are asked for.`,
    details: { days, documentAboveDays: type.documentAboveDays },
  }
}

function costlyDays({ cost }: LeaveSubject): string[] {
  return cost.dates.filter((date) => !new Decimal(date.quantity).isZero()).map(({ day }) => day)
}
