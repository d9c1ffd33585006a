import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'

type HolderCtx = Ctx<'accessGrant' | 'roleAssignment' | 'role' | 'userAccount' | 'employee' | 'employment' | 'department'>

const mostHolders = 200

/**
 * The active accounts that hold a permission now, with a reach that holds an employee: the other way round of `visible`. Without
 * an employee only those who hold it over the company. `roles` narrows to who holds it by one of these roles (by code), or by a
 * grant of their own. At most 200, by name.
 */
export async function holdersOver(ctx: HolderCtx, permission: string, employeeId: string | null, roles?: readonly string[]) {
  const { companyId, now } = ctx
  const byRole = roles ? sql`and r.code = any(${[...roles]}::text[])` : sql``
  const { rows } = await sql<{ id: string }>`
    with recursive held as (
      select g.user_id, g.reach from access_grant as g
        where g.company_id = ${companyId} and g.permission = ${permission} and g.user_id is not null and ${valid('g', now)}
      union
      select a.user_id, g.reach from access_grant as g
        join role as r on r.company_id = ${companyId} and r.id = g.role_id ${byRole}
        join role_assignment as a on a.company_id = ${companyId} and a.role_id = g.role_id and ${valid('a', now)}
        where g.company_id = ${companyId} and g.permission = ${permission} and ${valid('g', now)}
    ), place as (
      select t.manager_id, t.department_id, t.branch_id from employment as t where t.employee_id = ${employeeId}::uuid and ${inForce(ctx, 't')}
    ), above as (
      select manager_id as id from place where manager_id is not null
      union select t.manager_id from employment as t join above on t.employee_id = above.id where t.manager_id is not null and ${inForce(ctx, 't')}
    ), around as (
      select department_id as id from place where department_id is not null
      union select d.parent_id from department as d join around on d.id = around.id where d.parent_id is not null and d.company_id = ${companyId}
    )
    select u.id from user_account as u
      left join employee as e on e.company_id = ${companyId} and e.user_id = u.id and e.status not in ('left', 'archived')
      left join employment as mine on mine.employee_id = e.id and ${inForce(ctx, 'mine')}
    where u.company_id = ${companyId} and u.status = 'active' and exists (
      select from held where held.user_id = u.id and (held.reach = 'company'
        or (held.reach <> 'own' and e.id in (select id from above))
        or (held.reach in ('department', 'branch') and mine.department_id in (select id from around))
        or (held.reach = 'branch' and mine.branch_id = (select branch_id from place))))
    order by u.last_name, u.first_name, u.id limit ${mostHolders}`.execute(ctx.tx)
  return rows.map(({ id }) => id)
}

/** The active accounts that hold a role now, by its code. At most 200, by name. */
export async function holdersOfRole(ctx: Ctx<'roleAssignment' | 'role' | 'userAccount'>, roleCode: string) {
  const { companyId, now } = ctx
  const { rows } = await sql<{ id: string }>`
    select u.id from role as r
      join role_assignment as a on a.company_id = ${companyId} and a.role_id = r.id and ${valid('a', now)}
      join user_account as u on u.company_id = ${companyId} and u.id = a.user_id and u.status = 'active'
    where r.company_id = ${companyId} and r.code = ${roleCode} order by u.last_name, u.first_name, u.id limit ${mostHolders}`.execute(ctx.tx)
  return rows.map(({ id }) => id)
}

function valid(alias: string, now: string) {
  const [from, to] = ['valid_from', 'valid_to'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`(${from} is null or ${from} <= ${now}) and (${to} is null or ${to} > ${now})`
}

function inForce({ companyId, today }: Bound, alias: string) {
  const [company, first, last] = ['company_id', 'first_day', 'last_day'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`${company} = ${companyId} and ${first} <= ${today} and (${last} is null or ${last} >= ${today})`
}
