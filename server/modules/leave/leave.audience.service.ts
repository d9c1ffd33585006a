import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'

type AudienceCtx = Ctx<'leaveAudience' | 'leaveAssignment' | 'leaveEntitlement' | 'employee' | 'employment'>

/** Whom a policy is for; what is left out fits everybody. */
export type Audience = {
  readonly branchId?: string | undefined
  readonly departmentId?: string | undefined
  readonly positionId?: string | undefined
  readonly contractKind?: string | undefined
  readonly employeeIds?: readonly string[] | undefined
}

/**
 * Gives policies to whoever has come to fit since they were assigned and has none for the same leave, from the day on which
 * their fitting employment began. Two runs at once cannot give two: the days exclude each other.
 */
export async function enrolNewcomers(ctx: AudienceCtx, today: string, employeeIds?: readonly string[]) {
  const only = employeeIds ? sql`and e.id = any(${employeeIds})` : sql``
  await sql`
    insert into leave_assignment (company_id, id, policy_id, type_id, employee_id, first_day, last_day, created_at)
    select ${ctx.companyId}, gen_random_uuid(), u.policy_id, n.type_id, e.id, greatest(u.first_day, m.first_day), u.last_day, ${ctx.now}
    from leave_audience as u
      join leave_policy as p on p.company_id = ${ctx.companyId} and p.id = u.policy_id and p.is_active
      join leave_entitlement as n on n.company_id = ${ctx.companyId} and n.policy_id = u.policy_id
      join employment as m on m.company_id = ${ctx.companyId} and m.first_day <= greatest(u.first_day, ${today}) and (m.last_day is null or m.last_day >= ${today})
        and (u.branch_id is null or m.branch_id = u.branch_id) and (u.department_id is null or m.department_id = u.department_id)
        and (u.position_id is null or m.position_id = u.position_id) and (u.contract_kind is null or m.contract_kind = u.contract_kind)
      join employee as e on e.company_id = ${ctx.companyId} and e.id = m.employee_id and e.status not in ('left', 'archived')
    where u.company_id = ${ctx.companyId} and (u.last_day is null or u.last_day >= greatest(u.first_day, m.first_day)) ${only}
      and not exists (
        select from leave_assignment as a where a.company_id = ${ctx.companyId} and a.employee_id = e.id and a.type_id = n.type_id
          and daterange(a.first_day, a.last_day, '[]') && daterange(greatest(u.first_day, m.first_day), u.last_day, '[]'))
    order by u.created_at, u.id
    on conflict do nothing`.execute(ctx.tx)
}
