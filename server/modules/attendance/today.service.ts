import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { containing, pageOf, paginationOf } from '../../core/paging.ts'
import { literals } from '../../core/statement.ts'
import { holidaySelects, holidaysFor, scheduleOf } from '../working-time/index.ts'
import type { CalendarUse, DaySchedule, HolidayEntry, SettingsRow, WorkingPattern } from '../working-time/index.ts'
import { presences } from './attendance.contract.ts'
import type { listToday as listTodayContract } from './attendance.contract.ts'
import { expectedStart } from './day.rules.ts'
import { shiftSelects } from './day.queries.ts'
import type { DayTables } from './day.queries.ts'
import { assignmentsOf } from './day-sources.queries.ts'
import { scheduleOfShifts, shiftsOn } from './shift.rules.ts'
import type { RosterTurn, Shift, ShiftAssignment } from './shift.rules.ts'

type TodayCtx = Ctx<DayTables | 'employee' | 'department' | 'attendanceClock' | 'attendanceDay'>
type Presence = (typeof presences)[number]

/** More people than this in one company are not shown on one board. */
const peopleLimit = 20_000

/**
 * Who is here now, within the caller's reach. Everybody's presence is found first, so that the counters are of the same
 * people as the rows, on whatever page they stand.
 */
export async function listToday(ctx: TodayCtx, ask: Query<typeof listTodayContract>): Promise<Data<typeof listTodayContract>> {
  const date = ctx.today
  const [people, patterns, free, settings] = await Promise.all([
    readPeople(ctx, ask),
    ctx.tx
      .selectFrom('workingPattern')
      .select(['id', 'name', 'weeks', 'anchorDay', 'times', 'isFlexible'])
      .where('companyId', '=', ctx.companyId)
      .execute(),
    ctx.tx
      .selectNoFrom([
        ...holidaySelects(ctx, { from: date, to: date }),
        ...shiftSelects(ctx, { employeeIds: null, dayBefore: date, dayAfter: date }),
      ])
      .executeTakeFirstOrThrow(),
    ctx.tx
      .selectFrom('companySettings')
      .select(['firstDay', 'settings'])
      .where('companyId', '=', ctx.companyId)
      .orderBy('firstDay')
      .execute(),
  ])
  const schedules = schedulesOf(date, patterns as unknown as WorkingPattern[], free, settings as SettingsRow[])
  const present = people.map((person) => ({
    ...person,
    presence: presenceOf(person, schedules(person), ctx),
  }))
  const counters = Object.fromEntries(presences.map((presence) => [presence, 0])) as Record<Presence, number>
  for (const { presence } of present) counters[presence] += 1
  const rows = ask.presence ? present.filter(({ presence }) => presence === ask.presence) : present
  const { limit, offset } = pageOf(ask)
  return { date, people: rows.slice(offset, offset + limit), counters, pagination: paginationOf(ask, rows.length) }
}

function readPeople(ctx: TodayCtx, ask: Query<typeof listTodayContract>) {
  let query = ctx.tx
    .selectFrom('employee as e')
    .innerJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', ctx.today)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)])),
    )
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('attendanceClock as c', (join) => join.onRef('c.employeeId', '=', 'e.id').on('c.companyId', '=', ctx.companyId))
    .leftJoin('attendanceDay as a', (join) =>
      join
        .onRef('a.employeeId', '=', 'e.id')
        .on('a.companyId', '=', ctx.companyId)
        .on((eb) =>
          eb(
            'a.workDate',
            '=',
            eb
              .case()
              .when(eb('c.state', '!=', 'off'))
              .then(eb.ref('c.workDate'))
              .else(eb.cast<string>(eb.val(ctx.today), 'date'))
              .end(),
          ),
        ),
    )
    .select([
      'e.id as employeeId',
      'e.firstName',
      'e.lastName',
      't.title',
      'd.name as departmentName',
      't.branchId',
      't.departmentId',
      'b.timeZone',
    ])
    .select((eb) => eb.fn.coalesce('t.workingPatternId', 'b.workingPatternId').as('workingPatternId'))
    .select(['c.state', 'c.since', 'c.startedAt'])
    .select((eb) => [
      eb.fn.coalesce('a.lateMinutes', eb.lit(0)).as('lateMinutes'),
      eb.fn.coalesce('a.workedMinutes', eb.lit(0)).as('workedMinutes'),
    ])
    .select(
      sql<string | null>`(select case when count(*) > 1 then 'full' else min(l.portion) end
      from leave_request as r join leave_request_day as l on l.company_id = ${ctx.companyId} and l.request_id = r.id
      where r.company_id = ${ctx.companyId} and r.employee_id = e.id and r.state = 'approved' and r.first_day <= ${ctx.today} and r.last_day >= ${ctx.today}
        and l.day = ${ctx.today} and l.quantity > 0)`.as('leavePortion'),
    )
    .select(
      sql<
        'home' | 'office' | 'other' | null
      >`(select w.place from work_location_request as w where w.company_id = ${ctx.companyId} and w.employee_id = e.id
        and w.state = 'approved' and w.first_day <= ${ctx.today} and w.last_day >= ${ctx.today})`.as('location'),
    )
    .where('e.companyId', '=', ctx.companyId)
    .where('e.status', 'not in', literals('left', 'archived'))
    .where(visible(ctx, 'attendance.read', 'e.id'))
    .orderBy('e.lastName')
    .orderBy('e.firstName')
    .orderBy('e.id')
    .limit(peopleLimit)
  if (ask.departmentId) query = query.where('t.departmentId', '=', ask.departmentId)
  for (const word of (ask.q ?? '').split(/\s+/).filter(Boolean).slice(0, 5)) {
    const like = containing(word)
    query = query.where((eb) => eb.or([eb('e.firstName', 'ilike', like), eb('e.lastName', 'ilike', like), eb('t.title', 'ilike', like)]))
  }
  return query.execute()
}

type PersonRow = Awaited<ReturnType<typeof readPeople>>[number]

function presenceOf({ state, leavePortion, workedMinutes, timeZone }: PersonRow, schedule: DaySchedule, ctx: TodayCtx): Presence {
  if (state === 'working' || state === 'break') return state
  if (leavePortion === 'full') return 'on-leave'
  if (workedMinutes > 0) return 'finished'
  if (leavePortion) return 'half-leave'
  if (schedule.kind === 'holiday') return 'holiday'
  if (schedule.kind !== 'work') return 'day-off'
  const { settings } = ctx.actor
  const startsAt = expectedStart(schedule, ctx.today, timeZone ?? settings.timeZone)
  const graceMinutes = schedule.shifts?.[0]?.lateGraceMinutes ?? settings.attendanceGraceMinutes
  return startsAt !== null && !schedule.isFlexible && Date.parse(ctx.now) > startsAt + graceMinutes * 60_000 ? 'missing' : 'expected'
}

type Free = { holidays: HolidayEntry[]; calendars: CalendarUse[]; shifts: Shift[]; assignments: ShiftAssignment[]; turns: RosterTurn[] }
type Place = Pick<PersonRow, 'employeeId' | 'workingPatternId' | 'branchId' | 'departmentId'>

/** The schedule of a date by pattern, branch, own calendar and shifts; each combination is worked out once. */
function schedulesOf(date: string, patterns: readonly WorkingPattern[], free: Free, settings: readonly SettingsRow[]) {
  const known = new Map<string, DaySchedule>()
  const patternsById = new Map(patterns.map((pattern) => [pattern.id, pattern]))
  const sources = { entries: free.holidays, uses: free.calendars }
  const withOwnCalendar = new Set(free.calendars.map(({ employeeId }) => employeeId))
  const shiftsOf = shiftsByPerson(date, free)
  return ({ employeeId, workingPatternId, branchId, departmentId }: Place) => {
    const shifts = shiftsOf({ employeeId, branchId, departmentId })
    const ofShifts = shifts?.map(({ id }) => id).join() ?? 'none'
    const key = `${workingPatternId}/${branchId}/${withOwnCalendar.has(employeeId) ? employeeId : ''}/${ofShifts}`
    let schedule = known.get(key)
    if (!schedule) {
      const pattern = patternsById.get(workingPatternId ?? '') ?? null
      const holidays = holidaysFor(date, { employeeId, branchId }, sources)
      const ofPattern = scheduleOf(date, assignmentsOf({ firstDay: date, lastDay: date, pattern }, settings), holidays)
      schedule = shifts === null ? ofPattern : scheduleOfShifts(date, shifts, ofPattern, holidays)
      known.set(key, schedule)
    }
    return schedule
  }
}

/** What is assigned is looked up by person, so that a board of thousands does not search it thousands of times. */
function shiftsByPerson(date: string, { shifts, assignments, turns }: Free) {
  const byId = new Map(shifts.map((shift) => [shift.id, shift]))
  const [own, ofRosters] = [Map.groupBy(assignments, ({ employeeId }) => employeeId), Map.groupBy(turns, ({ employeeId }) => employeeId)]
  const ofGroups = own.get(null) ?? []
  return (who: Parameters<typeof shiftsOn>[1]) => {
    const [mine = [], turn = []] = [own.get(who.employeeId), ofRosters.get(who.employeeId)]
    return shiftsOn(date, who, { shifts: byId, assignments: [...mine, ...ofGroups], turns: turn })
  }
}
