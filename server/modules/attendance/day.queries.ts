import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { defaultSettings } from '../../core/settings.ts'
import type { Settings } from '../../core/settings.ts'
import { statement } from '../../core/statement.ts'
import type { Punch } from './attendance.rules.ts'
import { scheduleOf } from './working-time.rules.ts'
import type { DayPortion, DaySchedule, Holiday, PatternAssignment, WorkingPattern } from './working-time.rules.ts'

export type DayCtx = Ctx<
  'employment' | 'workingPattern' | 'holiday' | 'leaveRequest' | 'leaveRequestDay' | 'attendanceEntry' | 'companySettings'
>

/** Everything the days of one person are computed from, for a range of dates. */
export type DaySources = {
  readonly scheduleOf: (day: string) => DaySchedule
  readonly settingsOf: (day: string) => Settings
  readonly entriesOf: (day: string) => readonly Punch[]
  readonly leaveOf: (day: string) => { portion: DayPortion } | null
}

/** Reads what the days `from`–`to` of a person are computed from, in one round trip. */
export async function readDaySources(ctx: DayCtx, employeeId: string, from: string, to: string): Promise<DaySources> {
  const [row] = await sources(ctx, { employeeId, from, to })
  return sourcesOf(row!)
}

/** The schedules alone, for who does not look at punches or leave. */
export async function readSchedules(ctx: DayCtx, employeeId: string, from: string, to: string): Promise<Pick<DaySources, 'scheduleOf'>> {
  const [row] = await schedules(ctx, { employeeId, from, to })
  return sourcesOf({ ...row!, leaves: [], entries: [] })
}

type Range = { employeeId: string; from: string; to: string }

const sources = statement((ctx: DayCtx, range: Range) => ctx.tx.selectNoFrom([...workingTime(ctx, range), ...happenings(ctx, range)]))
const schedules = statement((ctx: DayCtx, range: Range) => ctx.tx.selectNoFrom(workingTime(ctx, range)))

function workingTime({ companyId }: Bound, { employeeId, from, to }: Range) {
  return [
    sql<
      EmploymentRow[]
    >`(select coalesce(json_agg(json_build_object('firstDay', t.first_day, 'lastDay', t.last_day, 'branchId', t.branch_id,
        'pattern', case when p.id is not null then json_build_object('id', p.id, 'name', p.name, 'weeks', p.weeks, 'anchorDay', p.anchor_day, 'times', p.times) end)), '[]')
      from employment as t left join working_pattern as p on p.company_id = ${companyId} and p.id = t.working_pattern_id
      where t.company_id = ${companyId} and t.employee_id = ${employeeId} and t.first_day <= ${to} and (t.last_day is null or t.last_day >= ${from}))`.as(
      'employments',
    ),
    sql<
      HolidayRow[]
    >`(select coalesce(json_agg(json_build_object('day', h.day, 'name', h.name, 'portion', h.portion, 'branchId', h.branch_id)), '[]')
      from holiday as h where h.company_id = ${companyId} and h.day between ${from} and ${to})`.as('holidays'),
    sql<
      SettingsRow[]
    >`(select coalesce(json_agg(json_build_object('firstDay', s.first_day, 'settings', s.settings) order by s.first_day), '[]')
      from company_settings as s where s.company_id = ${companyId})`.as('settings'),
  ] as const
}

function happenings({ companyId }: Bound, { employeeId, from, to }: Range) {
  return [
    sql<LeaveRow[]>`(select coalesce(json_agg(json_build_object('day', d.day, 'portion', d.portion)), '[]')
      from leave_request as r join leave_request_day as d on d.company_id = ${companyId} and d.request_id = r.id
      where r.company_id = ${companyId} and r.employee_id = ${employeeId} and r.state = 'approved'
        and r.first_day <= ${to} and r.last_day >= ${from} and d.day between ${from} and ${to} and d.quantity > 0)`.as('leaves'),
    sql<EntryRow[]>`(select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'workDate', e.work_date) order by e.at), '[]')
      from attendance_entry as e where e.company_id = ${companyId} and e.employee_id = ${employeeId} and e.work_date between ${from} and ${to})`.as(
      'entries',
    ),
  ] as const
}

type EmploymentRow = { firstDay: string; lastDay: string | null; branchId: string | null; pattern: WorkingPattern | null }
type HolidayRow = Holiday & { branchId: string | null }
export type SettingsRow = { firstDay: string; settings: Partial<Settings> }
type LeaveRow = { day: string; portion: DayPortion | 'time' }
type EntryRow = Punch & { workDate: string }
type SourceRow = { employments: EmploymentRow[]; holidays: HolidayRow[]; leaves: LeaveRow[]; entries: EntryRow[]; settings: SettingsRow[] }

function sourcesOf({ employments, holidays, leaves, entries, settings }: SourceRow): DaySources {
  const assignments = employments.flatMap((employment) => assignmentsOf(employment, settings))
  // JSON writes instants as PostgreSQL does; everywhere else they are ISO with Z.
  const entriesByDay = Map.groupBy(
    entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
    ({ workDate }) => workDate,
  )
  const leaveByDay = Map.groupBy(
    leaves.filter((leave) => leave.portion !== 'time'),
    ({ day }) => day,
  )
  return {
    scheduleOf(day) {
      const branchId = employments.find((row) => covers(row, day))?.branchId ?? null
      return scheduleOf(day, assignments, holidaysFor(branchId, day, holidays))
    },
    settingsOf: (day) => settingsOn(settings, day),
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

/** The branch's holidays of a date, else the company's: a branch overrides the company on the same date. */
export function holidaysFor(branchId: string | null, day: string, holidays: readonly HolidayRow[]): Holiday[] {
  const ofDay = holidays.filter((holiday) => holiday.day === day)
  const ofBranch = ofDay.filter((holiday) => holiday.branchId !== null && holiday.branchId === branchId)
  return ofBranch.length > 0 ? ofBranch : ofDay.filter((holiday) => holiday.branchId === null)
}

/**
 * The patterns of one employment. Without a pattern of its own it follows the company's working days and hours,
 * as they were on each day.
 */
export function assignmentsOf({ firstDay, lastDay, pattern }: EmploymentRow, settings: readonly SettingsRow[]): PatternAssignment[] {
  if (pattern) return [{ firstDay, lastDay, pattern }]
  const rows = settings.length > 0 ? settings : [{ firstDay: '1970-01-01', settings: {} }]
  return rows.map((row, index) => {
    const next = rows[index + 1]
    const starts = index === 0 || row.firstDay < firstDay ? firstDay : row.firstDay
    const ends = next && (lastDay === null || next.firstDay <= lastDay) ? addDays(next.firstDay, -1) : lastDay
    return { firstDay: starts, lastDay: ends, pattern: companyPattern({ ...defaultSettings, ...row.settings }) }
  })
}

const covers = ({ firstDay, lastDay }: EmploymentRow, day: string) => firstDay <= day && (lastDay === null || lastDay >= day)

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
