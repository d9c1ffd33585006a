import { sql } from 'kysely'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Query } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import { fail } from '../../core/errors.ts'
import { containing, countOver, pageOf, paginationOf, sorted } from '../../core/paging.ts'
import { literals, statement } from '../../core/statement.ts'
import type { Employee, EmployeeDetail, listEmployees } from './employees.contract.ts'
import type { Pay, Personal, Team } from './employees.fields.contract.ts'

export type PeopleCtx = Ctx<'employee' | 'employment' | 'department' | 'branch' | 'position'>

/** People with the employment in force on a day, as the public field group shows them. */
function selectAll(ctx: PeopleCtx, day = ctx.today) {
  return withEmployment(ctx, ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId), day)
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.version'])
    .select(['t.title', 't.departmentId', 'd.name as departmentName', 't.branchId', 'b.name as branchName', 't.managerId'])
    .select(sql<string | null>`m.first_name || ' ' || m.last_name`.as('managerName'))
    .$castTo<Employee>()
}

type People = PeopleCtx['tx'] extends Kysely<infer Tables> ? SelectQueryBuilder<Tables & { e: DB['employee'] }, 'e', object> : never

/** The employment in force on a day; of who joins later, as they will begin. */
function withEmployment(ctx: PeopleCtx, people: People, day = ctx.today) {
  const shownOn = sql<string>`greatest(${day}::date, e.joined_on)`
  return people.leftJoin('employment as t', (join) =>
    join
      .onRef('t.employeeId', '=', 'e.id')
      .on('t.companyId', '=', ctx.companyId)
      .on('t.firstDay', '<=', shownOn)
      .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', shownOn)])),
  )
}

/**
 * One person with what the caller may see and do beyond the public group; what is hidden never leaves the database.
 * Without a permission whether they are in reach does not matter.
 */
export async function findDetail(ctx: PeopleCtx, id: string, permission?: string, asOf?: string): Promise<EmployeeDetail | undefined> {
  const [employee] = await details(ctx, { id, asOf, $permission: permission })
  return employee
}

/** One person within the reach of a permission; who is not is not there. */
export async function getDetail(ctx: PeopleCtx, id: string, permission: string, asOf?: string): Promise<EmployeeDetail> {
  const employee = await findDetail(ctx, id, permission, asOf)
  if (!employee) throw fail.notFound()
  return employee
}

export const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`

type DetailAsk = { id: string; asOf: string | undefined; $permission: string | undefined }

const details = statement(
  (ctx: PeopleCtx, { id, asOf, $permission }: DetailAsk) => {
    const detail = selectAll(ctx, asOf)
      .leftJoin('position as s', (join) => join.onRef('s.id', '=', 't.positionId').on('s.companyId', '=', ctx.companyId))
      .where('e.id', '=', id)
      .select(['e.preferredName', 'e.workPhone', 't.positionId', 's.title as positionTitle'])
      .select(
        sql<Team | null>`case when ${visible(ctx, 'employee.read-team', 'e.id')} then json_build_object(
          'contractKind', t.contract_kind, 'weeklyHours', t.weekly_hours::text, 'workingPatternId', t.working_pattern_id,
          'firstDay', t.first_day, 'lastDay', t.last_day, 'noticeOn', e.notice_on, 'leavingReason', e.leaving_reason) end`.as('team'),
      )
      .select(
        sql<Personal | null>`case when ${visible(ctx, 'employee.read-personal', 'e.id')} then json_build_object(
          'phone', e.phone, 'birthDate', e.birth_date, 'personalEmail', e.personal_email, 'address', e.address,
          'gender', e.gender, 'nationality', e.nationality, 'maritalStatus', e.marital_status) end`.as('personal'),
      )
      .select(
        sql<Pay | null>`case when ${visible(ctx, 'employee.read-pay', 'e.id')} then json_build_object('salaryRef', t.salary_ref,
          'bankName', e.bank_name, 'bankAccount', e.bank_account, 'taxNumber', e.tax_number) end`.as('pay'),
      )
      .select(
        sql<EmployeeDetail['can']>`json_build_object('update', ${visible(ctx, 'employee.update', 'e.id')},
          'updateContacts', ${visible(ctx, 'employee.update-contacts', 'e.id')},
          'archive', ${visible(ctx, 'employee.archive', 'e.id')})`.as('can'),
      )
    return $permission ? detail.where(visible(ctx, $permission, 'e.id')) : detail
  },
  [
    'employee.read',
    'employee.create',
    'employee.update',
    'employee.update-contacts',
    'employee.archive',
    'employee.read-team',
    'employee.read-personal',
    'employee.read-pay',
  ],
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
