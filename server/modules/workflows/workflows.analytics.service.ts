import { sql } from 'kysely'
import type { Data, Query } from '../../core/contract.ts'
import type * as contract from './workflows.approval.contract.ts'
import type { FullCtx } from '../../core/context.ts'

/** How many of those who are asked are named; the others are counted. */
const mostNames = 3

type Answer = Data<typeof contract.analytics>

/** Minutes from being asked to deciding, of tasks that people decided in the last days; and what waits now. */
export async function readAnalytics(ctx: FullCtx, { days = 90, kind }: Query<typeof contract.analytics>): Promise<Answer> {
  const since = new Date(Date.parse(ctx.now) - days * 86_400_000).toISOString()
  const { companyId } = ctx
  const ofKind = kind ? sql`and k.kind = ${kind}` : sql``
  const grouped = async (columns: ReturnType<typeof sql>, groups: ReturnType<typeof sql>) => {
    const { rows } = await sql`select ${columns},
        count(*) filter (where k.closed_at is null and k.is_ready)::int as open,
        count(distinct k.instance_id) filter (where k.closed_at is null and k.is_ready)::int as waiting,
        count(distinct k.instance_id) filter (where k.closed_at is null and k.is_ready and k.due_at <= ${ctx.now})::int as overdue,
        count(*) filter (where k.closed_at is not null)::int as decided,
        round(percentile_cont(0.5) within group (order by ${minutes}) filter (where k.closed_at is not null))::int as median_minutes,
        round(percentile_cont(0.9) within group (order by ${minutes}) filter (where k.closed_at is not null))::int as p90_minutes
      from approval_task as k join user_account as u on u.company_id = ${companyId} and u.id = k.user_id
      where k.company_id = ${companyId} ${ofKind}
        and (k.closed_at is null or (k.state in ('approved', 'rejected') and k.closed_at >= ${since}))
      group by ${groups} order by count(*) desc limit 100`.execute(ctx.tx)
    return rows as never
  }
  const [byKind, bySteps, byApprover, oldest] = await Promise.all([
    grouped(sql`k.kind`, sql`k.kind`) as Promise<Answer['byKind']>,
    grouped(sql`k.kind, k.step_name`, sql`k.kind, k.step_name`) as Promise<Answer['bySteps']>,
    grouped(sql`u.id as user_id, u.first_name || ' ' || u.last_name as name`, sql`u.id, u.first_name, u.last_name`) as Promise<
      Answer['byApprover']
    >,
    sql<Answer['oldest'][number]>`select k.instance_id, k.kind, i.title, k.step_name, min(k.created_at) as asked_at,
        e.first_name || ' ' || e.last_name as subject_name,
        case when i.kind = 'custom' then '{}' else i.fields::jsonb - 'note' end as fields,
        array_to_string((array_agg(u.first_name || ' ' || u.last_name order by k.created_at, k.id))[1:${mostNames}::int], ', ')
          || case when count(*) > ${mostNames}::int then ' +' || count(*) - ${mostNames}::int else '' end as approver_name
      from approval_task as k join workflow_instance as i on i.company_id = ${companyId} and i.id = k.instance_id
        join user_account as u on u.company_id = ${companyId} and u.id = k.user_id
        left join employee as e on e.company_id = ${companyId} and e.id = i.subject_employee_id
      where k.company_id = ${companyId} and k.closed_at is null and k.is_ready ${ofKind}
      group by k.instance_id, k.kind, i.company_id, i.id, k.step_name, e.company_id, e.id order by min(k.created_at), k.instance_id limit 20`.execute(
      ctx.tx,
    ),
  ])
  return { byKind, bySteps, byApprover, oldest: oldest.rows }
}

const minutes = sql`extract(epoch from k.closed_at - k.created_at) / 60`
