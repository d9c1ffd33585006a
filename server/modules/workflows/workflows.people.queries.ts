import { sql } from 'kysely'
import type { Bound, FullCtx } from '../../core/context.ts'
import { holdersOfRole, holdersOver } from '../access/index.ts'
import type { Selector } from './workflows.definition.rules.ts'
import type { Candidate } from './workflows.seat.rules.ts'

/** Everybody a list of selectors finds, in its order; people without an active account are nobody to ask. */
export async function findCandidates(
  ctx: FullCtx,
  selectors: readonly Selector[],
  subjectId: string | null,
  because: Candidate['because'],
): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const selector of selectors)
    found.push(...(await findPeople(ctx, selector, subjectId)).map((userId) => ({ userId, weight: selector.weight ?? 1, because })))
  return found
}

/** The accounts one selector finds for a subject (an employee), nearest first. */
export async function findPeople(ctx: FullCtx, selector: Selector, subjectId: string | null): Promise<string[]> {
  const { by, id, code, levels = 1, roles } = selector
  switch (by) {
    case 'user':
      return idsOf(
        ctx,
        sql`select u.id from user_account as u where u.company_id = ${ctx.companyId} and u.id = ${id}::uuid and u.status = 'active'`,
      )
    case 'role':
      return holdersOfRole(ctx, code!)
    case 'permission':
      return holdersOver(ctx, code!, subjectId, roles)
    case 'position':
      return idsOf(
        ctx,
        sql`select u.id from employment as t ${accountOf(ctx, sql`t.employee_id`)}
        where ${inForce(ctx, 't')} and t.position_id = ${id}::uuid order by u.last_name, u.first_name, u.id limit 200`,
      )
    case 'manager':
      return idsOf(
        ctx,
        sql`with recursive above as (
          select t.manager_id as id, 1 as level from employment as t where ${inForce(ctx, 't')} and t.employee_id = ${subjectId}::uuid and t.manager_id is not null
          union select t.manager_id, above.level + 1 from employment as t join above on t.employee_id = above.id
            where ${inForce(ctx, 't')} and t.manager_id is not null and above.level < ${levels}
        ) select u.id from above ${accountOf(ctx, sql`above.id`)} order by above.level`,
      )
    case 'department-head':
      // The subject's own department may be theirs to head: then the one above it.
      return idsOf(
        ctx,
        sql`with recursive up as (
          select d.id, d.parent_id, d.head_employee_id, 1 as level from employment as t join department as d on d.company_id = ${ctx.companyId} and d.id = t.department_id
            where ${inForce(ctx, 't')} and t.employee_id = ${subjectId}::uuid
          union select d.id, d.parent_id, d.head_employee_id, up.level + 1 from department as d join up on d.id = up.parent_id where d.company_id = ${ctx.companyId}
        ) select u.id from up ${accountOf(ctx, sql`up.head_employee_id`)} where up.head_employee_id <> ${subjectId}::uuid order by up.level limit 1`,
      )
    case 'branch-head':
      // Who heads the topmost departments of the branch.
      return idsOf(
        ctx,
        sql`select u.id from employment as t
          join department as d on d.company_id = ${ctx.companyId} and d.branch_id = t.branch_id
          left join department as p on p.company_id = ${ctx.companyId} and p.id = d.parent_id
          ${accountOf(ctx, sql`d.head_employee_id`)}
        where ${inForce(ctx, 't')} and t.employee_id = ${subjectId}::uuid and p.branch_id is distinct from d.branch_id and d.head_employee_id <> ${subjectId}::uuid
        order by u.last_name, u.first_name, u.id limit 20`,
      )
    // Project leads: there are no projects yet.
    default:
      return []
  }
}

/** The manager of each of these accounts, by account. */
export async function managersOf(ctx: FullCtx, userIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ userId: string; managerId: string }>`
    select mine.user_id, u.id as manager_id from employee as mine
      join employment as t on t.employee_id = mine.id and ${inForce(ctx, 't')} ${accountOf(ctx, sql`t.manager_id`)}
    where mine.company_id = ${ctx.companyId} and mine.user_id = any(${[...userIds]}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(({ userId, managerId }) => [userId, managerId]))
}

/** The branch of each of these accounts' employees, by account. */
export async function branchesOf(ctx: FullCtx, userIds: readonly string[]): Promise<Map<string, string | null>> {
  const { rows } = await sql<{ userId: string; branchId: string | null }>`
    select mine.user_id, t.branch_id from employee as mine join employment as t on t.employee_id = mine.id and ${inForce(ctx, 't')}
    where mine.company_id = ${ctx.companyId} and mine.user_id = any(${[...userIds]}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(({ userId, branchId }) => [userId, branchId]))
}

/** Who stands in today, by whom they stand in for; people whose account is closed stand in for nobody. */
export async function standInsOf(ctx: FullCtx, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await ctx.tx
    .selectFrom('approvalSubstitute as s')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 's.substituteId').on('u.companyId', '=', ctx.companyId))
    .select(['s.userId', 's.substituteId'])
    .where('s.companyId', '=', ctx.companyId)
    .where('s.userId', 'in', userIds)
    .where('s.endedAt', 'is', null)
    .where('s.firstDay', '<=', ctx.today)
    .where('s.lastDay', '>=', ctx.today)
    .where('u.status', '=', 'active')
    .execute()
  return new Map(rows.map(({ userId, substituteId }) => [userId, substituteId]))
}

/** The account of an employee; undefined for nobody's. */
export async function accountOfEmployee(ctx: FullCtx, employeeId: string | null): Promise<string | undefined> {
  if (!employeeId) return undefined
  const row = await ctx.tx
    .selectFrom('employee')
    .select('userId')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .executeTakeFirst()
  return row?.userId ?? undefined
}

type Sql = ReturnType<typeof sql>

const accountOf = ({ companyId }: Bound, employee: Sql) =>
  sql`join employee as e on e.company_id = ${companyId} and e.id = ${employee} and e.status not in ('left', 'archived')
    join user_account as u on u.company_id = ${companyId} and u.id = e.user_id and u.status = 'active'`

function inForce({ companyId, today }: Bound, alias: string) {
  const [company, first, last] = ['company_id', 'first_day', 'last_day'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`${company} = ${companyId} and ${first} <= ${today} and (${last} is null or ${last} >= ${today})`
}

async function idsOf(ctx: FullCtx, query: Sql): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${query}`.execute(ctx.tx)
  return rows.map(({ id }) => id)
}
