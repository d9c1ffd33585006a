import { addDays, eachDay, weekdayOf } from '../../core/dates.ts'
import { defaultSettings } from '../../core/settings.ts'
import { companyPattern, holidaysFor, scheduleOf, settingsOn } from '../working-time/index.ts'
import type {
  CalendarUse,
  DayPortion,
  DaySchedule,
  HolidayEntry,
  PatternAssignment,
  SettingsRow,
  WorkingPattern,
} from '../working-time/index.ts'
import { byWorkDate } from './attendance.rules.ts'
import type { Punch } from './attendance.rules.ts'
import type { BreakType } from './break.rules.ts'
import { computeDay, expectedStart, scheduledSpan } from './day.rules.ts'
import type { AttendanceDay, DayInput } from './day.rules.ts'
import { countsWeeks, policyOn } from './policy.rules.ts'
import type { DayPolicy } from './policy.rules.ts'
import { defaultWindow, scheduleOfShifts, shiftsOn, spanAt, spansOn } from './shift.rules.ts'
import type { RosterTurn, Shift, ShiftAssignment, ShiftSpan } from './shift.rules.ts'

/** Everything the days of one person are computed from, for a range of dates. */
export type DaySources = {
  readonly scheduleOf: (day: string) => DaySchedule
  readonly policyOf: (day: string) => DayPolicy
  /** The zone in which the times of a date are meant: the branch's, else the company's. */
  readonly zoneOf: (day: string) => string
  readonly entriesOf: (day: string) => readonly Punch[]
  /** Where the person works on a date, as approved; null is the office as usual. */
  readonly locationOf: (day: string) => WorkPlace | null
  readonly branchOf: (day: string) => string | null
  /** Whether an instant lies in the window of a shift, or in the one around the times of a pattern. */
  readonly inWindow: (at: string, localDate: string) => boolean
  readonly leaveOf: (day: string) => { portion: DayPortion } | null
  /** The work date of a session that starts at an instant, of which `localDate` is the date where it was clocked. */
  readonly workDateOf: (at: string, localDate: string) => string
  /** Whether the month of a date is closed: its stored day stays. */
  readonly isClosed: (day: string) => boolean
  /** The day as it stands at an instant; without one it is over. Of a closed month it is the stored one. */
  readonly dayOf: (day: string, until: string | undefined) => AttendanceDay
}

export type OfPerson<T> = T & { employeeId: string }
export type EmploymentRow = {
  firstDay: string
  lastDay: string | null
  branchId: string | null
  departmentId: string | null
  timeZone: string | null
  pattern: WorkingPattern | null
}
export type PolicyRow = { firstDay: string; policy: Partial<DayPolicy> }
/** A device whose entries are waited for; `branchId` null is of everybody. */
export type DeviceRow = { branchId: string | null; syncedUntil: string | null }
export type WorkPlace = 'home' | 'office' | 'other'
export type LocationRow = OfPerson<{ firstDay: string; lastDay: string; place: WorkPlace }>
export type ClosedDayRow = OfPerson<Omit<AttendanceDay, 'open'> & { day: string }>
export type LeaveRow = OfPerson<{ day: string; portion: DayPortion | 'time' }>
export type EntryRow = OfPerson<Punch & { id: string; workDate: string }>
export type SourceRow = {
  employments: OfPerson<EmploymentRow>[]
  holidays: HolidayEntry[]
  calendars: CalendarUse[]
  shifts: Shift[]
  assignments: ShiftAssignment[]
  turns: RosterTurn[]
  leaves: LeaveRow[]
  entries: EntryRow[]
  settings: SettingsRow[]
  breakTypes: BreakType[]
  policies: PolicyRow[]
  devices: DeviceRow[]
  /** First days of the months that are closed, and what is stored in them. */
  closedMonths: string[]
  closedDays: ClosedDayRow[]
  locations: LocationRow[]
}

/** From each person to what their days are computed from. */
export function sourcesByPerson(row: SourceRow): (employeeId: string) => DaySources {
  const [employmentsOf, leavesOf, entriesOf, assignmentsOf, turnsOf, closedDaysOf, locationsOf] = [
    byPerson(row.employments),
    byPerson(row.leaves),
    byPerson(row.entries),
    byPerson(row.assignments),
    byPerson(row.turns),
    byPerson(row.closedDays),
    byPerson(row.locations),
  ]
  const shared = {
    ...row,
    shiftsById: new Map(row.shifts.map((shift) => [shift.id, shift])),
    typesById: new Map(row.breakTypes.map((type) => [type.id, type])),
  }
  const ofGroups = row.assignments.filter(({ employeeId }) => employeeId === null)
  return (employeeId) =>
    sourcesOf(employeeId, {
      ...shared,
      employments: employmentsOf(employeeId),
      leaves: leavesOf(employeeId),
      entries: entriesOf(employeeId),
      closedDays: closedDaysOf(employeeId),
      locations: locationsOf(employeeId),
      assignments: [...ofGroups, ...assignmentsOf(employeeId)],
      turns: turnsOf(employeeId),
    })
}

function byPerson<T extends { employeeId: string | null }>(rows: readonly T[]) {
  const grouped = Map.groupBy(rows, ({ employeeId }) => employeeId)
  return (employeeId: string) => grouped.get(employeeId) ?? []
}

type Own = SourceRow & { shiftsById: ReadonlyMap<string, Shift>; typesById: ReadonlyMap<string, BreakType> }

function sourcesOf(employeeId: string, own: Own): DaySources {
  const { employments, settings, policies } = own
  const patterns = employments.flatMap((employment) => assignmentsOf(employment, settings))
  const free = { entries: own.holidays, uses: own.calendars }
  const rotation = { shifts: own.shiftsById, assignments: own.assignments, turns: own.turns }
  const hasShifts = own.assignments.length > 0 || own.turns.length > 0
  const leaveByDay = Map.groupBy(
    own.leaves.filter((leave) => leave.portion !== 'time'),
    ({ day }) => day,
  )
  const closedByDay = new Map(own.closedDays.map((row) => [row.day, row]))
  const employmentOn = (day: string) => employments.find((row) => covers(row, day))
  const shiftsOf = once((day) => {
    const { departmentId = null, branchId = null } = employmentOn(day) ?? {}
    return hasShifts ? shiftsOn(day, { employeeId, departmentId, branchId }, rotation) : null
  })
  const settingsOf = (day: string) => settingsOn(settings, day)
  const zoneOf = (day: string) => employmentOn(day)?.timeZone ?? settingsOf(day).timeZone
  const schedule = once((day): DaySchedule => {
    const holidays = holidaysFor(day, { employeeId, branchId: employmentOn(day)?.branchId ?? null }, free)
    const ofPattern = scheduleOf(day, patterns, holidays)
    const shifts = shiftsOf(day)
    return shifts === null ? ofPattern : scheduleOfShifts(day, shifts, ofPattern, holidays)
  })
  const spansOf = once((day): ShiftSpan[] => (hasShifts ? spansOn(day, (date) => worked(schedule(date)), zoneOf) : []))
  const workDateOf = (at: string, localDate: string) =>
    hasShifts
      ? (spanAt(
          Date.parse(at),
          [-1, 0, 1].flatMap((offset) => spansOf(addDays(localDate, offset))),
        )?.day ?? localDate)
      : localDate
  // JSON writes instants as PostgreSQL does; everywhere else they are ISO with Z.
  const entriesByDay = byWorkDate(
    own.entries.map(({ employeeId: _, ...entry }) => ({ ...entry, at: new Date(entry.at).toISOString() })),
    ({ at, workDate }) => workDateOf(at, workDate),
  )
  const sources: DaySources = {
    scheduleOf: schedule,
    policyOf: (day) => policyOn(policies, day),
    zoneOf,
    workDateOf,
    branchOf: (day) => employmentOn(day)?.branchId ?? null,
    inWindow(at, localDate) {
      const millis = Date.parse(at)
      return [-1, 0, 1].some((offset) => {
        const day = addDays(localDate, offset)
        const spans = shiftsOf(day) === null ? patternWindow(schedule(day), day, zoneOf(day)) : spansOf(day)
        return spans.some(({ windowFrom, windowTo }) => windowFrom <= millis && millis <= windowTo)
      })
    },
    entriesOf: (day) => entriesByDay.get(day) ?? [],
    leaveOf(day) {
      const parts = leaveByDay.get(day) ?? []
      if (parts.length === 0) return null
      return { portion: parts.length > 1 ? 'full' : (parts[0]!.portion as DayPortion) }
    },
    locationOf: (day) => own.locations.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)?.place ?? null,
    isClosed: (day) => own.closedMonths.includes(`${day.slice(0, 7)}-01`),
    dayOf(day, until) {
      const closed = closedByDay.get(day)
      return closed ? stored(closed) : computeDay({ ...inputOf(day, until), weekMinutes: weekMinutes(day, until) })
    },
  }
  return sources

  function inputOf(day: string, until: string | undefined): DayInput {
    const policy = sources.policyOf(day)
    return {
      workDate: day,
      zone: zoneOf(day),
      entries: sources.entriesOf(day),
      schedule: schedule(day),
      shifts: spansOf(day),
      graceMinutes: settingsOf(day).attendanceGraceMinutes,
      halfDayBelow: policy.halfDayBelowMinutes,
      absentBelow: policy.absentBelowMinutes,
      ...(until !== undefined && { until }),
      leave: sources.leaveOf(day),
      syncedUntil: syncedUntil(employmentOn(day)?.branchId ?? null),
      breakTypes: own.typesById,
      automaticBreaks: policy.automaticBreaks,
      overtimeRules: policy.overtimeRules,
      overtimeToleranceMinutes: policy.overtimeToleranceMinutes,
      shortfallToleranceMinutes: policy.countsShortfalls ? policy.shortfallToleranceMinutes : null,
    }
  }

  /** The instant up to which every device of a branch has told what it holds; one that never did has told nothing. */
  function syncedUntil(branchId: string | null): string | null {
    const told = own.devices
      .filter((device) => device.branchId === null || device.branchId === branchId)
      .map((device) => new Date(device.syncedUntil ?? 0).toISOString())
    return told.sort()[0] ?? null
  }

  /** The paid minutes of the days before in the same week; looked at only where a rule counts them. */
  function weekMinutes(day: string, until: string | undefined): number {
    if (!countsWeeks(sources.policyOf(day))) return 0
    const sinceStart = (weekdayOf(day) - settingsOf(day).weekStart + 7) % 7
    const before = sinceStart === 0 ? [] : eachDay(addDays(day, -sinceStart), addDays(day, -1))
    const days = before.map((date) => computeDay(inputOf(date, until)))
    return days.reduce((sum, { workedMinutes, paidBreakMinutes }) => sum + workedMinutes + paidBreakMinutes, 0)
  }
}

/** A stored day as it was computed, its instants as they are everywhere. */
function stored({ employeeId: _, day: _day, ...row }: ClosedDayRow): AttendanceDay {
  const iso = (instant: string | null) => instant && new Date(instant).toISOString()
  return { ...row, firstStartAt: iso(row.firstStartAt), lastEndAt: iso(row.lastEndAt), open: row.status === 'open' }
}

/** Around the times of a pattern punches count as around those of a shift that says nothing else. */
function patternWindow(schedule: DaySchedule, day: string, zone: string) {
  const from = expectedStart(schedule, day, zone)
  if (from === null) return []
  const { closesAt } = scheduledSpan(schedule, day, zone)
  return [{ windowFrom: from - defaultWindow.beforeMinutes * 60_000, windowTo: closesAt + defaultWindow.afterMinutes * 60_000 }]
}

/** The shifts that are really worked on a date; none where it is off or follows a pattern. */
const worked = ({ kind, shifts = [] }: DaySchedule) => (kind === 'work' || kind === 'holiday' ? shifts : [])

/** A function of a date that works each answer out once. */
function once<T>(compute: (day: string) => T): (day: string) => T {
  const known = new Map<string, T>()
  return (day) => {
    if (!known.has(day)) known.set(day, compute(day))
    return known.get(day) as T
  }
}

/**
 * The patterns of one employment. Without a pattern of its own it follows the company's working days and hours,
 * as they were on each day.
 */
export function assignmentsOf(
  { firstDay, lastDay, pattern }: Pick<EmploymentRow, 'firstDay' | 'lastDay' | 'pattern'>,
  settings: readonly SettingsRow[],
): PatternAssignment[] {
  if (pattern) return [{ firstDay, lastDay, pattern }]
  const rows = settings.length > 0 ? settings : [{ firstDay: '1970-01-01', settings: {} }]
  return rows.map((row, index) => {
    const next = rows[index + 1]
    const starts = index === 0 || row.firstDay < firstDay ? firstDay : row.firstDay
    const ends = next && (lastDay === null || next.firstDay <= lastDay) ? addDays(next.firstDay, -1) : lastDay
    return { firstDay: starts, lastDay: ends, pattern: companyPattern({ ...defaultSettings, ...row.settings }) }
  })
}

export const covers = ({ firstDay, lastDay }: Pick<EmploymentRow, 'firstDay' | 'lastDay'>, day: string) =>
  firstDay <= day && (lastDay === null || lastDay >= day)
