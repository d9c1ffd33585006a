import { sql } from 'kysely'
import { loadActor, visible } from '../../core/access.ts'
import type { Bound, Ctx, FullCtx } from '../../core/context.ts'

const mostHolders = 200

/**
 * The active accounts that hold a permission of their own now, with a reach that holds an employee: the other way round of
 * `visible`. Without an employee only those who hold it over the company. What others lend them does not count: who decides in
 * whose place is the approvals' affair. `roles` narrows to who holds it by one of these roles (by code), or by a grant of their
 * own. At most 200, by name.
 */
export async function holdersOver(ctx: FullCtx, permission: string, employeeId: string | null, roles?: readonly string[]) {
  const [candidates, hasExceptions] = await Promise.all([candidatesOver(ctx, permission, employeeId, roles), exceptions(ctx, permission)])
  if (!hasExceptions) return candidates
  // Somewhere in the company this is denied, or a module switched off: each is asked by the one decision there is.
  const holders: string[] = []
  for (const userId of candidates) if (await reaches(ctx, userId, permission, employeeId)) holders.push(userId)
  return holders
}

async function candidatesOver(ctx: FullCtx, permission: string, employeeId: string | null, roles?: readonly string[]) {
  const { companyId, now } = ctx
  const byRole = roles ? sql`and r.code = any(${[...roles]}::text[])` : sql``
  const granted = sql`g.company_id = ${companyId} and g.permission = ${permission} and g.effect = 'allow' and g.resource_id is null and ${valid('g', now)}`
  const { rows } = await sql<{ id: string }>`
    with recursive line as (
      select r.id as held_id, r.id from role as r where r.company_id = ${companyId} ${byRole}
      union select line.held_id, p.parent_id from line join role_parent as p on p.company_id = ${companyId} and p.role_id = line.id
    ), held as (
      select g.user_id, g.reach from access_grant as g where ${granted} and g.user_id is not null
      union
      select a.user_id, g.reach from line join access_grant as g on g.role_id = line.id and ${granted}
        join role_assignment as a on a.company_id = ${companyId} and a.role_id = line.held_id and ${valid('a', now)}
      union
      select e.user_id, g.reach from access_grant as g join employment as t on t.position_id = g.position_id and ${inForce(ctx, 't')}
        join employee as e on e.company_id = ${companyId} and e.id = t.employee_id where ${granted}
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

async function exceptions(ctx: FullCtx, permission: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from access_grant as g where g.company_id = ${ctx.companyId}
      and g.permission = ${permission} and g.effect = 'deny') or exists (select from module_access as m where m.company_id = ${ctx.companyId}) as found`.execute(
    ctx.tx,
  )
  return rows[0]!.found
}

async function reaches(ctx: FullCtx, userId: string, permission: string, employeeId: string | null): Promise<boolean> {
  const actor = await loadActor(ctx, userId)
  if (!actor) return false
  if (employeeId === null) return actor.permissions.get(permission)?.shape === 'company'
  const { rows } = await sql`select from employee as e where e.company_id = ${ctx.companyId} and e.id = ${employeeId}
    and ${visible({ ...ctx, actor }, permission, 'e.id')}`.execute(ctx.tx)
  return rows.length > 0
}

/** The active accounts that hold a role now, by its code. At most 200, by name. */
export async function holdersOfRole(ctx: Ctx<'roleAssignment' | 'role' | 'userAccount'>, roleCode: string) {
  const { companyId, now } = ctx
  const { rows } = await sql<{ id: string }>`
    select u.id from role as r
      join role_assignment as a on a.company_id = ${companyId} and a.role_id = r.id and ${valid('a', now)}
      join user_account as u on u.company_id = ${companyId} and u.id = a.user_id and u.status = 'active'
    where r.company_id = ${companyId} and r.code = ${roleCode} order by u.last_name, u.first_name, u.id limit ${mostHolders}`.execute(
    ctx.tx,
  )
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
