import { localDateOf, millisOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import { allowedActs, byWorkDate, nextClock, sessionsOf } from './attendance.rules.ts'
import type { ClockAct, ClockState, Punch } from './attendance.rules.ts'

/** An entry that a corrected day is to have. `at` is an ISO instant. */
export type Wanted = { kind: ClockAct; at: string; breakTypeId: string | null }
export type KeptEntry = Punch & { id: string; workDate: string }

export type WantedDay = {
  workDate: string
  zone: string
  now: string
  /** The work date of a session by its start (`DaySources.workDateOf`). */
  dateOf: (at: string, localDate: string) => string
  /** What counts on other dates. */
  others: readonly Punch[]
}

/** From the first entry of a day to its last. */
const longestHours = 36
/** So long ago a day may still be corrected. */
export const correctableDays = 366

/**
 * Why a day cannot be made of these entries, or null (rules-attendance.md § Corrections). They go through the same clock as
 * punches, in the order given: each later than the one before (a start may be at the instant of an end), the last one an end,
 * none to come, every start on the work date, and no session over one of another date. None at all is a day without work.
 * Refuses: `CORRECTION_TIME`, `CORRECTION_SEQUENCE`, `CORRECTION_UNFINISHED`, `CORRECTION_OTHER_DAY`, `CORRECTION_TOO_LONG`,
 * `CORRECTION_OVERLAPS`; `details.field` names the entry, `details.expected` what would do.
 */
export function refuseWanted(wanted: readonly Wanted[], { workDate, zone, now, dateOf, others }: WantedDay): Refusal | null {
  let state: ClockState = 'off'
  for (const [index, { kind, at }] of wanted.entries()) {
    const before = wanted[index - 1]
    const next = nextClock(state, kind)
    if (typeof next !== 'string') {
      const details = { field: `entries[${index}].kind`, kind, state, expected: allowedActs(state) }
      return { code: 'CORRECTION_SEQUENCE', message: `The clock is ${words[state]} there, so it cannot take a ${kind}.`, details }
    }
    const touches = kind === 'start' && at === before?.at
    if (before && millisOf(at) <= millisOf(before.at) && !touches) {
      const details = { field: `entries[${index}].at`, at, expected: { after: before.at } }
      return { code: 'CORRECTION_TIME', message: 'Each entry must be later than the one before it.', details }
    }
    if (at > now) {
      const details = { field: `entries[${index}].at`, at, expected: { notAfter: now } }
      return { code: 'CORRECTION_TIME', message: 'An entry cannot lie in the future.', details }
    }
    if (kind === 'start' && dateOf(at, localDateOf(at, zone)) !== workDate) {
      const details = { field: `entries[${index}].at`, at, date: dateOf(at, localDateOf(at, zone)), expected: { date: workDate } }
      return { code: 'CORRECTION_OTHER_DAY', message: 'Work that begins then counts on another date.', details }
    }
    state = next
  }
  if (state !== 'off') {
    const details = { field: `entries[${wanted.length - 1}].kind`, expected: ['end'] }
    return { code: 'CORRECTION_UNFINISHED', message: 'The last entry of a corrected day must be an end.', details }
  }
  const [first, last] = [wanted[0], wanted.at(-1)]
  if (first && last && millisOf(last.at) - millisOf(first.at) > longestHours * 3_600_000) {
    const details = { field: `entries[${wanted.length - 1}].at`, at: last.at, expected: { hours: longestHours } }
    return { code: 'CORRECTION_TOO_LONG', message: `A day cannot be longer than ${longestHours} hours.`, details }
  }
  return refuseOverlap(wanted, others)
}

const words: Readonly<Record<ClockState, string>> = { off: 'off', working: 'running', break: 'on a break' }

/** Sessions of one person never overlap; touching is fine. One of another date that still runs has no end. */
function refuseOverlap(wanted: readonly Wanted[], others: readonly Punch[]): Refusal | null {
  const taken = sessionsOf(others, null).map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? Infinity }))
  for (const { startedAt, endedAt } of sessionsOf(wanted, null)) {
    const hit = taken.find(({ from, to }) => startedAt < to && from < endedAt!)
    if (!hit) continue
    const index = wanted.findIndex(({ kind, at }) => kind === 'start' && millisOf(at) === startedAt)
    const to = hit.to === Infinity ? null : new Date(hit.to).toISOString()
    const details = { field: `entries[${index}].at`, overlaps: { from: new Date(hit.from).toISOString(), to } }
    return { code: 'CORRECTION_OVERLAPS', message: 'This would overlap work of another date.', details }
  }
  return null
}

/**
 * The entries that stand on a date, by which the correction of it replaces them: those that count there, whatever date they were
 * clocked on, and those of the date that the clock passed over and that would count once others are gone.
 */
export function entriesOn<E extends KeptEntry>(entries: readonly E[], date: string, dateOf: (start: E) => string): E[] {
  const days = byWorkDate(entries, dateOf)
  const idsOf = (ofDay: readonly E[]) => ofDay.map(({ id }) => id)
  const here = new Set(idsOf(days.get(date) ?? []))
  const elsewhere = new Set([...days].flatMap(([day, ofDay]) => (day === date ? [] : idsOf(ofDay))))
  return entries.filter(({ id, workDate }) => here.has(id) || (workDate === date && !elsewhere.has(id)))
}

/** Whether a day already is as it is wanted; one with an end that was put in automatically never is, for it is to be looked at. */
export function isSameDay(wanted: readonly Wanted[], entries: readonly Punch[]): boolean {
  if (entries.some(({ source }) => source === 'automatic') || wanted.length !== entries.length) return false
  const keys = new Set(entries.map(keyOf))
  return wanted.every((entry) => keys.has(keyOf(entry)))
}

const keyOf = ({ kind, at, breakTypeId }: Punch) => `${kind} ${millisOf(at)} ${breakTypeId ?? ''}`
