import { daysBetween, isDay, isTime, minutesOfTime, weekdayOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { Shift } from '../attendance/shift.rules.ts'

/** One stretch of scheduled work. `end` at or before `start` is on the next day. `breakMinutes` are unpaid and inside it. */
export type ScheduledTime = { start: string; end: string; breakMinutes: number }

/** `week` is 1..weeks of the rotation, `weekday` 1 = Monday … 7 = Sunday of the day on which it starts. */
export type PatternTime = ScheduledTime & { week: number; weekday: number }

/** `anchorDay` is the Monday on which week 1 of the rotation starts; it also repeats backwards from there. */
export type WorkingPattern = {
  id: string
  name: string
  weeks: number
  anchorDay: string
  times: PatternTime[]
  /** Its minutes count, its times do not: nobody is late or leaves early. */
  isFlexible?: boolean
}

export type DayPortion = 'full' | 'first' | 'second'
export type Holiday = { day: string; name: string; portion: DayPortion }

/** A pattern in force from `firstDay` to `lastDay`, both included; `lastDay` null is open-ended. */
export type PatternAssignment = { firstDay: string; lastDay: string | null; pattern: WorkingPattern }

/**
 * What one employee is to work on one date, in minutes of the wall clock (a clock change does not alter them).
 * `patternMinutes` and `times` are the pattern's, before any holiday; `scheduledMinutes` is what the holiday leaves.
 */
export type DaySchedule = {
  kind: 'work' | 'day-off' | 'holiday' | 'not-employed'
  scheduledMinutes: number
  patternMinutes: number
  times: ScheduledTime[]
  holiday?: Holiday
  /** A holiday on which the shift is worked all the same. */
  workedHoliday?: Holiday
  isFlexible?: boolean
  /** The shifts whose times these are, in the same order; none where they are a pattern's. */
  shifts?: Shift[]
}

/** Minutes of the wall clock counted from 00:00 of the work date; past 1440 is the next day. */
export type WorkWindow = { from: number; to: number; breakMinutes: number }

const DAY = 1440

/**
 * The schedule of one date (rules-attendance.md § Shifts and patterns, rules-leave.md § What a request costs).
 * Of assignments that both cover the date the one that started later is in force; none is `not-employed`.
 * A full holiday on a date with work is `holiday`; on a day off the date stays `day-off` and names the holiday.
 * A half holiday leaves the other half of the minutes; the odd minute is in the second half.
 */
export function scheduleOf(day: string, assignments: readonly PatternAssignment[], holidays: readonly Holiday[]): DaySchedule {
  const pattern = patternOn(day, assignments)
  if (!pattern) return { kind: 'not-employed', scheduledMinutes: 0, patternMinutes: 0, times: [] }
  const schedule = scheduleOfTimes(day, timesOn(day, pattern), holidays)
  return pattern.isFlexible ? { ...schedule, isFlexible: true } : schedule
}

/** The schedule of a date that is worked in these stretches, by start, once its holidays are taken off. */
export function scheduleOfTimes(day: string, times: ScheduledTime[], holidays: readonly Holiday[]): DaySchedule {
  const patternMinutes = windowsOf(times).reduce((sum, window) => sum + paidMinutes(window), 0)
  const holiday = holidayOn(day, holidays)
  const named = holiday ? { holiday } : {}
  if (patternMinutes === 0) return { kind: 'day-off', scheduledMinutes: 0, patternMinutes, times, ...named }
  if (holiday?.portion === 'full') return { kind: 'holiday', scheduledMinutes: 0, patternMinutes, times, ...named }
  const free = holiday ? halfMinutes(patternMinutes, holiday.portion) : 0
  return { kind: 'work', scheduledMinutes: patternMinutes - free, patternMinutes, times, ...named }
}

/**
 * What is wrong with a pattern, or null: 1 to 52 weeks; an anchor that is a Monday; weeks, weekdays and times inside
 * their ranges; a break shorter than its stretch; and no two stretches at the same time, also across midnight and
 * from the last week into the first. Touching stretches are fine; `start` equal to `end` is 24 hours.
 */
export function refusePattern(pattern: WorkingPattern): Refusal | null {
  if (!isWhole(pattern.weeks, 1, 52)) {
    return invalid('A working pattern repeats after 1 to 52 whole weeks.', { field: 'weeks', value: pattern.weeks })
  }
  if (!isDay(pattern.anchorDay) || weekdayOf(pattern.anchorDay) !== 1) {
    return invalid('The first week of a working pattern must start on a Monday.', {
      field: 'anchorDay',
      value: pattern.anchorDay,
    })
  }
  for (const [index, time] of pattern.times.entries()) {
    const fault = faultOf(time, pattern.weeks)
    if (fault) return invalid(fault, { field: `times[${index}]`, value: time })
  }
  return refuseOverlap(pattern)
}

/**
 * The stretches still to be worked on a date once its holiday and the given leave are taken off; none for a full one.
 * A half is cut where half of the paid minutes lie: a break inside the stretch that is cut falls between the halves,
 * so 09:00–17:30 with 60 minutes of break is 09:00–12:45 and 13:45–17:30.
 */
export function expectedWindows(schedule: DaySchedule, leave: DayPortion | null = null): WorkWindow[] {
  if (schedule.kind !== 'work') return []
  const off = [schedule.holiday?.portion, leave]
  const windows = windowsOf(schedule.times)
  if (off.includes('full')) return []
  if (!off.includes('first') && !off.includes('second')) return windows
  const halves = splitInHalves(windows, schedule.patternMinutes)
  return [...(off.includes('first') ? [] : halves.first), ...(off.includes('second') ? [] : halves.second)]
}

/** Minutes of a portion of `minutes`: whole minutes, the odd one in the second half, so first + second = full. */
export function halfMinutes(minutes: number, portion: DayPortion): number {
  const first = Math.floor(minutes / 2)
  return portion === 'full' ? minutes : portion === 'first' ? first : minutes - first
}

/** Minutes of work in a window: its length less its break, never negative. */
export function paidMinutes(window: WorkWindow): number {
  return Math.max(0, window.to - window.from - window.breakMinutes)
}

/**
 * The clock times `from`–`to` ('HH:MM') meant on a date with these stretches. `to` at or before `from` is the next
 * day; on a night shift times before its start are those of the next morning.
 */
export function clockWindow(from: string, to: string, times: readonly ScheduledTime[]): WorkWindow {
  const [asked] = windowsOf([{ start: from, end: to, breakMinutes: 0 }]) as [WorkWindow]
  const worked = windowsOf(times)
  const opens = worked[0]?.from ?? 0
  const closes = worked.at(-1)?.to ?? 0
  const nextMorning = asked.from < opens && asked.from + DAY < closes
  return nextMorning ? { ...asked, from: asked.from + DAY, to: asked.to + DAY } : asked
}

function patternOn(day: string, assignments: readonly PatternAssignment[]): WorkingPattern | undefined {
  const inForce = assignments.filter((a) => a.firstDay <= day && (a.lastDay === null || day <= a.lastDay))
  return inForce.sort((a, b) => daysBetween(a.firstDay, b.firstDay))[0]?.pattern
}

function timesOn(day: string, pattern: WorkingPattern): ScheduledTime[] {
  const weeksSince = Math.floor(daysBetween(pattern.anchorDay, day) / 7)
  const week = (((weeksSince % pattern.weeks) + pattern.weeks) % pattern.weeks) + 1
  const weekday = weekdayOf(day)
  return pattern.times
    .filter((time) => time.week === week && time.weekday === weekday)
    .map(({ start, end, breakMinutes }) => ({ start, end, breakMinutes }))
    .sort((a, b) => minutesOfTime(a.start) - minutesOfTime(b.start))
}

function windowsOf(times: readonly ScheduledTime[]): WorkWindow[] {
  return times.map(({ start, end, breakMinutes }) => {
    const from = minutesOfTime(start)
    const to = minutesOfTime(end)
    return { from, to: to <= from ? to + DAY : to, breakMinutes }
  })
}

function holidayOn(day: string, holidays: readonly Holiday[]): Holiday | undefined {
  const found = holidays.filter((holiday) => holiday.day === day)
  const [only] = found
  if (!only) return undefined
  const full = found.find((holiday) => holiday.portion === 'full')
  if (full) return full
  if (found.every((holiday) => holiday.portion === only.portion)) return only
  return { day, name: found.map((holiday) => holiday.name).join(', '), portion: 'full' }
}

function splitInHalves(windows: WorkWindow[], minutes: number): { first: WorkWindow[]; second: WorkWindow[] } {
  const first: WorkWindow[] = []
  const second: WorkWindow[] = []
  let left = halfMinutes(minutes, 'first')
  for (const window of windows) {
    const paid = paidMinutes(window)
    if (left >= paid) first.push(window)
    else if (left === 0) second.push(window)
    else {
      first.push({ from: window.from, to: window.from + left, breakMinutes: 0 })
      second.push({ from: window.to - (paid - left), to: window.to, breakMinutes: 0 })
    }
    left = Math.max(0, left - paid)
  }
  return { first, second }
}

function faultOf(time: PatternTime, weeks: number): string | null {
  if (!isWhole(time.week, 1, weeks)) return `The week must be one of 1 to ${weeks}.`
  if (!isWhole(time.weekday, 1, 7)) return 'The weekday must be 1 for Monday to 7 for Sunday.'
  if (!isTime(time.start) || !isTime(time.end)) return 'Start and end must be times of day from 00:00 to 23:59.'
  const [window] = windowsOf([time]) as [WorkWindow]
  const fits = isWhole(time.breakMinutes, 0, window.to - window.from - 1)
  return fits ? null : 'The break must be whole minutes and shorter than the time it lies in.'
}

function refuseOverlap(pattern: WorkingPattern): Refusal | null {
  const stretches = pattern.times
    .map((time) => {
      const [window] = windowsOf([time]) as [WorkWindow]
      const midnight = ((time.week - 1) * 7 + time.weekday - 1) * DAY
      return { time, from: midnight + window.from, to: midnight + window.to }
    })
    .sort((a, b) => a.from - b.from)
  const cycle = pattern.weeks * 7 * DAY
  for (const [index, one] of stretches.entries()) {
    const following = stretches[index + 1]
    const next = following ?? stretches[0]
    if (!next || one.to <= next.from + (following ? 0 : cycle)) continue
    return {
      code: 'PATTERN_OVERLAP',
      message: `${label(one.time)} and ${label(next.time)} overlap.`,
      details: { first: one.time, second: next.time },
    }
  }
  return null
}

function label(time: PatternTime): string {
  return `${time.start}–${time.end} on weekday ${time.weekday} of week ${time.week}`
}

function invalid(message: string, details: Record<string, unknown>): Refusal {
  return { code: 'PATTERN_INVALID', message, details }
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
