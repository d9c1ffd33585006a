import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { holdersOfPosition, inForce, peopleOfDepartment } from './organization.queries.ts'
import { levelLimits, treeLimits } from './organization.tree.contract.ts'
import { nest } from './organization.tree.rules.ts'

type TreeCtx = Ctx<'branch' | 'department' | 'position' | 'employment' | 'employee'>

export async function branchHierarchy(ctx: TreeCtx, id: string) {
  const branch = await findBranch(ctx, id)
  if (!branch) throw fail.notFound()
  const { rows, complete } = await departmentsFrom(ctx, topsOfBranch(ctx, id), sql`c.branch_id = ${id}`)
  const known = new Set(rows.map((department) => department.id))
  const within = rows.map((department) => department.id)
  const seats = await positionsWhere(
    ctx,
    sql`(p.department_id = any(${within}::uuid[]) and (p.branch_id is null or p.branch_id = ${id}))
      or (p.branch_id = ${id} and (p.department_id is null or p.department_id <> all(${within}::uuid[])))`,
  )
  const ofDepartment = Map.groupBy(seats.rows, ({ departmentId }) => (departmentId && known.has(departmentId) ? departmentId : null))
  const staffed = rows.map((department) => ({ ...department, positions: ofDepartment.get(department.id) ?? [] }))
  return {
    branch,
    departments: nest(staffed, ({ parentId }) => parentId, 'departments'),
    positions: ofDepartment.get(null) ?? [],
    complete: complete && seats.complete,
  }
}

export async function departmentTree(ctx: TreeCtx, id: string) {
  const { rows, complete } = await departmentsFrom(ctx, sql`d.id = ${id}`, sql`true`)
  const [department] = nest(rows, ({ parentId }) => parentId, 'departments')
  if (!department) throw fail.notFound()
  return { department, complete }
}

export async function departmentHierarchy(ctx: TreeCtx, branchId: string) {
  if (!(await findBranch(ctx, branchId))) throw fail.notFound()
  const { rows, complete } = await departmentsFrom(ctx, topsOfBranch(ctx, branchId), sql`c.branch_id = ${branchId}`)
  return { departments: nest(rows, ({ parentId }) => parentId, 'departments'), complete }
}

export async function positionHierarchy(ctx: TreeCtx, departmentId: string) {
  const department = await ctx.tx
    .selectFrom('department')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', departmentId)
    .executeTakeFirst()
  if (!department) throw fail.notFound()
  const { rows, complete } = await positionsWhere(ctx, sql`p.department_id = ${departmentId}`)
  return { positions: nest(rows, ({ reportsToId }) => reportsToId, 'reports'), complete }
}

function findBranch(ctx: TreeCtx, id: string) {
  return ctx.tx
    .selectFrom('branch')
    .select(['id', 'code', 'name'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Departments of a branch whose parent belongs to another branch, to none, or is not there. */
const topsOfBranch = ({ companyId }: TreeCtx, id: string) => sql<boolean>`d.branch_id = ${id} and not exists (
  select 1 from department as above where above.company_id = ${companyId} and above.id = d.parent_id and above.branch_id = ${id})`

type DepartmentRow = {
  id: string
  parentId: string | null
  code: string
  name: string
  branchId: string | null
  headEmployeeId: string | null
  employeeCount: number
}

/** Departments `d` where `tops` holds and those below, as long as `within` holds of each such `c`; level by level, by name. */
async function departmentsFrom(ctx: TreeCtx, tops: RawBuilder<unknown>, within: RawBuilder<unknown>) {
  const { companyId } = ctx
  const { rows } = await sql<DepartmentRow>`
    with recursive tree as (
      select d.id, 1 as level from department as d where d.company_id = ${companyId} and ${tops}
      union all select c.id, tree.level + 1 from department as c join tree on c.parent_id = tree.id
        where c.company_id = ${companyId} and tree.level < ${levelLimits.department} and ${within}
    )
    select d.id, d.parent_id, d.code, d.name, d.branch_id, d.head_employee_id, ${peopleOfDepartment(ctx)} as employee_count
      from tree join department as d on d.company_id = ${companyId} and d.id = tree.id
      order by tree.level, d.name, d.id limit ${treeLimits.departments + 1}`.execute(ctx.tx)
  return { rows: rows.slice(0, treeLimits.departments), complete: rows.length <= treeLimits.departments }
}

type PositionRow = {
  id: string
  departmentId: string | null
  reportsToId: string | null
  code: string
  title: string
  level: number | null
  headcount: number | null
  filled: number
  vacant: number | null
  holders: { id: string; firstName: string; lastName: string }[]
}

/** Positions `p`, from the top level down, with those of their holders today whom the caller may see. */
async function positionsWhere(ctx: TreeCtx, condition: RawBuilder<unknown>) {
  const { companyId } = ctx
  const filled = holdersOfPosition(ctx)
  const { rows } = await sql<PositionRow>`
    select p.id, p.department_id, p.reports_to_id, p.code, p.title, p.level, p.headcount, ${filled} as filled,
      case when p.headcount is not null then greatest(p.headcount - ${filled}, 0) end as vacant,
      (select coalesce(json_agg(json_build_object('id', h.id, 'firstName', h.first_name, 'lastName', h.last_name)), '[]') from (
        select e.id, e.first_name, e.last_name from employment as t
          join employee as e on e.company_id = ${companyId} and e.id = t.employee_id
          where ${inForce(ctx, 't', ctx.today)} and t.position_id = p.id and ${visible(ctx, 'employee.read', 't.employeeId')}
          order by e.last_name, e.first_name, e.id limit ${treeLimits.holders}) as h) as holders
      from position as p where p.company_id = ${companyId} and (${condition})
      order by p.level nulls last, p.title, p.id limit ${treeLimits.positions + 1}`.execute(ctx.tx)
  return { rows: rows.slice(0, treeLimits.positions), complete: rows.length <= treeLimits.positions }
}
