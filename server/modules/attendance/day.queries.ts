import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { statement } from '../../core/statement.ts'
import { holidaySelects } from '../working-time/index.ts'
import type { SettingsRow } from '../working-time/index.ts'
import type { BreakType } from './break.rules.ts'
import { covers, sourcesByPerson } from './day-sources.queries.ts'
import type {
  ClosedDayRow,
  LocationRow,
  DaySources,
  DeviceRow,
  EmploymentRow,
  EntryRow,
  LeaveRow,
  OfPerson,
  PolicyRow,
  SourceRow,
} from './day-sources.queries.ts'
import { countsWeeks, defaultPolicy } from './policy.rules.ts'
import type { RosterTurn, Shift, ShiftAssignment } from './shift.rules.ts'

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
  | 'attendanceEntrySuperseded'
  | 'companySettings'
  | 'shift'
  | 'shiftAssignment'
  | 'roster'
  | 'rosterSlot'
  | 'rosterMember'
  | 'breakType'
  | 'attendancePolicy'
  | 'attendanceDevice'
  | 'attendanceDay'
  | 'attendanceMonth'
  | 'workLocationRequest'
  | 'attendancePosition'
type DayCtx = Ctx<DayTables>

/** Reads what the days `from`–`to` of a person are computed from, in one round trip. */
export async function readDaySources(ctx: DayCtx, employeeId: string, from: string, to: string): Promise<DaySources> {
  return (await readSourcesOf(ctx, [employeeId], from, to))(employeeId)
}

/**
 * The same for several people at once: a function from each of them to their sources. Where rules count over the week, the
 * days before in the same week are read as well.
 */
export async function readSourcesOf(ctx: DayCtx, employeeIds: readonly string[], from: string, to: string) {
  return sourcesByPerson(await readSourceRow(ctx, employeeIds, from, to))
}

/** The rows behind `readSourcesOf`, for who looks at days as they would be with other ones. */
export async function readSourceRow(ctx: DayCtx, employeeIds: readonly string[], from: string, to: string): Promise<SourceRow> {
  const read = async (first: string) => {
    const [row] = await sources(ctx, { employeeIds, from: first, to, ...around(first, to) })
    return row!
  }
  const row = await read(from)
  return row.policies.some(({ policy }) => countsWeeks({ ...defaultPolicy, ...policy })) ? read(addDays(from, -6)) : row
}

/**
 * What the days of several people are computed from, as it stands and as it would be with other assignments of shifts: for who
 * plans them.
 */
export async function readPlanned(
  ctx: DayCtx,
  { employeeIds, from, to }: { employeeIds: readonly string[]; from: string; to: string },
  change: (assignments: readonly ShiftAssignment[], shifts: readonly Shift[]) => ShiftAssignment[],
) {
  const [row] = await sources(ctx, { employeeIds, from, to, ...around(from, to) })
  const planned = { ...row!, assignments: change(row!.assignments, row!.shifts) }
  return { shifts: row!.shifts, assignments: row!.assignments, now: sourcesByPerson(row!), planned: sourcesByPerson(planned) }
}

/** The dates around a range: shifts of the neighbouring dates cut windows, and punches of a session may come days after its start. */
const around = (from: string, to: string) => ({ dayBefore: addDays(from, -1), dayAfter: addDays(to, 1), lastPunch: addDays(to, 3) })

/** The schedules alone, for who does not look at punches or leave. */
export async function readSchedules(ctx: DayCtx, employeeId: string, from: string, to: string): Promise<Pick<DaySources, 'scheduleOf'>> {
  const [row] = await schedules(ctx, { employeeIds: [employeeId], from, to, ...around(from, to) })
  return sourcesByPerson({
    ...row!,
    leaves: [],
    entries: [],
    breakTypes: [],
    policies: [],
    devices: [],
    closedMonths: [],
    closedDays: [],
    locations: [],
  })(employeeId)
}

/** What decides about somebody's holidays in a range: the entries and calendars, their names, and the person's branch by date. */
export async function readFree(ctx: DayCtx, employeeId: string, from: string, to: string) {
  const [[row], calendars] = await Promise.all([
    schedules(ctx, { employeeIds: [employeeId], from, to, ...around(from, to) }),
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

/** Entries that no correction replaced. */
export const notSuperseded = (ctx: Bound) =>
  sql<boolean>`not exists (select from attendance_entry_superseded as s where s.company_id = ${ctx.companyId} and s.entry_id = attendance_entry.id)`

type Range = { employeeIds: readonly string[]; from: string; to: string; dayBefore: string; dayAfter: string; lastPunch: string }

const sources = statement((ctx: DayCtx, range: Range) => ctx.tx.selectNoFrom([...workingTime(ctx, range), ...happenings(ctx, range)]))
const schedules = statement((ctx: DayCtx, range: Range) => ctx.tx.selectNoFrom(workingTime(ctx, range)))

function workingTime({ companyId }: Bound, { employeeIds, from, to, dayBefore, dayAfter }: Range) {
  return [
    sql<
      OfPerson<EmploymentRow>[]
    >`(select coalesce(json_agg(json_build_object('employeeId', t.employee_id, 'firstDay', t.first_day, 'lastDay', t.last_day, 'branchId', t.branch_id,
        'departmentId', t.department_id, 'timeZone', b.time_zone,
        'pattern', case when p.id is not null then json_build_object('id', p.id, 'name', p.name, 'weeks', p.weeks, 'anchorDay', p.anchor_day, 'times', p.times,
          'isFlexible', p.is_flexible) end)), '[]')
      from employment as t left join branch as b on b.company_id = ${companyId} and b.id = t.branch_id
        left join working_pattern as p on p.company_id = ${companyId} and p.id = coalesce(t.working_pattern_id, b.working_pattern_id)
      where t.company_id = ${companyId} and t.employee_id = any(${employeeIds}::uuid[]) and t.first_day <= ${dayAfter} and (t.last_day is null or t.last_day >= ${dayBefore}))`.as(
      'employments',
    ),
    ...holidaySelects({ companyId }, { from, to }),
    ...shiftSelects({ companyId }, { employeeIds, dayBefore, dayAfter }),
    sql<
      SettingsRow[]
    >`(select coalesce(json_agg(json_build_object('firstDay', s.first_day, 'settings', s.settings) order by s.first_day), '[]')
      from company_settings as s where s.company_id = ${companyId})`.as('settings'),
  ] as const
}

/** The shifts of a company, and what assigns them to these people (null: to everybody) around a range. */
export function shiftSelects(
  { companyId }: Pick<Bound, 'companyId'>,
  { employeeIds, dayBefore, dayAfter }: { employeeIds: readonly string[] | null; dayBefore: string; dayAfter: string },
) {
  const theirs = (column: string) => (employeeIds === null ? sql`true` : sql`${sql.ref(column)} = any(${employeeIds}::uuid[])`)
  return [
    sql<
      Shift[]
    >`(select coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'start', s.start_time, 'end', s.end_time, 'breakMinutes', s.break_minutes,
        'windowBeforeMinutes', s.window_before_minutes, 'windowAfterMinutes', s.window_after_minutes, 'lateGraceMinutes', s.late_grace_minutes,
        'earlyGraceMinutes', s.early_grace_minutes, 'halfDayBelowMinutes', s.half_day_below_minutes, 'absentBelowMinutes', s.absent_below_minutes,
        'counting', s.counting, 'countEarly', s.count_early, 'countLate', s.count_late, 'onDaysOff', s.on_days_off, 'onHolidays', s.on_holidays)), '[]')
      from shift as s where s.company_id = ${companyId})`.as('shifts'),
    sql<
      ShiftAssignment[]
    >`(select coalesce(json_agg(json_build_object('shiftId', a.shift_id, 'employeeId', a.employee_id, 'departmentId', a.department_id,
        'branchId', a.branch_id, 'firstDay', a.first_day, 'lastDay', a.last_day, 'weekdays', a.weekdays)), '[]')
      from shift_assignment as a where a.company_id = ${companyId} and (a.employee_id is null or ${theirs('a.employee_id')})
        and a.first_day <= ${dayAfter} and (a.last_day is null or a.last_day >= ${dayBefore}))`.as('assignments'),
    sql<
      RosterTurn[]
    >`(select coalesce(json_agg(json_build_object('employeeId', m.employee_id, 'anchorDay', r.anchor_day, 'offsetDays', m.offset_days,
        'firstDay', m.first_day, 'lastDay', m.last_day, 'slots',
        (select json_agg(l.shift_id order by l.place) from roster_slot as l where l.company_id = ${companyId} and l.roster_id = r.id))), '[]')
      from roster_member as m join roster as r on r.company_id = ${companyId} and r.id = m.roster_id
      where m.company_id = ${companyId} and ${theirs('m.employee_id')}
        and m.first_day <= ${dayAfter} and (m.last_day is null or m.last_day >= ${dayBefore}))`.as('turns'),
  ] as const
}

function happenings({ companyId }: Bound, { employeeIds, from, to, dayBefore, lastPunch }: Range) {
  return [
    sql<LeaveRow[]>`(select coalesce(json_agg(json_build_object('employeeId', r.employee_id, 'day', d.day, 'portion', d.portion)), '[]')
      from leave_request as r join leave_request_day as d on d.company_id = ${companyId} and d.request_id = r.id
      where r.company_id = ${companyId} and r.employee_id = any(${employeeIds}::uuid[]) and r.state = 'approved'
        and r.first_day <= ${to} and r.last_day >= ${from} and d.day between ${from} and ${to} and d.quantity > 0)`.as('leaves'),
    sql<
      EntryRow[]
    >`(select coalesce(json_agg(json_build_object('id', e.id, 'employeeId', e.employee_id, 'kind', e.kind, 'at', e.at, 'workDate', e.work_date,
        'breakTypeId', e.break_type_id, 'source', e.source, 'fence', p.verdict) order by e.at), '[]')
      from attendance_entry as e left join attendance_position as p on p.company_id = ${companyId} and p.entry_id = e.id where e.company_id = ${companyId} and e.employee_id = any(${employeeIds}::uuid[])
        and (e.work_date between ${from} and ${to} or (e.at >= ${dayBefore}::date and e.at < ${lastPunch}::date))
        and not exists (select from attendance_entry_superseded as s where s.company_id = ${companyId} and s.entry_id = e.id))`.as(
      'entries',
    ),
    sql<BreakType[]>`(select coalesce(json_agg(json_build_object('id', b.id, 'maxMinutes', b.max_minutes, 'paid', b.paid)), '[]')
      from break_type as b where b.company_id = ${companyId})`.as('breakTypes'),
    sql<PolicyRow[]>`(select coalesce(json_agg(json_build_object('firstDay', p.first_day, 'policy', p.policy) order by p.first_day), '[]')
      from attendance_policy as p where p.company_id = ${companyId} and p.first_day <= ${to})`.as('policies'),
    sql<DeviceRow[]>`(select coalesce(json_agg(json_build_object('branchId', d.branch_id, 'syncedUntil', d.synced_until)), '[]')
      from attendance_device as d where d.company_id = ${companyId} and d.is_active)`.as('devices'),
    sql<
      LocationRow[]
    >`(select coalesce(json_agg(json_build_object('employeeId', w.employee_id, 'firstDay', w.first_day, 'lastDay', w.last_day, 'place', w.place)), '[]')
      from work_location_request as w where w.company_id = ${companyId} and w.employee_id = any(${employeeIds}::uuid[]) and w.state = 'approved'
        and w.first_day <= ${to} and w.last_day >= ${from})`.as('locations'),
    sql<string[]>`(select coalesce(json_agg(m.month), '[]') from attendance_month as m
      where m.company_id = ${companyId} and m.state = 'closed' and m.month <= ${to} and m.month > ${from}::date - 31)`.as('closedMonths'),
    sql<ClosedDayRow[]>`(select coalesce(json_agg(json_build_object('employeeId', a.employee_id, 'day', a.work_date, 'status', a.status,
        'firstStartAt', a.first_start_at, 'lastEndAt', a.last_end_at, 'scheduledMinutes', a.scheduled_minutes, 'workedMinutes', a.worked_minutes,
        'breakMinutes', a.break_minutes, 'paidBreakMinutes', a.paid_break_minutes, 'automaticBreakMinutes', a.automatic_break_minutes,
        'lateMinutes', a.late_minutes, 'earlyExitMinutes', a.early_exit_minutes, 'overtimeMinutes', a.overtime_minutes,
        'overtimeShares', a.overtime_shares, 'undertimeMinutes', a.undertime_minutes, 'shortfallMinutes', a.shortfall_minutes, 'flags', a.flags,
        'settled', a.settled)), '[]')
      from attendance_month as m join attendance_day as a on a.company_id = ${companyId} and a.employee_id = any(${employeeIds}::uuid[])
        and a.work_date between greatest(m.month, ${from}::date) and least((m.month + interval '1 month')::date - 1, ${to}::date)
      where m.company_id = ${companyId} and m.state = 'closed' and m.month <= ${to} and m.month > ${from}::date - 31)`.as('closedDays'),
  ] as const
}
