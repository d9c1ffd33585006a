import { addDays, eachDay } from '../../core/dates.ts'
import { holdsOn, refuseOverlap } from './shift.rules.ts'
import type { Shift, ShiftAssignment } from './shift.rules.ts'

/** What is planned for one person on one date: a shift, a day off, or nothing of their own (`clear`). */
export type PlanCell = { employeeId: string; day: string; plan: 'shift' | 'off' | 'clear'; shiftId: string | null }
export type Overlap = { employeeId: string; day: string; otherDay: string; message: string }
export type OwnAssignment = ShiftAssignment & { id: string }

const MINUTE_MS = 60_000

/** An assignment without some of its dates: the pieces that are left of it, by date; itself when none of them is its own. */
export function withoutDays<A extends ShiftAssignment>(one: A, days: readonly string[]): A[] {
  const taken = [...new Set(days)].filter((day) => holdsOn(one, day)).toSorted()
  if (taken.length === 0) return [one]
  const pieces: A[] = []
  let from = one.firstDay
  for (const day of taken) {
    if (from < day) pieces.push({ ...one, firstDay: from, lastDay: addDays(day, -1) })
    from = addDays(day, 1)
  }
  if (one.lastDay === null || from <= one.lastDay) pieces.push({ ...one, firstDay: from })
  return pieces.filter(holdsSomeDay)
}

/** Weekdays repeat after a week, so one shows whether any date is left. */
function holdsSomeDay(one: ShiftAssignment): boolean {
  if (one.lastDay === null || one.weekdays === null) return true
  const week = addDays(one.firstDay, 6)
  return eachDay(one.firstDay, one.lastDay < week ? one.lastDay : week).some((day) => holdsOn(one, day))
}

/** The cells of one person as assignments; the same on dates that follow each other is one. `clear` assigns nothing. */
export function assignmentsOfCells(cells: readonly PlanCell[]): ShiftAssignment[] {
  const found: ShiftAssignment[] = []
  for (const { employeeId, day, shiftId } of cells.filter(({ plan }) => plan !== 'clear').toSorted(byDay)) {
    const last = found.at(-1)
    if (last && last.shiftId === shiftId && addDays(last.lastDay!, 1) === day) last.lastDay = day
    else found.push({ shiftId, employeeId, departmentId: null, branchId: null, firstDay: day, lastDay: day, weekdays: null })
  }
  return found
}

const byDay = (a: { day: string }, b: { day: string }) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)

/** Assignments of people as they would be with the cells: on the dates of the cells these alone are the person's own. */
export function withCells(assignments: readonly ShiftAssignment[], cells: readonly PlanCell[]): ShiftAssignment[] {
  const byPerson = Map.groupBy(cells, ({ employeeId }) => employeeId)
  const kept = assignments.flatMap((one) => {
    const mine = one.employeeId ? byPerson.get(one.employeeId) : undefined
    return mine
      ? withoutDays(
          one,
          mine.map(({ day }) => day),
        )
      : [one]
  })
  return [...kept, ...[...byPerson.values()].flatMap(assignmentsOfCells)]
}

/**
 * What putting cells in the place of one person's own assignments means: `changed` are those that lose dates, with the
 * `pieces` left of each, `added` what is new, and `overlaps` why it cannot be, also across midnight into a neighbouring date.
 */
export function replacementOf(own: readonly OwnAssignment[], cells: readonly PlanCell[], shifts: ReadonlyMap<string, Shift>) {
  const days = cells.map(({ day }) => day)
  const cut = own.map((one) => ({ one, pieces: withoutDays(one, days) }))
  const added = assignmentsOfCells(cells)
  const kept = cut.flatMap(({ pieces }) => pieces)
  const overlaps = added.flatMap((one, index) =>
    [...kept, ...added.slice(index + 1)].flatMap((other): Overlap[] => {
      const refusal = refuseOverlap(one, other, shifts)
      if (!refusal) return []
      const { day } = refusal.details as { day: string }
      return [{ employeeId: one.employeeId!, day: one.firstDay > day ? one.firstDay : day, otherDay: day, message: refusal.message }]
    }),
  )
  return { changed: cut.filter(({ one, pieces }) => pieces.length !== 1 || pieces[0] !== one), added, overlaps }
}

/** One date of somebody as it is planned. `from` and `to` are milliseconds; `worksHolidays` of the shift. */
export type PlannedDay = {
  day: string
  isEmployed: boolean
  shifts: readonly { name: string; from: number; to: number; worksHolidays: boolean }[]
  leave: 'full' | 'first' | 'second' | null
  holiday: { name: string; portion: 'full' | 'first' | 'second' } | null
}

export type Conflict = { kind: 'overlap' | 'leave' | 'holiday' | 'rest' | 'not-employed'; name: string | null; minutes: number | null }

/**
 * What stands against the shifts of each date: leave, a holiday on which the shift is not worked, a shift that runs into the
 * next, and less rest than `minRestMinutes` after the one before (rest is counted from the clock; null is no such rule). Dates in their order.
 */
export function conflictsOf(days: readonly PlannedDay[], minRestMinutes: number | null): Map<string, Conflict[]> {
  const conflicts = new Map<string, Conflict[]>()
  let before = null as { name: string; to: number } | null
  for (const { day, isEmployed, shifts, leave, holiday } of days) {
    const found: Conflict[] = []
    if (shifts.length > 0 && !isEmployed) found.push({ kind: 'not-employed', name: null, minutes: null })
    if (shifts.length > 0 && leave) found.push({ kind: 'leave', name: leave, minutes: null })
    if (holiday && shifts.some(({ worksHolidays }) => !worksHolidays)) found.push({ kind: 'holiday', name: holiday.name, minutes: null })
    const worked = shifts.filter(({ worksHolidays }) => leave !== 'full' && (worksHolidays || holiday?.portion !== 'full'))
    for (const [nth, shift] of worked.toSorted((a, b) => a.from - b.from).entries()) {
      const rest: number = before ? Math.floor((shift.from - before.to) / MINUTE_MS) : Infinity
      if (rest < 0) found.push({ kind: 'overlap', name: before!.name, minutes: -rest })
      // Shifts that touch are one stretch of work, as are the parts of one date.
      else if (minRestMinutes !== null && rest > 0 && rest < minRestMinutes && nth === 0)
        found.push({ kind: 'rest', name: before!.name, minutes: rest })
      before = { name: shift.name, to: Math.max(shift.to, before?.to ?? 0) }
    }
    if (found.length > 0) conflicts.set(day, found)
  }
  return conflicts
}
