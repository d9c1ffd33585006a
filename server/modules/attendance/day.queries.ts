import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { defaultSettings } from '../../core/settings.ts'
import type { Settings } from '../../core/settings.ts'
import { statement } from '../../core/statement.ts'
import type { Punch } from './attendance.rules.ts'
import { holidaysFor } from './holiday.rules.ts'
import type { CalendarUse, HolidayEntry, HolidaySources } from './holiday.rules.ts'
import { scheduleOf } from './working-time.rules.ts'
import type { DayPortion, DaySchedule, PatternAssignment, WorkingPattern } from './working-time.rules.ts'

/** The tables that days are computed from. */
export type DayTables =
  | 'employment'
  | 'branch'
  | 'workingPattern'
  | 'holiday'
  | 'holidayCalendar'
  | 'holidayCalendarAssignment'
  | 'leaveRequest'
  | 'leaveRequestDay'
  | 'attendanceEntry'
  | 'companySettings'
type DayCtx = Ctx<DayTables>

/** Everything the days of one person are computed from, for a range of dates. */
export type DaySources = {
  readonly scheduleOf: (day: string) => DaySchedule
  readonly settingsOf: (day: string) => Settings
  /** The zone in which the times of a date are meant: the branch's, else the company's. */
  readonly zoneOf: (day: string) => string
  readonly entriesOf: (day: string) => readonly Punch[]
  readonly leaveOf: (day: string) => { portion: DayPortion } | null
}

/** Reads what the days `from`–`to` of a person are computed from, in one round trip. */
export async function readDaySources(ctx: DayCtx, employeeId: string, from: string, to: string): Promise<DaySources> {
  return (await readSourcesOf(ctx, [employeeId], from, to))(employeeId)
}

/** The same for several people at once: a function from each of them to their sources. */
export async function readSourcesOf(ctx: DayCtx, employeeIds: readonly string[], from: string, to: string) {
  const [row] = await sources(ctx, { employeeIds, from, to })
  return sourcesByPerson(row!)
}

/** The schedules alone, for who does not look at punches or leave. */
export async function readSchedules(ctx: DayCtx, employeeId: string, from: string, to: string): Promise<Pick<DaySources, 'scheduleOf'>> {
  const [row] = await schedules(ctx, { employeeIds: [employeeId], from, to })
  return sourcesByPerson({ ...row!, leaves: [], entries: [] })(employeeId)
}

/** What decides about somebody's holidays in a range: the entries and calendars, their names, and the person's branch by date. */
export async function readFree(ctx: DayCtx, employeeId: string, from: string, to: string) {
  const [[row], calendars] = await Promise.all([
    schedules(ctx, { employeeIds: [employeeId], from, to }),
    ctx.tx.selectFrom('holidayCalendar').select(['id', 'name']).where('companyId', '=', ctx.companyId).execute(),
  ])
  const { employments, holidays, calendars: uses } = row!
  return {
    entries: holidays,
    uses,
    names: new Map(calendars.map(({ id, name }) => [id, name])),
    branchOn: (day: string) => employments.find((one) => covers(one, day))?.branchId ?? null,
  }
}

type Range = { employeeIds: readonly string[]; from: string; to: string }

const sources = statement((ctx: DayCtx, range: Range) => ctx.tx.selectNoFrom([...workingTime(ctx, range), ...happenings(ctx, range)]))
const schedules = statement((ctx: DayCtx, range: Range) => ctx.tx.selectNoFrom(workingTime(ctx, range)))

function workingTime({ companyId }: Bound, { employeeIds, from, to }: Range) {
  return [
    sql<
      OfPerson<EmploymentRow>[]
    >`(select coalesce(json_agg(json_build_object('employeeId', t.employee_id, 'firstDay', t.first_day, 'lastDay', t.last_day, 'branchId', t.branch_id,
        'timeZone', b.time_zone,
        'pattern', case when p.id is not null then json_build_object('id', p.id, 'name', p.name, 'weeks', p.weeks, 'anchorDay', p.anchor_day, 'times', p.times) end)), '[]')
      from employment as t left join branch as b on b.company_id = ${companyId} and b.id = t.branch_id
        left join working_pattern as p on p.company_id = ${companyId} and p.id = coalesce(t.working_pattern_id, b.working_pattern_id)
      where t.company_id = ${companyId} and t.employee_id = any(${employeeIds}::uuid[]) and t.first_day <= ${to} and (t.last_day is null or t.last_day >= ${from}))`.as(
      'employments',
    ),
    ...holidaySelects({ companyId }, { from, to }),
    sql<
      SettingsRow[]
    >`(select coalesce(json_agg(json_build_object('firstDay', s.first_day, 'settings', s.settings) order by s.first_day), '[]')
      from company_settings as s where s.company_id = ${companyId})`.as('settings'),
  ] as const
}

/** The company's holidays that can fall into a range, and where its calendars hold meanwhile. */
export function holidaySelects({ companyId }: Pick<Bound, 'companyId'>, { from, to }: { from: string; to: string }) {
  return [
    sql<
      HolidayEntry[]
    >`(select coalesce(json_agg(json_build_object('calendarId', h.calendar_id, 'name', h.name, 'portion', h.portion, 'firstDay', h.first_day,
        'lastDay', h.last_day, 'yearly', h.yearly, 'fromYear', h.from_year, 'toYear', h.to_year)), '[]')
      from holiday as h where h.company_id = ${companyId} and ((h.first_day <= ${to} and h.last_day >= ${from}) or h.yearly is not null))`.as(
      'holidays',
    ),
    sql<
      CalendarUse[]
    >`(select coalesce(json_agg(json_build_object('calendarId', c.id, 'isCompany', c.is_company, 'replaces', c.replaces, 'branchId', a.branch_id,
        'employeeId', a.employee_id, 'firstDay', a.first_day, 'lastDay', a.last_day)), '[]')
      from holiday_calendar as c left join holiday_calendar_assignment as a on a.company_id = ${companyId} and a.calendar_id = c.id
        and a.first_day <= ${to} and (a.last_day is null or a.last_day >= ${from})
      where c.company_id = ${companyId} and (c.is_company or a.id is not null))`.as('calendars'),
  ] as const
}

function happenings({ companyId }: Bound, { employeeIds, from, to }: Range) {
  return [
    sql<LeaveRow[]>`(select coalesce(json_agg(json_build_object('employeeId', r.employee_id, 'day', d.day, 'portion', d.portion)), '[]')
      from leave_request as r join leave_request_day as d on d.company_id = ${companyId} and d.request_id = r.id
      where r.company_id = ${companyId} and r.employee_id = any(${employeeIds}::uuid[]) and r.state = 'approved'
        and r.first_day <= ${to} and r.last_day >= ${from} and d.day between ${from} and ${to} and d.quantity > 0)`.as('leaves'),
    sql<
      EntryRow[]
    >`(select coalesce(json_agg(json_build_object('employeeId', e.employee_id, 'kind', e.kind, 'at', e.at, 'workDate', e.work_date) order by e.at), '[]')
      from attendance_entry as e where e.company_id = ${companyId} and e.employee_id = any(${employeeIds}::uuid[]) and e.work_date between ${from} and ${to})`.as(
      'entries',
    ),
  ] as const
}

type OfPerson<T> = T & { employeeId: string }
type EmploymentRow = {
  firstDay: string
  lastDay: string | null
  branchId: string | null
  timeZone: string | null
  pattern: WorkingPattern | null
}
export type SettingsRow = { firstDay: string; settings: Partial<Settings> }
type LeaveRow = OfPerson<{ day: string; portion: DayPortion | 'time' }>
type EntryRow = OfPerson<Punch & { workDate: string }>
type SourceRow = {
  employments: OfPerson<EmploymentRow>[]
  holidays: HolidayEntry[]
  calendars: CalendarUse[]
  leaves: LeaveRow[]
  entries: EntryRow[]
  settings: SettingsRow[]
}

function sourcesByPerson({ employments, holidays, calendars, leaves, entries, settings }: SourceRow) {
  const [employmentsOf, leavesOf, entriesOf] = [byPerson(employments), byPerson(leaves), byPerson(entries)]
  const free = { entries: holidays, uses: calendars }
  return (employeeId: string): DaySources =>
    sourcesOf(employeeId, employmentsOf(employeeId), leavesOf(employeeId), entriesOf(employeeId), free, settings)
}

function byPerson<T extends { employeeId: string }>(rows: readonly T[]) {
  const grouped = Map.groupBy(rows, ({ employeeId }) => employeeId)
  return (employeeId: string) => grouped.get(employeeId) ?? []
}

function sourcesOf(
  employeeId: string,
  employments: readonly EmploymentRow[],
  leaves: readonly LeaveRow[],
  entries: readonly EntryRow[],
  free: HolidaySources,
  settings: readonly SettingsRow[],
): DaySources {
  const assignments = employments.flatMap((employment) => assignmentsOf(employment, settings))
  // JSON writes instants as PostgreSQL does; everywhere else they are ISO with Z.
  const entriesByDay = Map.groupBy(
    entries.map(({ kind, at, workDate }) => ({ kind, workDate, at: new Date(at).toISOString() })),
    ({ workDate }) => workDate,
  )
  const leaveByDay = Map.groupBy(
    leaves.filter((leave) => leave.portion !== 'time'),
    ({ day }) => day,
  )
  const employmentOn = (day: string) => employments.find((row) => covers(row, day))
  return {
    scheduleOf(day) {
      const branchId = employmentOn(day)?.branchId ?? null
      return scheduleOf(day, assignments, holidaysFor(day, { employeeId, branchId }, free))
    },
    settingsOf: (day) => settingsOn(settings, day),
    zoneOf: (day) => employmentOn(day)?.timeZone ?? settingsOn(settings, day).timeZone,
    entriesOf: (day) => entriesByDay.get(day) ?? [],
    leaveOf(day) {
      const parts = leaveByDay.get(day) ?? []
      if (parts.length === 0) return null
      return { portion: parts.length > 1 ? 'full' : (parts[0]!.portion as DayPortion) }
    },
  }
}

/** The settings in force on a date; the first ones also hold before it. */
export function settingsOn(rows: readonly SettingsRow[], day: string): Settings {
  const row = rows.findLast(({ firstDay }) => firstDay <= day) ?? rows[0]
  return { ...defaultSettings, ...row?.settings }
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

const covers = ({ firstDay, lastDay }: Pick<EmploymentRow, 'firstDay' | 'lastDay'>, day: string) =>
  firstDay <= day && (lastDay === null || lastDay >= day)

/** The company's working days and hours as a pattern of one week. */
export function companyPattern(settings: Settings): WorkingPattern {
  const time = { week: 1, start: settings.workingHoursStart, end: settings.workingHoursEnd, breakMinutes: 0 }
  return {
    id: 'company',
    name: 'Company',
    weeks: 1,
    anchorDay: '2024-01-01',
    times: settings.workingDays.map((weekday) => ({ ...time, weekday })),
  }
}
