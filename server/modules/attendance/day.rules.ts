import { addDays, instantOf } from '../../core/dates.ts'
import { expectedWindows } from '../working-time/working-time.rules.ts'
import type { DayPortion, DaySchedule, WorkWindow } from '../working-time/working-time.rules.ts'
import { sessionsOf } from './attendance.rules.ts'
import type { Punch, Session } from './attendance.rules.ts'
import { deductBreaks, payBreaks } from './break.rules.ts'
import type { AutomaticBreak, BreakType, Piece } from './break.rules.ts'
import { overtimeOf } from './overtime.rules.ts'
import type { OvertimeRule, OvertimeShare } from './overtime.rules.ts'
import { spanAt } from './shift.rules.ts'
import type { Shift, ShiftSpan } from './shift.rules.ts'

export type DayStatus = 'present' | 'half-day' | 'absent' | 'on-leave' | 'half-leave' | 'holiday' | 'day-off' | 'open' | 'undecided'
export type DayFlag = 'break-exceeded' | 'automatic-break' | 'automatic-end' | 'outside-fence' | 'position-inaccurate' | 'position-missing'

export type DayInput = {
  workDate: string
  /** IANA zone in which the schedule's times are meant. */
  zone: string
  /** The punches of this work date that are in force (none superseded), in any order. */
  entries: readonly Punch[]
  schedule: DaySchedule
  /** The shifts of the date, where its times are those of shifts. */
  shifts?: readonly ShiftSpan[]
  /** Whole minutes a start may be late, and an end early unless `earlyGraceMinutes` says otherwise. */
  graceMinutes: number
  earlyGraceMinutes?: number
  /** Worked minutes of a whole pattern day under which it is a half day, or absent. Scaled on a half holiday. */
  halfDayBelow?: number
  absentBelow?: number
  /** Minutes after the scheduled end during which punches may still come. */
  settleMinutes?: number
  /** The instant up to which every device has told its punches; null without devices. Absent is not decided before. */
  syncedUntil?: string | null
  /** The instant at which the day is looked at. Without it the day is over, and an open stretch counts nothing. */
  until?: string
  /** Approved leave that costs something on this date. */
  leave?: { portion: DayPortion } | null
  breakTypes?: ReadonlyMap<string, BreakType>
  automaticBreaks?: readonly AutomaticBreak[]
  overtimeRules?: readonly OvertimeRule[]
  overtimeToleranceMinutes?: number
  /** Shortfalls beyond this count against the person; null counts none. */
  shortfallToleranceMinutes?: number | null
  /** Paid minutes of the days before in the same week, for rules that count over the week. */
  weekMinutes?: number
}

export type AttendanceDay = {
  scheduledMinutes: number
  workedMinutes: number
  /** All breaks: paid, unpaid and deducted. */
  breakMinutes: number
  paidBreakMinutes: number
  automaticBreakMinutes: number
  lateMinutes: number
  earlyExitMinutes: number
  overtimeMinutes: number
  /** The same by rate, best first. */
  overtimeShares: OvertimeShare[]
  undertimeMinutes: number
  /** The part of the undertime that counts against the person. */
  shortfallMinutes: number
  flags: DayFlag[]
  firstStartAt: string | null
  lastEndAt: string | null
  open: boolean
  /** Nothing more can come: time alone does not change the day any more. */
  settled: boolean
  status: DayStatus
}

const MINUTE_MS = 60_000
const defaultRules: readonly OvertimeRule[] = [{ kind: 'over-scheduled', rate: '1.5' }]

/** The instant, in milliseconds, at which the work of a date begins once its holiday is taken off; null without work. */
export function expectedStart(schedule: DaySchedule, workDate: string, zone: string): number | null {
  return spansOf(expectedWindows(schedule), { workDate, zone })[0]?.from ?? null
}

/** What is scheduled on a date once its holiday is taken off: minutes of work and of unpaid breaks, and when it is over. */
export function scheduledSpan(schedule: DaySchedule, workDate: string, zone: string) {
  const windows = expectedWindows(schedule)
  const spans = spansOf(windows, { workDate, zone })
  return {
    scheduledMinutes: sum(spans, ({ minutes }) => minutes),
    scheduledBreakMinutes: sum(windows, ({ breakMinutes }) => breakMinutes),
    closesAt: spans.at(-1)?.to ?? -Infinity,
  }
}

/**
 * What the punches of one work date add up to (rules-attendance.md § Entries and days to § Overtime).
 * All figures are whole minutes, elapsed between instants and rounded down once, so clock changes lengthen or shorten
 * both the schedule and the work. `scheduledMinutes` is after the holiday and before leave; overtime and undertime
 * compare worked time and paid breaks with what leave leaves of it. Under the one rule *over scheduled* a decided day has
 * worked + paid break + undertime = expected + overtime. Late and early exit are counted from the schedule once the grace is
 * passed; exactly at the grace is neither. Early exit and undertime are 0 until the day is over, `absent` is not said before.
 */
export function computeDay(input: DayInput): AttendanceDay {
  const { schedule, leave = null } = input
  const until = input.until === undefined ? null : Date.parse(input.until)
  const sessions = sessionsOf(input.entries, until)
  const scheduled = spansOf(expectedWindows(schedule), input)
  const expected = spansOf(expectedWindows(schedule, leave?.portion), input)
  const open = sessions.at(-1)?.endedAt === null
  const over = !open && (until === null || until >= settledAt(input, scheduled))
  const groups = groupsOf(sessions, expected, input)
  const segments = groups.flatMap(countedOf).sort((a, b) => a.from - b.from)
  const { pieces: paid, exceeded } = payBreaks(segments, input.breakTypes ?? noTypes)
  const pieces = deductBreaks(paid, input.automaticBreaks ?? [])
  const workedMinutes = minutesOf(pieces, 'work')
  const paidBreakMinutes = minutesOf(pieces, 'paid-break')
  const automaticBreakMinutes = minutesOf(pieces, 'automatic-break')
  const expectedMinutes = sum(expected, ({ minutes }) => minutes)
  const overtimeShares = overtimeOf(
    { pieces, expectedMinutes, weekMinutes: input.weekMinutes ?? 0, kind: overtimeKind(schedule), spans: expected },
    input.overtimeRules ?? defaultRules,
    input.overtimeToleranceMinutes,
  )
  const undertimeMinutes = over ? Math.max(0, expectedMinutes - workedMinutes - paidBreakMinutes) : 0
  const tolerance = input.shortfallToleranceMinutes ?? null
  return {
    scheduledMinutes: sum(scheduled, ({ minutes }) => minutes),
    workedMinutes,
    breakMinutes: wholeMinutes(lengthOf(pieces, ({ kind }) => kind !== 'work')),
    paidBreakMinutes,
    automaticBreakMinutes,
    lateMinutes: sum(groups, lateOf),
    earlyExitMinutes: over ? sum(groups, earlyOf) : 0,
    overtimeMinutes: sum(overtimeShares, ({ minutes }) => minutes),
    overtimeShares,
    undertimeMinutes,
    shortfallMinutes: tolerance !== null && undertimeMinutes > tolerance ? undertimeMinutes : 0,
    flags: flagsOf(input, exceeded, automaticBreakMinutes),
    firstStartAt: sessions[0] ? iso(sessions[0].startedAt) : null,
    lastEndAt: open || sessions.length === 0 ? null : iso(sessions.at(-1)!.endedAt!),
    open,
    settled: over,
    status: statusOf(input, { open, over, workedMinutes: workedMinutes + paidBreakMinutes, expectedMinutes }),
  }
}

/** What of a day somebody should look at. */
function flagsOf({ entries }: DayInput, exceeded: boolean, automaticBreakMinutes: number): DayFlag[] {
  const flags: Record<DayFlag, boolean> = {
    'break-exceeded': exceeded,
    'automatic-break': automaticBreakMinutes > 0,
    'automatic-end': entries.some(({ source }) => source === 'automatic'),
    'outside-fence': entries.some(({ fence }) => fence === 'outside'),
    'position-inaccurate': entries.some(({ fence }) => fence === 'inaccurate'),
    'position-missing': entries.some(({ fence }) => fence === 'unknown'),
  }
  return (Object.keys(flags) as DayFlag[]).filter((flag) => flags[flag])
}

const noTypes: ReadonlyMap<string, BreakType> = new Map()

/** When nothing can come any more: the last window is over, and every device has told what it holds. */
function settledAt({ shifts, settleMinutes = 0, syncedUntil }: DayInput, scheduled: readonly Span[]): number {
  const windows = shifts?.length ? shifts.at(-1)!.windowTo : -Infinity
  const ends = Math.max((scheduled.at(-1)?.to ?? -Infinity) + settleMinutes * MINUTE_MS, windows)
  return syncedUntil != null && Date.parse(syncedUntil) < ends ? Infinity : ends
}

type Facts = { open: boolean; over: boolean; workedMinutes: number; expectedMinutes: number }

function statusOf(input: DayInput, { open, over, workedMinutes, expectedMinutes }: Facts): DayStatus {
  const { schedule, leave, shifts } = input
  if (open) return 'open'
  if (leave) return leave.portion === 'full' || (schedule.kind === 'work' && expectedMinutes === 0) ? 'on-leave' : 'half-leave'
  if (schedule.kind !== 'work') {
    if (workedMinutes > 0) return 'present'
    return schedule.kind === 'not-employed' ? 'undecided' : schedule.kind
  }
  const thresholdOf = (ofShift: (shift: Shift) => number | null, ofCompany = 0) =>
    shifts?.length ? sum(shifts, ({ shift }) => ofShift(shift) ?? ofCompany) : ofCompany
  const isUnder = (threshold: number) => workedMinutes * schedule.patternMinutes < threshold * schedule.scheduledMinutes
  const absentBelow = thresholdOf(({ absentBelowMinutes }) => absentBelowMinutes, input.absentBelow)
  const halfDayBelow = thresholdOf(({ halfDayBelowMinutes }) => halfDayBelowMinutes, input.halfDayBelow)
  const verdict = workedMinutes === 0 || isUnder(absentBelow) ? 'absent' : isUnder(halfDayBelow) ? 'half-day' : 'present'
  return over || verdict === 'present' ? verdict : 'undecided'
}

/** The sessions of one shift, or of the day as a whole, with what was expected of them. */
type Group = {
  sessions: Session[]
  expected: Span[]
  lateGraceMinutes: number
  earlyGraceMinutes: number
  /** The shift's own edges, for how it counts; null counts every pair as it is. */
  span: ShiftSpan | null
}

function groupsOf(sessions: readonly Session[], expected: readonly Span[], input: DayInput): Group[] {
  const { shifts = [], graceMinutes, earlyGraceMinutes = graceMinutes, schedule } = input
  const grace = { lateGraceMinutes: graceMinutes, earlyGraceMinutes }
  // A flexible pattern says how much is worked, not when.
  if (shifts.length === 0) return [{ sessions: [...sessions], expected: schedule.isFlexible ? [] : [...expected], ...grace, span: null }]
  const spanOf = new Map(sessions.map((session) => [session, spanAt(session.startedAt, shifts)]))
  const outside = sessions.filter((session) => spanOf.get(session) === undefined)
  return [
    { sessions: outside, expected: [], ...grace, span: null },
    ...shifts.map((span) => ({
      sessions: sessions.filter((session) => spanOf.get(session) === span),
      expected: expected.filter(({ from, to }) => span.from <= from && to <= span.to),
      lateGraceMinutes: span.shift.lateGraceMinutes ?? graceMinutes,
      earlyGraceMinutes: span.shift.earlyGraceMinutes ?? earlyGraceMinutes,
      span,
    })),
  ]
}

/** The segments of a group as its shift counts them. */
function countedOf({ sessions, span }: Group) {
  const segments = sessions.flatMap((session) => session.segments)
  if (!span) return segments
  const { countEarly, countLate, counting } = span.shift
  const between = counting === 'first-last' ? gapsBetween(sessions) : []
  const [first, last] = [countEarly ? -Infinity : span.from, countLate ? Infinity : span.to]
  return [...segments, ...between]
    .map((segment) =>
      segment.kind === 'work' ? { ...segment, from: Math.max(segment.from, first), to: Math.min(segment.to, last) } : segment,
    )
    .filter(({ from, to }) => to > from)
}

function gapsBetween(sessions: readonly Session[]) {
  return sessions
    .slice(1)
    .map(({ startedAt }, index) => ({ from: sessions[index]!.endedAt!, to: startedAt, kind: 'work' as const, typeId: null }))
}

const lateOf = ({ sessions, expected, lateGraceMinutes }: Group) =>
  beyondGrace(sessions[0]?.startedAt ?? null, expected[0]?.from ?? null, lateGraceMinutes)

const earlyOf = ({ sessions, expected, earlyGraceMinutes }: Group) =>
  beyondGrace(expected.at(-1)?.to ?? null, sessions.at(-1)?.endedAt ?? null, earlyGraceMinutes)

function overtimeKind({ kind, workedHoliday }: DaySchedule) {
  return workedHoliday?.portion === 'full' ? 'holiday' : kind
}

type Span = { from: number; to: number; minutes: number }

/** Windows of the wall clock as instants, with the minutes of work in each. */
function spansOf(windows: readonly WorkWindow[], { workDate, zone }: Pick<DayInput, 'workDate' | 'zone'>): Span[] {
  const at = (minutes: number) => Date.parse(instantOf(addDays(workDate, Math.floor(minutes / 1440)), timeOf(minutes % 1440), zone))
  return windows.map((window) => {
    const [from, to] = [at(window.from), at(window.to)]
    return { from, to, minutes: Math.max(0, wholeMinutes(to - from) - window.breakMinutes) }
  })
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

const iso = (millis: number) => new Date(millis).toISOString()
const wholeMinutes = (millis: number) => Math.floor(millis / MINUTE_MS)
const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0)
const lengthOf = (pieces: readonly Piece[], of: (piece: Piece) => boolean) => sum(pieces.filter(of), ({ from, to }) => to - from)
const minutesOf = (pieces: readonly Piece[], wanted: Piece['kind']) => wholeMinutes(lengthOf(pieces, ({ kind }) => kind === wanted))
