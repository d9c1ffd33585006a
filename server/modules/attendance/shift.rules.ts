import { addDays, daysBetween, instantOf, minutesOfTime, weekdayOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import { scheduleOfTimes } from '../working-time/working-time.rules.ts'
import type { DaySchedule, Holiday } from '../working-time/working-time.rules.ts'

/** A shift as days are computed from it; minutes null are the company's. `end` at or before `start` is on the next day. */
export type Shift = {
  id: string
  name: string
  start: string
  end: string
  breakMinutes: number
  /** Minutes before its start and after its end in which punches count for it. */
  windowBeforeMinutes: number
  windowAfterMinutes: number
  lateGraceMinutes: number | null
  earlyGraceMinutes: number | null
  halfDayBelowMinutes: number | null
  absentBelowMinutes: number | null
  /** Every pair of start and end, or everything from the first start to the last end. */
  counting: 'pairs' | 'first-last'
  countEarly: boolean
  countLate: boolean
  onDaysOff: 'work' | 'off'
  onHolidays: 'work' | 'off'
}

/** A shift, or with `shiftId` null a day off, for one person or a group, on the weekdays given (null: all) of these dates. */
export type ShiftAssignment = {
  shiftId: string | null
  employeeId: string | null
  departmentId: string | null
  branchId: string | null
  firstDay: string
  lastDay: string | null
  weekdays: number[] | null
}

/** A rotation: `slots` repeat from the anchor day, also backwards; a member is `offsetDays` further along. */
export type RosterTurn = {
  employeeId: string
  anchorDay: string
  slots: (string | null)[]
  offsetDays: number
  firstDay: string
  lastDay: string | null
}

export type ShiftSources = { shifts: ReadonlyMap<string, Shift>; assignments: readonly ShiftAssignment[]; turns: readonly RosterTurn[] }
type Who = { employeeId: string; departmentId: string | null; branchId: string | null }

/** One shift of a date in milliseconds, with the window in which a start counts for it. */
export type ShiftSpan = { day: string; shift: Shift; from: number; to: number; windowFrom: number; windowTo: number }

const MINUTE_MS = 60_000
/** Minutes around times within which punches count for them, unless a shift says otherwise. */
export const defaultWindow = { beforeMinutes: 120, afterMinutes: 240 } as const

/**
 * The shifts of somebody on a date, by start; none is a day off, null means that nothing is assigned. Of what is assigned the
 * closest counts: the person's own, their roster, their department's, their branch's.
 */
export function shiftsOn(day: string, who: Who, { shifts, assignments, turns }: ShiftSources): Shift[] | null {
  const covering = assignments.filter((one) => covers(one, day) && (one.weekdays === null || one.weekdays.includes(weekdayOf(day))))
  const own = covering.filter(({ employeeId }) => employeeId === who.employeeId)
  if (own.length > 0)
    return shiftsOf(
      own.map(({ shiftId }) => shiftId),
      shifts,
    )
  const turn = turns.find((one) => one.employeeId === who.employeeId && covers(one, day))
  if (turn) return shiftsOf([slotOn(day, turn)], shifts)
  const ofDepartment = covering.filter(({ departmentId }) => departmentId !== null && departmentId === who.departmentId)
  const ofBranch = covering.filter(({ branchId }) => branchId !== null && branchId === who.branchId)
  const ofGroup = ofDepartment.length > 0 ? ofDepartment : ofBranch
  return ofGroup.length > 0
    ? shiftsOf(
        ofGroup.map(({ shiftId }) => shiftId),
        shifts,
      )
    : null
}

/**
 * The schedule of a date on which these shifts are assigned, where `ofPattern` is what it would be without them. A shift may
 * leave the pattern's days off and holidays alone, or be worked on them; a holiday that is worked is still named.
 */
export function scheduleOfShifts(day: string, shifts: readonly Shift[], ofPattern: DaySchedule, holidays: readonly Holiday[]): DaySchedule {
  if (ofPattern.kind === 'not-employed') return ofPattern
  const kept = ofPattern.patternMinutes === 0 ? shifts.filter(({ onDaysOff }) => onDaysOff === 'work') : [...shifts]
  const times = kept.map(({ start, end, breakMinutes }) => ({ start, end, breakMinutes }))
  const schedule = scheduleOfTimes(day, times, holidays)
  const { holiday } = schedule
  const isWorked = holiday && kept.length > 0 && kept.every(({ onHolidays }) => onHolidays === 'work')
  return isWorked ? { ...scheduleOfTimes(day, times, []), workedHoliday: holiday, shifts: kept } : { ...schedule, shifts: kept }
}

/** The slot of a rotation on a date. */
export function slotOn(
  day: string,
  { anchorDay, slots, offsetDays }: Pick<RosterTurn, 'anchorDay' | 'slots' | 'offsetDays'>,
): string | null {
  const turn = daysBetween(anchorDay, day) + offsetDays
  return slots[((turn % slots.length) + slots.length) % slots.length] ?? null
}

function shiftsOf(ids: readonly (string | null)[], shifts: ReadonlyMap<string, Shift>): Shift[] {
  const found = [...new Set(ids)].flatMap((id) => (id === null ? [] : (shifts.get(id) ?? [])))
  return found.sort((a, b) => (a.start < b.start ? -1 : 1))
}

/**
 * The shifts of a date as spans of time. `shiftsOn` and `zoneOn` are asked for the dates around it as well: a window is cut where
 * the neighbour's shift begins or ends, and a shift that would run into the next one ends where that begins, so shifts of one person never overlap.
 */
export function spansOn(day: string, shiftsOn: (day: string) => readonly Shift[], zoneOn: (day: string) => string): ShiftSpan[] {
  const around = [-1, 0, 1].flatMap((offset) => {
    const date = addDays(day, offset)
    return shiftsOn(date).map((shift) => ({ offset, shift, ...timesOf(date, shift, zoneOn(date)) }))
  })
  return around.flatMap(({ offset, shift, from, to }, index) => {
    if (offset !== 0) return []
    const [before, after] = [around[index - 1], around[index + 1]]
    const end = after ? Math.min(to, after.from) : to
    return {
      day,
      shift,
      from,
      to: end,
      windowFrom: Math.max(from - shift.windowBeforeMinutes * MINUTE_MS, Math.min(before?.to ?? -Infinity, from)),
      windowTo: Math.min(end + shift.windowAfterMinutes * MINUTE_MS, after?.from ?? Infinity),
    }
  })
}

/** The instants of a shift that starts on a date; in a night the clocks change it is an hour longer or shorter. */
export function timesOf(day: string, { start, end }: Pick<Shift, 'start' | 'end'>, zone: string) {
  const isNextDay = minutesOfTime(end) <= minutesOfTime(start)
  return { from: Date.parse(instantOf(day, start, zone)), to: Date.parse(instantOf(isNextDay ? addDays(day, 1) : day, end, zone)) }
}

/** The span whose window holds an instant; where two do, the later one: after a shift nobody starts it again. */
export function spanAt(millis: number, spans: readonly ShiftSpan[]): ShiftSpan | undefined {
  return spans.findLast(({ windowFrom, windowTo }) => windowFrom <= millis && millis <= windowTo)
}

/**
 * Why two assignments of one person or group cannot stand together, or null: their shifts would overlap on some date, also
 * across midnight. Touching is fine. Two weeks from where they meet show every case, because weekdays repeat.
 */
export function refuseOverlap(one: ShiftAssignment, other: ShiftAssignment, shifts: ReadonlyMap<string, Shift>): Refusal | null {
  const from = one.firstDay > other.firstDay ? one.firstDay : other.firstDay
  for (let offset = -1; offset <= 15; offset += 1) {
    const day = addDays(from, offset)
    for (const [first, second, gap] of [
      [one, other, 0],
      [one, other, 1],
      [other, one, 1],
    ] as const) {
      const next = addDays(day, gap)
      if (!holdsOn(first, day) || !holdsOn(second, next)) continue
      const fault = overlapOf(first, second, gap, shifts)
      if (fault) return { code: 'SHIFT_OVERLAP', message: fault, details: { day, firstDay: other.firstDay, lastDay: other.lastDay } }
    }
  }
  return null
}

function overlapOf(first: ShiftAssignment, second: ShiftAssignment, gap: 0 | 1, shifts: ReadonlyMap<string, Shift>): string | null {
  const [a, b] = [first, second].map(({ shiftId }) => (shiftId === null ? null : shifts.get(shiftId)))
  // A day off and a shift on the same date contradict each other.
  if (!a || !b) return gap === 0 ? 'A day off and a shift are assigned for the same date.' : null
  const [of, to] = [minutesOf(a, 0), minutesOf(b, gap)]
  return of.from < to.to && to.from < of.to ? `${a.name} and ${b.name} overlap.` : null
}

function minutesOf({ start, end }: Shift, days: number) {
  const [from, to] = [minutesOfTime(start), minutesOfTime(end)]
  return { from: days * 1440 + from, to: days * 1440 + (to <= from ? to + 1440 : to) }
}

/** Whether an assignment is for a date. */
export const holdsOn = (one: ShiftAssignment, day: string) =>
  covers(one, day) && (one.weekdays === null || one.weekdays.includes(weekdayOf(day)))
const covers = ({ firstDay, lastDay }: { firstDay: string; lastDay: string | null }, day: string) =>
  firstDay <= day && (lastDay === null || day <= lastDay)
