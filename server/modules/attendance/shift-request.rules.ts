import { addDays, daysBetween } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { Conflict } from './roster-plan.rules.ts'

/** What somebody works on a date, as published. */
export type Works = {
  kind: 'work' | 'day-off' | 'holiday' | 'not-employed'
  shiftIds: string[]
  times: { start: string; end: string }[]
}
/** What somebody is to work on a date: a shift, or with none a day off; and what they worked when it was asked. */
export type WantedDay = { employeeId: string; day: string; shiftId: string | null; seen: Works }

const furthestDays = 366
/** Two dates of a swap lie within what a roster is planned by. */
const swapSpanDays = 35

/** Why shifts of these dates cannot be asked for, or null: tomorrow or later, within a year, two dates at most 34 days apart. */
export function refuseShiftDates(day: string, otherDay: string | undefined, today: string): Refusal | null {
  const last = addDays(today, furthestDays)
  for (const [field, date] of Object.entries({ day, ...(otherDay !== undefined && { otherDay }) })) {
    const details = { field, expected: { from: addDays(today, 1), to: last } }
    if (date <= today) return { code: 'SHIFT_REQUEST_PAST', message: 'Shifts are asked for from tomorrow on.', details }
    if (date > last) return { code: 'SHIFT_REQUEST_FAR', message: 'Shifts are asked for within a year from now.', details }
  }
  if (otherDay === undefined) return null
  const span = Math.abs(daysBetween(day, otherDay)) + 1
  if (span > 1 && span <= swapSpanDays) return null
  const details = { field: 'otherDay', expected: { from: addDays(day, 1 - swapSpanDays), to: addDays(day, swapSpanDays - 1) } }
  return { code: 'SHIFT_REQUEST_DAYS', message: `The other date is another one, less than ${swapSpanDays} days apart.`, details }
}

/** The one shift of a date, null on a day off; undefined where it is neither and nothing can be handed on. */
export function shiftIn({ kind, shiftIds }: Works): string | null | undefined {
  if (kind === 'day-off' && shiftIds.length === 0) return null
  return kind === 'work' && shiftIds.length === 1 ? shiftIds[0] : undefined
}

type Side = { employeeId: string; on: (day: string) => Works }

/** Two people with what each works on the dates in the place of the other; or why they cannot: a date that is no one shift, or all the same. */
export function swapOf(days: readonly string[], one: Side, other: Side): { wanted: WantedDay[] } | Refusal {
  const wanted: WantedDay[] = []
  for (const day of days) {
    for (const [taker, giver] of [
      [one, other],
      [other, one],
    ] as const) {
      const shiftId = shiftIn(giver.on(day))
      if (shiftId === undefined) {
        const details = { employeeId: giver.employeeId, day }
        return { code: 'SHIFT_REQUEST_UNFIT', message: 'Only a date with one shift or a day off can be swapped.', details }
      }
      wanted.push({ employeeId: taker.employeeId, day, shiftId, seen: taker.on(day) })
    }
  }
  return wanted.every(isThere) ? same : { wanted }
}

/** Why another shift or a day off is nothing to ask for: it stands there already. */
export function refuseSame(wanted: WantedDay): Refusal | null {
  return isThere(wanted) || (wanted.shiftId === null && wanted.seen.kind !== 'work') ? same : null
}

const isThere = ({ shiftId, seen }: WantedDay) => shiftIn(seen) === shiftId
const same: Refusal = { code: 'SHIFT_REQUEST_SAME', message: 'That is how it is already.', details: { field: 'day' } }

/** A date that would be another: what is worked now, what would be, and what stands against it now and then. */
export type Outcome = {
  employeeId: string
  day: string
  before: Works
  after: Works
  conflictsNow: readonly Conflict[]
  conflicts: readonly Conflict[]
}

/**
 * Why these shifts cannot be, or null: somebody would work on leave or while not employed, or two shifts would overlap, also on
 * a neighbouring date. Too little rest and holidays are shown to who decides, as when a roster is planned.
 */
export function refuseOutcome(outcomes: readonly Outcome[]): Refusal | null {
  for (const { employeeId, day, before, conflicts, conflictsNow } of outcomes) {
    const details = { employeeId, day }
    if (before.kind === 'not-employed' || conflicts.some(({ kind }) => kind === 'not-employed'))
      return { code: 'SHIFT_REQUEST_CONFLICT', message: 'Not employed on this date.', details: { ...details, conflict: 'not-employed' } }
    if (conflicts.some(({ kind }) => kind === 'leave'))
      return { code: 'SHIFT_REQUEST_CONFLICT', message: 'On leave on this date.', details: { ...details, conflict: 'leave' } }
    const overlap = conflicts.find(({ kind }) => kind === 'overlap')
    if (overlap && !conflictsNow.some(({ kind }) => kind === 'overlap')) {
      const message = `It would overlap with ${overlap.name}.`
      return { code: 'SHIFT_REQUEST_CONFLICT', message, details: { ...details, conflict: 'overlap' } }
    }
  }
  return null
}

/** The dates on which something else is worked now than when it was asked, by shift and by its times. */
export function changedDays(wanted: readonly WantedDay[], now: (employeeId: string, day: string) => Works): WantedDay[] {
  return wanted.filter(({ employeeId, day, seen }) => signOf(now(employeeId, day)) !== signOf(seen))
}

const signOf = ({ kind, shiftIds, times }: Works) => [kind, ...shiftIds, ...times.map(({ start, end }) => `${start}-${end}`)].join()
