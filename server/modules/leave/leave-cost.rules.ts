import { Decimal } from 'decimal.js'
import { addDays, daysBetween, eachDay, isDay, isTime, minutesOfTime } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import { clockWindow, expectedWindows, halfMinutes } from '../working-time/working-time.rules.ts'
import type { DaySchedule } from '../working-time/working-time.rules.ts'
import { isOff, leaveRuns, portionOn } from './leave.rules.ts'
import type { LeaveAsk, LeaveDay, LeavePortion, LeaveTypeRule, LeaveUnit, ScheduleOf } from './leave.rules.ts'

export type CostReason = 'work' | 'weekend' | 'holiday' | 'half-holiday' | 'sandwich' | 'calendar-day'

/** One date and its cost; `quantity` is a decimal in the type's unit, '0' where the date costs nothing. */
export type LeaveDate = {
  day: string
  portion: LeavePortion
  minutes: number
  quantity: string
  reason: CostReason
  holidayName: string | null
}

export type LeaveCost = { dates: LeaveDate[]; quantity: string; minutes: number }

type Priced = Omit<LeaveDate, 'quantity'> & { halfDays: number }

const LONGEST_DAYS = 366
const STEP_MINUTES = 15
/** Minutes ÷ 60 need not end (20 minutes is 0.3333… h). */
const HOUR_DECIMALS = 4

/**
 * What a request costs, date by date (rules-leave.md § What a request costs). A date costs its minutes of the pattern
 * less its holiday; a day is always 1 and a half 0.5, whatever its minutes, with the odd minute in the second half.
 * In hours the running total of minutes ÷ 60 is rounded (half up, 4 decimals), so the dates sum to the total.
 *
 * `neighbours` are the leave days of the employee's other open requests of this type; for `sandwich` the days off
 * between them and this request are charged to this one, so `dates` may begin before and end after what was asked.
 *
 * Refused: `LEAVE_DATE_INVALID`, `LEAVE_DATES_REVERSED`, `LEAVE_TOO_LONG` (more than 366 dates), `LEAVE_HALVES_INVALID`
 * (noon to noon), `LEAVE_HALF_NOT_ALLOWED`, `LEAVE_TIMES_NOT_ALLOWED`, `LEAVE_TIMES_INVALID`, `LEAVE_TIMES_REVERSED`,
 * `LEAVE_OUTSIDE_EMPLOYMENT` (a date without a pattern in force), `LEAVE_COSTS_NOTHING`.
 */
export function costOfLeave(
  ask: LeaveAsk,
  type: LeaveTypeRule,
  scheduleOf: ScheduleOf,
  neighbours: readonly LeaveDay[] = [],
): LeaveCost | Refusal {
  const refusal = refuseDates(ask) ?? refuseHalves(ask, type) ?? refuseTimes(ask, type, scheduleOf)
  if (refusal) return refusal
  const asked = eachDay(ask.firstDay, ask.lastDay)
  const unknown = asked.filter((day) => scheduleOf(day).kind === 'not-employed')
  if (unknown[0]) {
    return {
      code: 'LEAVE_OUTSIDE_EMPLOYMENT',
      message: `No working time is set for ${unknown[0]}, so leave on it cannot be counted.`,
      details: { days: unknown },
    }
  }
  const priced = asked.map((day) => priceOf(day, ask, type, scheduleOf))
  const dates = inUnit(type.nonWorkingDays === 'sandwich' ? withSandwich(priced, neighbours, scheduleOf) : priced, type.unit)
  const quantity = dates.reduce((sum, date) => sum.plus(date.quantity), new Decimal(0))
  if (quantity.isZero()) {
    return {
      code: 'LEAVE_COSTS_NOTHING',
      message: 'There is no work to take off on these dates, so no leave is needed.',
      details: { dates: dates.map(({ day, reason, holidayName }) => ({ day, reason, holidayName })) },
    }
  }
  return { dates, quantity: quantity.toFixed(), minutes: dates.reduce((sum, date) => sum + date.minutes, 0) }
}

function refuseDates({ firstDay, lastDay }: LeaveAsk): Refusal | null {
  const wrong = [firstDay, lastDay].find((day) => !isDay(day))
  if (wrong !== undefined) {
    return { code: 'LEAVE_DATE_INVALID', message: `${wrong} is not a date.`, details: { day: wrong } }
  }
  const days = daysBetween(firstDay, lastDay) + 1
  if (days < 1) {
    return {
      code: 'LEAVE_DATES_REVERSED',
      message: `The last day, ${lastDay}, is before the first, ${firstDay}.`,
      details: { firstDay, lastDay },
    }
  }
  if (days <= LONGEST_DAYS) return null
  return {
    code: 'LEAVE_TOO_LONG',
    message: `One request covers at most ${LONGEST_DAYS} days; this one has ${days}.`,
    details: { days, most: LONGEST_DAYS },
  }
}

function refuseHalves(ask: LeaveAsk, type: LeaveTypeRule): Refusal | null {
  const { firstDay, lastDay, startsAt, endsAt } = ask
  if (startsAt === 'start' && endsAt === 'end') return null
  if (!type.allowHalfDays) {
    return {
      code: 'LEAVE_HALF_NOT_ALLOWED',
      message: 'This kind of leave is taken in whole days only.',
      details: { startsAt, endsAt },
    }
  }
  if (firstDay !== lastDay || startsAt === 'start' || endsAt === 'end') return null
  return {
    code: 'LEAVE_HALVES_INVALID',
    message: 'Two halves of one day are the whole day: ask for the full day, or for one half of it.',
    details: { day: firstDay, hint: { startsAt: 'start', endsAt: 'end' } },
  }
}

function refuseTimes(ask: LeaveAsk, type: LeaveTypeRule, scheduleOf: ScheduleOf): Refusal | null {
  const { fromTime, toTime } = ask
  if (!fromTime && !toTime) return null
  const details = { fromTime, toTime }
  if (type.unit !== 'hours') {
    const message = 'This kind of leave is counted in days and cannot be taken by the clock.'
    return { code: 'LEAVE_TIMES_NOT_ALLOWED', message, details }
  }
  const oneWholeDay = ask.firstDay === ask.lastDay && ask.startsAt === 'start' && ask.endsAt === 'end'
  const onStep = (time: string) => isTime(time) && minutesOfTime(time) % STEP_MINUTES === 0
  if (!oneWholeDay || !fromTime || !toTime || !onStep(fromTime) || !onStep(toTime) || fromTime === toTime) {
    const message = `Times need a beginning and an end on one day, in steps of ${STEP_MINUTES} minutes.`
    return { code: 'LEAVE_TIMES_INVALID', message, details: { ...details, stepMinutes: STEP_MINUTES } }
  }
  const crossesMidnight = scheduleOf(ask.firstDay).times.some((time) => time.end <= time.start)
  if (fromTime < toTime || crossesMidnight) return null
  return { code: 'LEAVE_TIMES_REVERSED', message: `The end, ${toTime}, is before the beginning, ${fromTime}.`, details }
}

function priceOf(day: string, ask: LeaveAsk, type: LeaveTypeRule, scheduleOf: ScheduleOf): Priced {
  const schedule = scheduleOf(day)
  const portion = portionOn(ask, day)
  const base = { day, portion, holidayName: schedule.holiday?.name ?? null }
  if (portion === 'time') return { ...base, ...priceOfTimes(ask, schedule) }
  const halves = portion === 'full' ? (['first', 'second'] as const) : [portion]
  if (isOff(schedule)) {
    if (type.nonWorkingDays !== 'count') return { ...base, minutes: 0, halfDays: 0, reason: restReason(schedule) }
    const minutes = halfMinutes(minutesOfRestDay(day, scheduleOf), portion)
    return { ...base, minutes, halfDays: halves.length, reason: 'calendar-day' }
  }
  const holiday = schedule.holiday?.portion
  const countsHoliday = type.nonWorkingDays === 'count'
  const worked = halves.filter((half) => countsHoliday || half !== holiday)
  const minutes = worked.reduce((sum, half) => sum + halfMinutes(schedule.patternMinutes, half), 0)
  const reason = !holiday ? 'work' : countsHoliday ? 'calendar-day' : 'half-holiday'
  return { ...base, minutes, halfDays: worked.length, reason }
}

/** The asked times inside the date's stretches, but never more than its minutes: a break lies somewhere in them. */
function priceOfTimes(ask: LeaveAsk, schedule: DaySchedule): Pick<Priced, 'minutes' | 'halfDays' | 'reason'> {
  if (isOff(schedule)) return { minutes: 0, halfDays: 0, reason: restReason(schedule) }
  const asked = clockWindow(ask.fromTime ?? '', ask.toTime ?? '', schedule.times)
  const overlap = expectedWindows(schedule).reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, asked.to) - Math.max(from, asked.from)),
    0,
  )
  const minutes = Math.min(overlap, schedule.scheduledMinutes)
  return { minutes, halfDays: 0, reason: schedule.holiday ? 'half-holiday' : 'work' }
}

function restReason(schedule: DaySchedule): CostReason {
  return schedule.kind === 'holiday' ? 'holiday' : 'weekend'
}

/** A holiday counts its pattern's minutes; a day off those of the nearest working date, looking back first. */
export function minutesOfRestDay(day: string, scheduleOf: ScheduleOf): number {
  const own = scheduleOf(day).patternMinutes
  if (own > 0) return own
  const month = [...eachDay(addDays(day, -31), addDays(day, -1)).reverse(), ...eachDay(addDays(day, 1), addDays(day, 31))]
  const nearest = month.find((other) => scheduleOf(other).patternMinutes > 0)
  return nearest === undefined ? 0 : scheduleOf(nearest).patternMinutes
}

function withSandwich(priced: Priced[], neighbours: readonly LeaveDay[], scheduleOf: ScheduleOf): Priced[] {
  const firstDay = priced[0]?.day ?? ''
  const lastDay = priced.at(-1)?.day ?? ''
  const leave = [...priced.filter((date) => date.minutes > 0), ...neighbours]
  const between = leaveRuns(leave, scheduleOf).flatMap((run) =>
    run.slice(1).flatMap((right, index) => {
      const left = run[index]
      const touchesAsk = left && left.day <= lastDay && right.day >= firstDay
      return touchesAsk ? eachDay(addDays(left.day, 1), addDays(right.day, -1)) : []
    }),
  )
  const charged = between.map((day): Priced => {
    const holidayName = scheduleOf(day).holiday?.name ?? null
    return { day, portion: 'full', minutes: minutesOfRestDay(day, scheduleOf), halfDays: 2, reason: 'sandwich', holidayName }
  })
  const rest = priced.filter((date) => !between.includes(date.day))
  return [...rest, ...charged].sort((a, b) => daysBetween(b.day, a.day))
}

function inUnit(priced: readonly Priced[], unit: LeaveUnit): LeaveDate[] {
  let minutes = 0
  return priced.map(({ halfDays, ...date }) => {
    const before = inHours(minutes)
    minutes += date.minutes
    const quantity = unit === 'days' ? new Decimal(halfDays).div(2) : inHours(minutes).minus(before)
    return { ...date, quantity: quantity.toFixed() }
  })
}

function inHours(minutes: number): Decimal {
  return new Decimal(minutes).div(60).toDecimalPlaces(HOUR_DECIMALS, Decimal.ROUND_HALF_UP)
}
