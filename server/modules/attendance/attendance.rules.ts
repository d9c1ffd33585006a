import { localDateOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { FenceVerdict } from './geofence.rules.ts'

export type ClockState = 'off' | 'working' | 'break'
export type ClockAct = 'start' | 'break' | 'resume' | 'end'
/** `breakTypeId` is of a `break` only; `fence` is what the fence said, if there was one. */
export type Punch = { kind: ClockAct; at: string; breakTypeId?: string | null; source?: string; fence?: FenceVerdict | null }

/** A stretch of one session, in milliseconds; `typeId` is the type of a break. */
export type Segment = { from: number; to: number; kind: 'work' | 'break'; typeId: string | null }
/** From a start to its end; `endedAt` is null while it runs, and its last segment then ends where it is looked at. */
export type Session = { startedAt: number; endedAt: number | null; segments: Segment[] }

const moves: Record<ClockState, Partial<Record<ClockAct, ClockState>>> = {
  off: { start: 'working' },
  working: { break: 'break', end: 'off' },
  break: { resume: 'working', end: 'off' },
}

/**
 * The state of the clock after an act, or why the act is refused: `ALREADY_STARTED`, `NOT_STARTED`, `ALREADY_ON_BREAK`,
 * `NOT_ON_BREAK`, with `details.allowed` naming what is possible. `end` during a break also ends the break
 * (rules-attendance.md § Entries and days).
 */
export function nextClock(state: ClockState, act: ClockAct): ClockState | Refusal {
  const next = moves[state][act]
  if (next) return next
  const details = { state, allowed: allowedActs(state) }
  if (act === 'start') return { code: 'ALREADY_STARTED', message: 'You have already started working.', details }
  if (state === 'off') return { code: 'NOT_STARTED', message: 'You have not started working yet.', details }
  if (act === 'break') return { code: 'ALREADY_ON_BREAK', message: 'You are already on a break.', details }
  return { code: 'NOT_ON_BREAK', message: 'You are not on a break.', details }
}

/** What the clock accepts in a state. */
export function allowedActs(state: ClockState): ClockAct[] {
  return Object.keys(moves[state]) as ClockAct[]
}

/** The state of the clock after these punches, in any order; those that do not fit are passed over. */
export function clockStateOf(entries: readonly Punch[]): ClockState {
  let state: ClockState = 'off'
  for (const { kind } of inOrder(entries)) {
    const next = nextClock(state, kind)
    if (typeof next === 'string') state = next
  }
  return state
}

/** The work date of a session without a shift: the local date of its start (rules-attendance.md § Entries and days). */
export function workDateOf(startInstant: string, zone: string): string {
  return localDateOf(startInstant, zone)
}

/**
 * The sessions of these punches, in order and never overlapping. What the clock would refuse is passed over. A session that
 * still runs counts until `until`; without it, its open stretch counts nothing.
 */
export function sessionsOf(entries: readonly Punch[], until: number | null): Session[] {
  const sessions: Session[] = []
  let state: ClockState = 'off'
  let since = 0
  let typeId: string | null = null
  const pass = (to: number) => {
    if (state === 'off' || to <= since) return
    sessions
      .at(-1)!
      .segments.push({ from: since, to, kind: state === 'working' ? 'work' : 'break', typeId: state === 'break' ? typeId : null })
  }
  for (const { kind, millis, breakTypeId } of inOrder(entries)) {
    const next = nextClock(state, kind)
    if (typeof next !== 'string') continue
    pass(millis)
    if (kind === 'start') sessions.push({ startedAt: millis, endedAt: null, segments: [] })
    if (kind === 'break') typeId = breakTypeId ?? null
    if (kind === 'end') sessions.at(-1)!.endedAt = millis
    state = next
    since = millis
  }
  if (until !== null) pass(until)
  return sessions
}

/**
 * The punches by the work date of their session, which `dateOf` tells from its start; what the clock would refuse is left out.
 * An end belongs to the session it ends, however late it comes.
 */
export function byWorkDate<P extends Punch>(entries: readonly P[], dateOf: (start: P) => string): Map<string, P[]> {
  const days = new Map<string, P[]>()
  let state: ClockState = 'off'
  let date = ''
  for (const entry of inOrder(entries)) {
    const next = nextClock(state, entry.kind)
    if (typeof next !== 'string') continue
    if (entry.kind === 'start') date = dateOf(entry)
    state = next
    const ofDay = days.get(date)
    if (ofDay) ofDay.push(entry)
    else days.set(date, [entry])
  }
  return days
}

type Timed<P> = P & { millis: number }

/** By instant; of several at one instant, what the clock accepts first goes first, so touching sessions stay two. */
function inOrder<P extends Punch>(entries: readonly P[]): Timed<P>[] {
  const waiting = entries.map((entry) => ({ ...entry, millis: Date.parse(entry.at) })).sort((a, b) => a.millis - b.millis)
  const ordered: Timed<P>[] = []
  let state: ClockState = 'off'
  while (waiting[0]) {
    const { millis } = waiting[0]
    const fitting = waiting.findIndex((entry) => entry.millis === millis && typeof nextClock(state, entry.kind) === 'string')
    const [entry] = waiting.splice(Math.max(0, fitting), 1) as [Timed<P>]
    const next = nextClock(state, entry.kind)
    if (typeof next === 'string') state = next
    ordered.push(entry)
  }
  return ordered
}

const pressedEarliestMs = 24 * 3_600_000
const pressedLatestMs = 5 * 60_000

/** Whether a person's own device may say it was pressed then: at most 24 hours ago, by a clock at most 5 minutes ahead. Invented, see docs. */
export function isPressedLately(at: string, now: string): boolean {
  const age = Date.parse(now) - Date.parse(at)
  return age <= pressedEarliestMs && age >= -pressedLatestMs
}
