import { addDays } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import { nextClock } from './attendance.rules.ts'
import type { ClockState, Punch } from './attendance.rules.ts'

/** A clock of a device may be ahead of ours by this much. */
const aheadMs = 5 * 60_000
const oldestDays = 366

/** Why an entry of a device or file is not taken, or null: not of the future, and at most 366 days old. */
export function refuseEntry(at: string, now: string): Refusal | null {
  if (Date.parse(at) > Date.parse(now) + aheadMs) {
    return { code: 'ENTRY_IN_FUTURE', message: 'The entry lies in the future.', details: { at } }
  }
  if (Date.parse(at) < Date.parse(addDays(now.slice(0, 10), -oldestDays))) {
    return { code: 'ENTRY_TOO_OLD', message: `The entry is older than ${oldestDays} days.`, details: { at, limitDays: oldestDays } }
  }
  return null
}

/** Where the clock stands after punches in the order of their instants; null when there is none that it takes. */
export function clockAfter<P extends Punch>(entries: readonly P[]): { state: ClockState; since: P; start: P } | null {
  let state: ClockState = 'off'
  let start: P | null = null
  let since: P | null = null
  for (const entry of entries) {
    const next = nextClock(state, entry.kind)
    if (typeof next !== 'string') continue
    if (entry.kind === 'start') start = entry
    state = next
    since = entry
  }
  return since && start && { state, since, start }
}

type Columns = { employeeNumber: string; kind: string; at: string; timeZone?: string }

/** The rows of a sheet by its heading; null when the heading lacks a column that is needed. Blank rows are left out. */
export function entriesOfSheet([heading = [], ...rows]: readonly string[][]): Columns[] | null {
  const names = heading.map((name) => name.trim().toLowerCase())
  const [number, kind, at, zone] = ['employeenumber', 'kind', 'at', 'timezone'].map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
    number,
  ]
  if (number < 0 || kind < 0 || at < 0) return null
  return rows
    .filter((row) => row.some((cell) => cell.trim() !== ''))
    .map((row) => {
      const cell = (index: number) => (row[index] ?? '').trim()
      const timeZone = zone < 0 ? '' : cell(zone)
      return { employeeNumber: cell(number), kind: cell(kind), at: cell(at), ...(timeZone && { timeZone }) }
    })
}
