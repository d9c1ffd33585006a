import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Query } from '../../core/contract.ts'
import { sorted, wordsIn } from '../../core/paging.ts'
import { literals } from '../../core/statement.ts'
import type { exportToday as exportTodayContract } from './attendance.contract.ts'
import type { DayTables } from './day.queries.ts'

export type TodayCtx = Ctx<DayTables | 'employee' | 'department' | 'attendanceClock' | 'attendanceDay'>
export type BoardRow = Awaited<ReturnType<typeof readBoard>>[number]

/** More people than this in one company are not shown on one board. */
const peopleLimit = 20_000

/** Everybody employed today, with their clock. */
function selectPeople(ctx: TodayCtx) {
  return ctx.tx
    .selectFrom('employee as e')
    .innerJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', ctx.today)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)])),
    )
    .leftJoin('attendanceClock as c', (join) => join.onRef('c.employeeId', '=', 'e.id').on('c.companyId', '=', ctx.companyId))
    .where('e.companyId', '=', ctx.companyId)
    .where('e.status', 'not in', literals('left', 'archived'))
}

/**
 * What says of everybody within reach what they are doing, in the order asked for; what they are doing is worked out after, and until
 * then they stand by name. Of whose clock runs the clock says it, so
 * that nobody's day is looked up but today's: all of them at once.
 */
export function readBoard(ctx: TodayCtx, ask: Query<typeof exportTodayContract>) {
  const sort = ask.sort ?? usual
  const isBy = (name: string) => sort.split(',').some((term) => term.replace(/^-/, '') === name)
  let query = selectPeople(ctx)
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin(startedToday(ctx), (join) => join.onRef('a.employeeId', '=', 'e.id'))
    .leftJoin(onLeave(ctx), (join) => join.onRef('v.employeeId', '=', 'e.id'))
    .select(['e.id as employeeId', 't.branchId', 't.departmentId', 'b.timeZone', 'c.state', 'v.leavePortion', 'a.firstStartAt'])
    .select((eb) => eb.fn.coalesce('t.workingPatternId', 'b.workingPatternId').as('workingPatternId'))
    .where(visible(ctx, 'attendance.read', 'e.id'))
    .$if(isBy('departmentName'), (some) => some.select(departmentOf(ctx).as('departmentName')))
    .$if(isBy('since'), (some) => some.select(sql`case when c.state in ('working', 'break') then c.since end`.as('hereSince')))
    .$if(isBy('worked'), (some) => some.select(workedBy(ctx).as('worked')))
    // As a parameter PostgreSQL would plan for the first tenth of them.
    .limit(sql.lit(peopleLimit))
  if (ask.departmentId) query = query.where('t.departmentId', '=', ask.departmentId)
  if (ask.q) query = query.where(wordsIn(ask.q, 'e.firstName', 'e.lastName', 't.title'))
  return sorted(query, isBy('lastName') ? `${sort},firstName` : `${sort},${usual}`, sortable, 'e.id').execute()
}

const usual = 'lastName,firstName'

const sortable = {
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  departmentName: 'departmentName',
  presence: 'e.lastName',
  since: 'hereSince',
  startedAt: 'c.startedAt',
  worked: 'worked',
}

const departmentOf = ({ companyId }: TodayCtx) =>
  sql`(select d.name from department as d where d.company_id = ${companyId} and d.id = t.department_id)`

/** The minutes of the day that the clock is on, the running stretch included. */
const workedBy = ({ companyId, today, now }: TodayCtx) =>
  sql`coalesce((select a.worked_minutes from attendance_day as a where a.company_id = ${companyId} and a.employee_id = e.id
      and a.work_date = case when c.state <> 'off' then c.work_date else ${today}::date end), 0)
    + case when c.state = 'working' then extract(epoch from ${now}::timestamptz - c.since) / 60 else 0 end`

/** Who began to work today. "offset 0": asked once for all, not person by person, which is what PostgreSQL would choose for the sixth it expects. */
function startedToday({ tx, companyId, today }: TodayCtx) {
  return tx
    .selectFrom('attendanceDay')
    .select(['employeeId', 'firstStartAt'])
    .where('companyId', '=', companyId)
    .where('workDate', '=', today)
    .where('firstStartAt', 'is not', null)
    .offset(sql.lit(0))
    .as('a')
}

/** Whose leave of today was approved, and whether of all of it. */
function onLeave({ tx, companyId, today }: TodayCtx) {
  return tx
    .selectFrom('leaveRequest as r')
    .innerJoin('leaveRequestDay as l', (join) => join.onRef('l.requestId', '=', 'r.id').on('l.companyId', '=', companyId))
    .select('r.employeeId')
    .select(sql<string>`case when count(*) > 1 then 'full' else min(l.portion) end`.as('leavePortion'))
    .where('r.companyId', '=', companyId)
    .where('r.state', '=', literals('approved'))
    .where('r.firstDay', '<=', today)
    .where('r.lastDay', '>=', today)
    .where('l.day', '=', today)
    .where('l.quantity', '>', '0')
    .groupBy('r.employeeId')
    .as('v')
}

/** Who they are and since when, of some whom the caller sees; by id. */
export async function readShown(ctx: TodayCtx, employeeIds: readonly string[]) {
  const people = await selectPeople(ctx)
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
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .select(['e.id as employeeId', 'e.firstName', 'e.lastName', 't.title', 'd.name as departmentName', 'c.since', 'c.startedAt'])
    .select((eb) => [
      eb.fn.coalesce('a.lateMinutes', eb.lit(0)).as('lateMinutes'),
      eb.fn.coalesce('a.workedMinutes', eb.lit(0)).as('workedMinutes'),
    ])
    .select(
      sql<
        'home' | 'office' | 'other' | null
      >`(select w.place from work_location_request as w where w.company_id = ${ctx.companyId} and w.employee_id = e.id
        and w.state = 'approved' and w.first_day <= ${ctx.today} and w.last_day >= ${ctx.today})`.as('location'),
    )
    .where(sql<boolean>`e.id = any(${employeeIds}::uuid[])`)
    .execute()
  return new Map(people.map((person) => [person.employeeId, person]))
}
