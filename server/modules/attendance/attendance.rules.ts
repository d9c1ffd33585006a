import { addDays, instantOf, localDateOf, millisOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import { expectedWindows } from './working-time.rules.ts'
import type { DayPortion, DaySchedule, WorkWindow } from './working-time.rules.ts'

export type ClockState = 'off' | 'working' | 'break'
export type ClockAct = 'start' | 'break' | 'resume' | 'end'
export type Punch = { kind: ClockAct; at: string }

export type DayStatus = 'present' | 'half-day' | 'absent' | 'on-leave' | 'half-leave' | 'holiday' | 'day-off' | 'open' | 'undecided'

export type DayInput = {
  workDate: string
  /** IANA zone in which the schedule's times are meant. */
  zone: string
  /** The punches of this work date that are in force (none superseded), in any order. */
  entries: readonly Punch[]
  schedule: DaySchedule
  /** Whole minutes a start may be late, and an end early unless `earlyGraceMinutes` says otherwise. */
  graceMinutes: number
  earlyGraceMinutes?: number
  /** Worked minutes of a whole pattern day under which it is a half day, or absent. Scaled on a half holiday. */
  halfDayBelow?: number
  absentBelow?: number
  /** Minutes after the scheduled end during which punches may still come (window, device sync). */
  settleMinutes?: number
  /** The instant at which the day is looked at. Without it the day is over, and an open stretch counts nothing. */
  until?: string
  /** Approved leave that costs something on this date. */
  leave?: { portion: DayPortion } | null
}

export type AttendanceDay = {
  scheduledMinutes: number
  workedMinutes: number
  breakMinutes: number
  lateMinutes: number
  earlyExitMinutes: number
  overtimeMinutes: number
  undertimeMinutes: number
  firstStartAt: string | null
  lastEndAt: string | null
  open: boolean
  status: DayStatus
}

const MINUTE_MS = 60_000

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
  return replay(entries, null).state
}

/** The work date of a session without a shift: the local date of its start (rules-attendance.md § Entries and days). */
export function workDateOf(startInstant: string, zone: string): string {
  return localDateOf(startInstant, zone)
}

/** The instant, in milliseconds, at which the work of a date begins once its holiday is taken off; null without work. */
export function expectedStart(schedule: DaySchedule, workDate: string, zone: string): number | null {
  return spansOf(expectedWindows(schedule), { workDate, zone }).opensAt
}

/**
 * What the punches of one work date add up to (rules-attendance.md § Entries and days, § Shifts and patterns).
 * All figures are whole minutes, elapsed between instants and rounded down once, so clock changes lengthen or shorten
 * both the schedule and the work. `scheduledMinutes` is after the holiday and before leave; overtime and undertime
 * compare with what leave leaves of it. On a decided day worked + undertime = expected + overtime.
 * Late and early exit are counted from the schedule once the grace is passed; exactly at the grace is neither.
 * Early exit and undertime are 0 until the day is over, `absent` is not said before.
 */
export function computeDay(input: DayInput): AttendanceDay {
  const { schedule, leave = null } = input
  const until = input.until === undefined ? null : millisOf(input.until)
  const clock = replay(input.entries, until)
  const scheduled = spansOf(expectedWindows(schedule), input)
  const expected = spansOf(expectedWindows(schedule, leave?.portion), input)
  const open = clock.state !== 'off'
  const settledAt = scheduled.closesAt + (input.settleMinutes ?? 0) * MINUTE_MS
  const over = !open && (until === null || until >= settledAt)
  const workedMinutes = wholeMinutes(clock.worked)
  return {
    scheduledMinutes: scheduled.minutes,
    workedMinutes,
    breakMinutes: wholeMinutes(clock.rested),
    lateMinutes: beyondGrace(clock.first, expected.opensAt, input.graceMinutes),
    earlyExitMinutes: over ? beyondGrace(expected.closesAt, clock.last, input.earlyGraceMinutes ?? input.graceMinutes) : 0,
    overtimeMinutes: Math.max(0, workedMinutes - expected.minutes),
    undertimeMinutes: over ? Math.max(0, expected.minutes - workedMinutes) : 0,
    firstStartAt: clock.firstStartAt,
    lastEndAt: open ? null : clock.lastEndAt,
    open,
    status: statusOf(input, { open, over, workedMinutes, expectedMinutes: expected.minutes }),
  }
}

type Facts = { open: boolean; over: boolean; workedMinutes: number; expectedMinutes: number }

function statusOf(input: DayInput, { open, over, workedMinutes, expectedMinutes }: Facts): DayStatus {
  const { schedule, leave } = input
  if (open) return 'open'
  if (leave) return leave.portion === 'full' || (schedule.kind === 'work' && expectedMinutes === 0) ? 'on-leave' : 'half-leave'
  if (schedule.kind !== 'work') {
    if (workedMinutes > 0) return 'present'
    return schedule.kind === 'not-employed' ? 'undecided' : schedule.kind
  }
  const isUnder = (threshold: number) => workedMinutes * schedule.patternMinutes < threshold * schedule.scheduledMinutes
  const verdict =
    workedMinutes === 0 || isUnder(input.absentBelow ?? 0) ? 'absent' : isUnder(input.halfDayBelow ?? 0) ? 'half-day' : 'present'
  return over || verdict === 'present' ? verdict : 'undecided'
}

type Replay = {
  state: ClockState
  worked: number
  rested: number
  first: number | null
  last: number | null
  firstStartAt: string | null
  lastEndAt: string | null
}

function replay(entries: readonly Punch[], until: number | null): Replay {
  const result: Replay = { state: 'off', worked: 0, rested: 0, first: null, last: null, firstStartAt: null, lastEndAt: null }
  let since = 0
  const pass = (to: number) => {
    if (result.state === 'working') result.worked += Math.max(0, to - since)
    if (result.state === 'break') result.rested += Math.max(0, to - since)
    since = to
  }
  for (const { kind, at, millis } of inOrder(entries)) {
    const next = nextClock(result.state, kind)
    if (typeof next !== 'string') continue
    pass(millis)
    result.state = next
    if (kind === 'start' && result.first === null) Object.assign(result, { first: millis, firstStartAt: at })
    if (kind === 'end') Object.assign(result, { last: millis, lastEndAt: at })
  }
  if (until !== null) pass(until)
  return result
}

type TimedPunch = Punch & { millis: number }

/** By instant; of several at one instant, what the clock accepts first goes first, so touching sessions stay two. */
function inOrder(entries: readonly Punch[]): TimedPunch[] {
  const waiting = entries.map((entry) => ({ ...entry, millis: millisOf(entry.at) })).sort((a, b) => a.millis - b.millis)
  const ordered: TimedPunch[] = []
  let state: ClockState = 'off'
  while (waiting[0]) {
    const { millis } = waiting[0]
    const fitting = waiting.findIndex((entry) => entry.millis === millis && typeof nextClock(state, entry.kind) === 'string')
    const [entry] = waiting.splice(Math.max(0, fitting), 1) as [TimedPunch]
    const next = nextClock(state, entry.kind)
    if (typeof next === 'string') state = next
    ordered.push(entry)
  }
  return ordered
}

type Spans = { minutes: number; opensAt: number | null; closesAt: number }

function spansOf(windows: readonly WorkWindow[], { workDate, zone }: Pick<DayInput, 'workDate' | 'zone'>): Spans {
  const at = (minutes: number) => millisOf(instantOf(addDays(workDate, Math.floor(minutes / 1440)), timeOf(minutes % 1440), zone))
  const spans = windows.map((window) => ({ from: at(window.from), to: at(window.to), breakMinutes: window.breakMinutes }))
  const minutes = spans.reduce((sum, span) => sum + Math.max(0, wholeMinutes(span.to - span.from) - span.breakMinutes), 0)
  return { minutes, opensAt: spans[0]?.from ?? null, closesAt: spans.at(-1)?.to ?? -Infinity }
}

function timeOf(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Whole minutes by which `later` is after `earlier`, 0 when that is within the grace or one of them is missing. */
function beyondGrace(later: number | null, earlier: number | null, graceMinutes: number): number {
  if (later === null || earlier === null || later - earlier <= graceMinutes * MINUTE_MS) return 0
  return wholeMinutes(later - earlier)
}

function wholeMinutes(millis: number): number {
  return Math.floor(millis / MINUTE_MS)
}
