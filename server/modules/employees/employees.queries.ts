import { sql } from 'kysely'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Query, Static } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import { containing, countOver, pageOf, paginationOf, sorted } from '../../core/paging.ts'
import { literals, statement } from '../../core/statement.ts'
import type { Employee, EmployeeDetail, listEmployees, Personal } from './employees.contract.ts'

export type PeopleCtx = Ctx<'employee' | 'employment' | 'department' | 'branch'>

/** People with the employment in force today, as the public field group shows them. */
function selectAll(ctx: PeopleCtx) {
  return withEmployment(ctx, ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.version'])
    .select(['t.title', 't.departmentId', 'd.name as departmentName', 't.branchId', 'b.name as branchName', 't.managerId'])
    .select(sql<string | null>`m.first_name || ' ' || m.last_name`.as('managerName'))
    .$castTo<Employee>()
}

type People = PeopleCtx['tx'] extends Kysely<infer Tables> ? SelectQueryBuilder<Tables & { e: DB['employee'] }, 'e', object> : never

/** The employment in force today; of who joins later, as they will begin. */
function withEmployment(ctx: PeopleCtx, people: People) {
  const shownOn = sql<string>`greatest(${ctx.today}::date, e.joined_on)`
  return people.leftJoin('employment as t', (join) =>
    join
      .onRef('t.employeeId', '=', 'e.id')
      .on('t.companyId', '=', ctx.companyId)
      .on('t.firstDay', '<=', shownOn)
      .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', shownOn)])),
  )
}

/**
 * One person with what the caller may see and do beyond the public group; personal data never leaves the database otherwise.
 * Without a permission whether they are in reach does not matter.
 */
export async function findDetail(ctx: PeopleCtx, id: string, permission?: string): Promise<Static<typeof EmployeeDetail> | undefined> {
  const [employee] = await details(ctx, { id, $permission: permission })
  return employee
}

const details = statement(
  (ctx: PeopleCtx, { id, $permission }: { id: string; $permission: string | undefined }) => {
    const detail = selectAll(ctx)
      .where('e.id', '=', id)
      .select(
        sql<Static<typeof Personal> | null>`case when ${visible(ctx, 'employee.read-personal', 'e.id')} then json_build_object(
          'phone', e.phone, 'birthDate', e.birth_date, 'personalEmail', e.personal_email, 'address', e.address) end`.as('personal'),
      )
      .select(sql<{ update: boolean }>`json_build_object('update', ${visible(ctx, 'employee.update', 'e.id')})`.as('can'))
    return $permission ? detail.where(visible(ctx, $permission, 'e.id')) : detail
  },
  ['employee.read', 'employee.create', 'employee.update', 'employee.read-personal'],
)

type ListAsk = Query<typeof listEmployees>

/** One page of the people within reach, filtered and sorted as asked. */
export async function listPage(ctx: PeopleCtx, ask: ListAsk) {
  const { departmentId, branchId, managerId, status } = ask
  const [word0, word1, word2, word3, word4] = (ask.q ?? '').split(/\s+/).filter(Boolean).map(containing)
  const { limit, offset } = pageOf(ask)
  const filters = { departmentId, branchId, managerId, status, word0, word1, word2, word3, word4, $sort: ask.sort }
  const rows = await pages(ctx, { ...filters, limit, offset })
  const total = rows[0]?.total ?? (offset > 0 ? ((await pages(ctx, { ...filters, limit: 1, offset: 0 }))[0]?.total ?? 0) : 0)
  return { employees: rows.map(({ total: _, ...employee }) => employee), pagination: paginationOf(ask, total) }
}

type PageValues = Record<
  'departmentId' | 'branchId' | 'managerId' | 'status' | '$sort' | `word${0 | 1 | 2 | 3 | 4}`,
  string | undefined
> & {
  limit: number
  offset: number
}

/**
 * The page is found among the people alone where nothing else decides it, so that the rest is joined to its few rows only.
 */
const pages = statement(
  (ctx: PeopleCtx, { departmentId, branchId, managerId, status, $sort = 'lastName,firstName', limit, offset, ...words }: PageValues) => {
    const matching = Object.values(words).filter((one) => one !== undefined)
    const needsEmployment = Boolean(departmentId || branchId || managerId || matching.length > 0 || /title|department/.test($sort))
    let people: People = ctx.tx
      .selectFrom('employee as e')
      .where('e.companyId', '=', ctx.companyId)
      .where(visible(ctx, 'employee.read', 'e.id'))
    people = status ? people.where('e.status', '=', status) : people.where('e.status', 'not in', literals('left', 'archived'))
    if (needsEmployment) {
      let employed = withEmployment(ctx, people)
      if (departmentId) employed = employed.where('t.departmentId', '=', departmentId)
      if (branchId) employed = employed.where('t.branchId', '=', branchId)
      if (managerId) employed = employed.where('t.managerId', '=', managerId)
      for (const word of matching) {
        employed = employed.where((eb) =>
          eb.or(
            (['e.firstName', 'e.lastName', 'e.employeeNumber', 'e.email', 't.title'] as const).map((column) => eb(column, 'ilike', word)),
          ),
        )
      }
      const named = employed.leftJoin('department as d', (join) =>
        join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId),
      )
      people = named
    }
    const page = sorted(people, $sort, sortable, 'e.id')
      .select(['e.id', countOver.as('total')])
      .limit(limit)
      .offset(offset)
    const shown = selectAll(ctx).innerJoin(page.as('p'), 'p.id', 'e.id').select('p.total')
    return sorted(shown, $sort, sortable, 'e.id')
  },
  ['employee.read'],
)

const sortable = {
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  employeeNumber: 'e.employeeNumber',
  joinedOn: 'e.joinedOn',
  title: 't.title',
  departmentName: 'd.name',
  status: 'e.status',
}
