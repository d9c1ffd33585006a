import { sql } from 'kysely'
import { visibleRows } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Data } from '../../core/contract.ts'
import type { employeeStatistics } from './employees.list.contract.ts'
import { withEmployment } from './employees.queries.ts'
import type { PeopleCtx } from './employees.queries.ts'

type StatisticsCtx = Ctx<'employee' | 'employment' | 'department' | 'branch' | 'position'>
type Statistics = Data<typeof employeeStatistics>['statistics']

const monthCount = 12
/** A company of more departments than these sees the largest. */
const shareLimit = 500

/** The people within reach in figures: of who left there is only their status and when they did. */
export async function countPeople(ctx: StatisticsCtx): Promise<{ statistics: Statistics }> {
  const { companyId, today } = ctx
  const months = monthsUntil(today)
  const { rows } = await sql<Omit<Statistics, 'months'> & Record<'joined' | 'left', Record<string, number>>>`
    with seen as materialized (${seenPeople(ctx)}), present as (select * from seen where status not in ('left', 'archived'))
    select (select count(*)::int from present) as total,
      (select coalesce(json_agg(json_build_object('status', s.status, 'count', s.count) order by s.count desc, s.status), '[]')
         from (select status, count(*) from seen group by status) as s) as by_status,
      ${shares('department_id', sql`select d.name from department as d where d.company_id = ${companyId} and d.id = s.id`)} as by_department,
      ${shares('branch_id', sql`select b.name from branch as b where b.company_id = ${companyId} and b.id = s.id`)} as by_branch,
      ${shares('position_id', sql`select o.title from position as o where o.company_id = ${companyId} and o.id = s.id`)} as by_position,
      ${perMonth('joined_on', months[0]!, today)} as joined, ${perMonth('left_on', months[0]!, today)} as left`.execute(ctx.tx)
  const { joined, left, ...counts } = rows[0]!
  return { statistics: { ...counts, months: months.map((month) => ({ month, joined: joined[month] ?? 0, left: left[month] ?? 0 })) } }
}

function seenPeople(ctx: PeopleCtx) {
  const people = ctx.tx
    .selectFrom('employee as e')
    .where('e.companyId', '=', ctx.companyId)
    .where(visibleRows(ctx, 'employee.read', 'e.id'))
  return withEmployment(ctx, people).select(['e.status', 'e.joinedOn', 'e.leftOn', 't.departmentId', 't.branchId', 't.positionId'])
}

const shares = (column: string, name: ReturnType<typeof sql>) => sql`(
  select coalesce(json_agg(json_build_object('id', s.id, 'name', (${name}), 'count', s.count) order by s.count desc, s.id), '[]')
  from (select ${sql.ref(column)} as id, count(*) from present group by 1 order by 2 desc, 1 limit ${sql.lit(shareLimit)}) as s)`

const perMonth = (column: string, first: string, today: string) => sql`(
  select coalesce(json_object_agg(s.month, s.count), '{}') from (
    select to_char(${sql.ref(column)}, 'YYYY-MM') as month, count(*) from seen
    where ${sql.ref(column)} between ${`${first}-01`}::date and ${today}::date group by 1) as s)`

/** The twelve months up to that of a day, oldest first. */
function monthsUntil(today: string): string[] {
  const last = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  return Array.from({ length: monthCount }, (_, index) => {
    const month = last - monthCount + 1 + index
    return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}
