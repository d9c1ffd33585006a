import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import type { AwayCount, CoverageSpan } from './leave-coverage.rules.ts'

type CountCtx = Ctx<'leaveCoverage' | 'department' | 'employment' | 'leaveRequest' | 'leaveRequestDay'>
type Days = { from: string; to: string }

/** Who is counted in which limit on which days: by their branch and department then, those below a department with it. */
const covered = ({ companyId }: Bound, { from, to }: Days) => sql`below as (
    select c.id as limit_id, c.department_id from leave_coverage as c where c.company_id = ${companyId} and c.department_id is not null
    union select b.limit_id, d.id from below as b join department as d on d.company_id = ${companyId} and d.parent_id = b.department_id
  ), covered as (
    select c.id, c.name, c.max_away, m.employee_id, greatest(m.first_day, ${from}::date) as first_day, least(coalesce(m.last_day, ${to}::date), ${to}::date) as last_day
    from leave_coverage as c
      join employment as m on m.company_id = ${companyId} and m.first_day <= ${to}::date and (m.last_day is null or m.last_day >= ${from}::date)
        and (c.branch_id is null or m.branch_id = c.branch_id)
        and (c.department_id is null or exists (select from below as b where b.limit_id = c.id and b.department_id = m.department_id))
    where c.company_id = ${companyId}
  )`

/** How many have approved leave on each day, by limit; any part of a day that costs something is away. */
const away = ({
  companyId,
}: Bound) => sql`select v.id as "limitId", v.name, v.max_away as "maxAway", d.day, count(distinct v.employee_id)::int as away
  from covered as v
    join leave_request as r on r.company_id = ${companyId} and r.employee_id = v.employee_id and r.state = 'approved'
      and r.first_day <= v.last_day and r.last_day >= v.first_day
    join leave_request_day as d on d.company_id = ${companyId} and d.request_id = r.id and d.day between v.first_day and v.last_day and d.quantity > 0`

/** The limits of whom the caller sees somebody in the team calendar, with how many are away on each day of some weeks. */
export async function readCoverage(ctx: CountCtx, days: Days): Promise<AwayCount[]> {
  const seen = sql`v.id in (select w.id from covered as w where ${visible(ctx, 'leave.read-calendar', 'w.employee_id')})`
  const { rows } = await sql<AwayCount>`with recursive ${covered(ctx, days)}
    ${away(ctx)} where ${seen} group by v.id, v.name, v.max_away, d.day order by d.day, v.name`.execute(ctx.tx)
  return rows
}

/** The limits in which a person is counted on some days, and how many others are away then. */
export async function readCoverageOf(
  ctx: CountCtx,
  employeeId: string,
  days: Days,
): Promise<{ spans: CoverageSpan[]; counts: AwayCount[] }> {
  const [spans, counts] = await Promise.all([
    sql<CoverageSpan>`with recursive ${covered(ctx, days)}
      select v.id as "limitId", v.name, v.max_away as "maxAway", v.first_day as "firstDay", v.last_day as "lastDay" from covered as v
      where v.employee_id = ${employeeId} order by v.name`.execute(ctx.tx),
    sql<AwayCount>`with recursive ${covered(ctx, days)}
      ${away(ctx)} where v.employee_id <> ${employeeId} and v.id in (select w.id from covered as w where w.employee_id = ${employeeId})
      group by v.id, v.name, v.max_away, d.day`.execute(ctx.tx),
  ])
  return { spans: spans.rows, counts: counts.rows }
}
