import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Query, Static } from '../../core/contract.ts'
import { idOfCursor, streamPage } from '../../core/paging.ts'
import type * as contract from './employees.lifecycle.contract.ts'
import { getDetail } from './employees.queries.ts'

type TimelineCtx = Ctx<'employee' | 'employment' | 'department' | 'branch' | 'position' | 'domainEvent'>
type Entry = Static<typeof contract.TimelineEntry>

/**
 * What happened to a person, oldest first: employments by their first day, acts by the day they happened. To whom the team field group
 * is hidden, what is planned and why somebody's status changed is hidden too.
 */
export async function getTimeline(ctx: TimelineCtx, id: string, { cursor, limit = 20 }: Query<typeof contract.getTimeline>) {
  const { team } = await getDetail(ctx, id, 'employee.read')
  const rows = await selectEntries(ctx, id, team !== null, cursor === undefined ? null : idOfCursor(cursor), limit + 1)
  const { page: entries, nextCursor } = streamPage(rows, limit)
  return { entries, nextCursor }
}

async function selectEntries(ctx: TimelineCtx, id: string, isTeamShown: boolean, after: string | null, limit: number): Promise<Entry[]> {
  const { companyId, today } = ctx
  const acts = sql`select v.id, (v.at at time zone ${ctx.actor.settings.timeZone})::date as day, v.at,
      case v.kind when 'employee.updated' then 'status' when 'employee.created' then 'added' else substr(v.kind, 10) end as kind,
      null::json as employment,
      case when ${isTeamShown} then json_build_object('reason', v.after ->> 'leavingReason', 'status', v.after ->> 'status',
        'actorName', v.actor_name, 'note', null, 'contractKind', null, 'weeklyHours', null) end as team
    from domain_event v
    where v.company_id = ${companyId} and v.subject_type = 'employee' and v.subject_id = ${id}
      and (v.kind in ('employee.started', 'employee.left', 'employee.archived', 'employee.restored', 'employee.rehired')
        or (${isTeamShown} and (v.kind = 'employee.created' or (v.kind = 'employee.updated' and v.after -> 'status' is not null))))`
  const employments = sql`select t.id, t.first_day as day, null::timestamptz as at, 'employment' as kind,
      json_build_object('title', t.title, 'departmentName', d.name, 'branchName', b.name, 'positionTitle', s.title,
        'managerName', m.first_name || ' ' || m.last_name) as employment,
      case when ${isTeamShown} then json_build_object('reason', t.reason, 'note', t.note, 'contractKind', t.contract_kind,
        'weeklyHours', t.weekly_hours::text, 'status', null, 'actorName', null) end as team
    from employment t
      left join department d on d.company_id = ${companyId} and d.id = t.department_id
      left join branch b on b.company_id = ${companyId} and b.id = t.branch_id
      left join position s on s.company_id = ${companyId} and s.id = t.position_id
      left join employee m on m.company_id = ${companyId} and m.id = t.manager_id
    where t.company_id = ${companyId} and t.employee_id = ${id} and (${isTeamShown} or t.first_day <= ${today})`
  // Entries of several tables are ordered by day and then id; the day of the one before is looked up among them.
  const following = after ? sql`where (x.day, x.id) > (select l.day, l.id from x as l where l.id = ${after})` : sql``
  const { rows } = await sql<Entry>`with x as (${employments} union all ${acts})
    select * from x ${following} order by x.day, x.id limit ${limit}`.execute(ctx.tx)
  return rows
}
