import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { reachesAll, visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { fetchPage, pageOf, paginationOf, sorted, wordsIn } from '../../core/paging.ts'
import type * as contract from './organization.chart.contract.ts'
import type { ChartDepartment, ChartPerson, Member } from './organization.chart.contract.ts'
import { inForce } from './organization.queries.ts'

type ChartCtx = Ctx<'department' | 'position' | 'employment' | 'employee'>

export async function listDepartmentUsers(ctx: ChartCtx, id: string, ask: Query<typeof contract.listDepartmentUsers>) {
  const { companyId } = ctx
  await requireRow(ctx, 'department', id)
  const below = sql`(with recursive below as (
    select d.id from department as d where d.company_id = ${companyId} and d.id = ${id}
    union select d.id from department as d join below on d.parent_id = below.id where d.company_id = ${companyId}
  ) select id from below)`
  return listMembers(ctx, ask.includeBelow ? sql<boolean>`t.department_id in ${below}` : sql<boolean>`t.department_id = ${id}`, ask)
}

export async function listPositionUsers(ctx: ChartCtx, id: string, ask: Query<typeof contract.listPositionUsers>) {
  await requireRow(ctx, 'position', id)
  return listMembers(ctx, sql<boolean>`t.position_id = ${id}`, ask)
}

/** The people whose employment `t` is in force today and meets a condition, as far as the caller may see them. */
async function listMembers(ctx: ChartCtx, condition: RawBuilder<boolean>, ask: Query<typeof contract.listPositionUsers>) {
  let query = ctx.tx
    .selectFrom('employment as t')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 't.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status'])
    .select(['t.title', 't.departmentId', 'd.name as departmentName', 't.branchId', 't.positionId', 't.managerId', 't.firstDay as since'])
    .where(inForce(ctx, 't', ctx.today))
    .where(condition)
    .where(visible(ctx, 'employee.read', 't.employeeId'))
  if (ask.q) query = query.where(wordsIn(ask.q, 'e.firstName', 'e.lastName', 'e.employeeNumber', 'e.email', 't.title'))
  const { rows: employees, pagination } = await fetchPage(sorted(query, ask.sort ?? 'lastName,firstName', sortable, 'e.id'), ask)
  return { employees: employees satisfies Member[], pagination }
}

const sortable = {
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  employeeNumber: 'e.employeeNumber',
  title: 't.title',
  departmentName: 'd.name',
  since: 't.firstDay',
}

/**
 * One level of the chart. Who reports to whom and who is in which department is taken of the day asked for; departments
 * themselves keep no history, so their tree is today's.
 */
export async function orgChart(ctx: ChartCtx, { by, parentId, asOf = ctx.today, people, ...page }: Query<typeof contract.orgChart>) {
  if (by === 'manager') {
    if (parentId) await requireVisiblePerson(ctx, parentId)
    const level = await peopleLevel(ctx, asOf, parentId ? sql`t.manager_id = ${parentId}` : isTop(ctx, asOf), page)
    return { asOf, departments: [], people: level.people, pagination: { departments: null, people: level.pagination } }
  }
  requireDepartments(ctx)
  if (parentId) await requireRow(ctx, 'department', parentId)
  const inParent = parentId ? sql`t.department_id = ${parentId}` : sql`t.department_id is null`
  const [below, staff] = await Promise.all([
    departmentsLevel(ctx, asOf, parentId, page),
    people ? peopleLevel(ctx, asOf, inParent, page) : { people: [], pagination: null },
  ])
  return {
    asOf,
    departments: below.departments,
    people: staff.people,
    pagination: { departments: below.pagination, people: staff.pagination },
  }
}

/** What has to be opened, from the top down, until a person shows in the chart. */
export async function orgChartLine(ctx: ChartCtx, id: string, { by, asOf = ctx.today }: Query<typeof contract.orgChartLine>) {
  if (by === 'department') requireDepartments(ctx)
  const { rows: own } = await sql<{ managerId: string | null; departmentId: string | null }>`
    select t.manager_id, t.department_id from employment as t
      where ${inForce(ctx, 't', asOf)} and t.employee_id = ${id} and ${visible(ctx, 'employee.read', 't.employeeId')}`.execute(ctx.tx)
  const [person] = own
  if (!person) throw fail.notFound()
  const above = by === 'manager' ? await managersAbove(ctx, asOf, person.managerId) : await departmentsDownTo(ctx, person.departmentId)
  return { asOf, above }
}

/** Reporting lines and trees have no cycle; should one have it nevertheless, the count of levels ends the walk. */
const mostLevels = 100

/** Ends where the chart begins: at somebody whose manager is not employed that day or not seen. */
async function managersAbove(ctx: ChartCtx, day: string, managerId: string | null) {
  const seen = (alias: string) => sql`${inForce(ctx, alias, day)} and ${isSeen(ctx, `${alias}.employeeId`)}`
  const { rows } = await sql<{ id: string }>`with recursive ${seenOn(ctx, day)}, line as (
      select t.employee_id as id, t.manager_id, 1 as level from employment as t where t.employee_id = ${managerId} and ${seen('t')}
      union all select m.employee_id, m.manager_id, line.level + 1 from line join employment as m on m.employee_id = line.manager_id
        where line.level < ${mostLevels} and ${seen('m')}
    ) select line.id from line order by line.level desc`.execute(ctx.tx)
  return rows.map(({ id }) => id)
}

async function departmentsDownTo({ companyId, tx }: ChartCtx, departmentId: string | null) {
  const { rows } = await sql<{ id: string }>`with recursive line as (
      select d.id, d.parent_id, 1 as level from department as d where d.company_id = ${companyId} and d.id = ${departmentId}
      union all select d.id, d.parent_id, line.level + 1 from line join department as d on d.id = line.parent_id
        where d.company_id = ${companyId} and line.level < ${mostLevels}
    ) select line.id from line order by line.level desc`.execute(tx)
  return rows.map(({ id }) => id)
}

type PageOfLevel = Pick<Query<typeof contract.orgChart>, 'page' | 'limit'>

/** Without a manager, or with one who is not employed that day or not within the caller's reach: nobody seen is left out of the chart. */
const isTop = (ctx: ChartCtx, day: string) =>
  seesAll(ctx)
    ? sql`not exists (select 1 from employment as m where m.employee_id = t.manager_id and ${inForce(ctx, 'm', day)})`
    : sql`(t.manager_id is null or not (${isSeen(ctx, 't.managerId')}))`

/**
 * Whom the caller may see, as `isSeen` asks for it in several places. Of a reach around oneself that is a walk through the whole
 * reporting line, so it is made once.
 */
const seenOn = (ctx: ChartCtx, day: string) => sql`seen as materialized (
  select t.employee_id from employment as t where ${inForce(ctx, 't', day)} and ${visible(ctx, 'employee.read', 't.employeeId')})`

/** "is true" keeps the planner from joining with `seen`, which took several times as long (docs/performance.md). */
const isSeen = (ctx: ChartCtx, column: string) =>
  seesAll(ctx) ? sql`true` : sql`(${sql.ref(column)} in (select seen.employee_id from seen)) is true`

const seesAll = (ctx: ChartCtx) => reachesAll(ctx.actor, 'employee.read')

/** The page is found first, so that reports are counted for its few rows only. */
async function peopleLevel(ctx: ChartCtx, day: string, condition: RawBuilder<unknown>, ask: PageOfLevel) {
  const { limit, offset } = pageOf(ask)
  const people = sql`from employment as t join employee as e on e.company_id = ${ctx.companyId} and e.id = t.employee_id
    where ${inForce(ctx, 't', day)} and ${isSeen(ctx, 't.employeeId')} and ${condition}`
  const { rows } = await sql<ChartPerson & { total: number }>`with ${seenOn(ctx, day)}, level as (
      select e.id, e.employee_number, e.first_name, e.last_name, t.title, t.department_id, t.position_id, t.manager_id, count(*) over () as total
        ${people} order by e.last_name, e.first_name, e.id limit ${limit} offset ${offset}
    )
    select level.*, (select count(*) from employment as r where r.manager_id = level.id and ${inForce(ctx, 'r', day)}
        and ${isSeen(ctx, 'r.employeeId')}) as report_count
      from level order by level.last_name, level.first_name, level.id`.execute(ctx.tx)
  const total = rows[0]?.total ?? (offset > 0 ? await countOf(ctx, day, people) : 0)
  return { people: rows.map(({ total: _, ...person }) => person), pagination: paginationOf(ask, total) }
}

async function countOf(ctx: ChartCtx, day: string, people: RawBuilder<unknown>) {
  const { rows } = await sql<{ total: number }>`with ${seenOn(ctx, day)} select count(*) as total ${people}`.execute(ctx.tx)
  return rows[0]!.total
}

async function departmentsLevel(ctx: ChartCtx, day: string, parentId: string | undefined, ask: PageOfLevel) {
  const { companyId } = ctx
  const query = ctx.tx
    .selectFrom('department as d')
    .select(['d.id', 'd.code', 'd.name', 'd.headEmployeeId'])
    .select(
      sql<number>`(select count(*) from employment as t where t.department_id = d.id and ${inForce(ctx, 't', day)}
        and ${visible(ctx, 'employee.read', 't.employeeId')})`.as('employeeCount'),
    )
    .select(
      sql<number>`(select count(*) from department as c where c.company_id = ${companyId} and c.parent_id = d.id)`.as('departmentCount'),
    )
    .where('d.companyId', '=', companyId)
    .where('d.parentId', parentId ? '=' : 'is', parentId ?? null)
  const { rows: departments, pagination } = await fetchPage(sorted(query, 'name', { name: 'd.name' }, 'd.id'), ask)
  return { departments: departments satisfies ChartDepartment[], pagination }
}

function requireDepartments(ctx: ChartCtx) {
  if (ctx.actor.permissions.has('organization.read')) return
  throw fail.forbidden('FORBIDDEN', 'You may not see the departments.', { permission: 'organization.read' })
}

async function requireRow(ctx: ChartCtx, table: 'department' | 'position', id: string) {
  const row = await ctx.tx.selectFrom(table).select('id').where('companyId', '=', ctx.companyId).where('id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
}

async function requireVisiblePerson(ctx: ChartCtx, id: string) {
  const person = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where(visible(ctx, 'employee.read', 'id'))
    .executeTakeFirst()
  if (!person) throw fail.notFound()
}
