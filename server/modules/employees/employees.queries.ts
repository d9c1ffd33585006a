import { sql } from 'kysely'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'
import { fail } from '../../core/errors.ts'
import { statement } from '../../core/statement.ts'
import type { Employee, EmployeeDetail } from './employees.contract.ts'
import type { Pay, Personal, Team } from './employees.fields.contract.ts'

export type PeopleTables = 'employee' | 'employment' | 'department' | 'branch' | 'position'
export type PeopleCtx = Ctx<PeopleTables>

/** People with the employment in force on a day, as the public field group shows them. */
export function selectAll(ctx: PeopleCtx, day = ctx.today) {
  return withEmployment(ctx, ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId), day)
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.version'])
    .select(['t.title', 't.departmentId', 'd.name as departmentName', 't.branchId', 'b.name as branchName', 't.managerId'])
    .select(sql<string | null>`m.first_name || ' ' || m.last_name`.as('managerName'))
    .$castTo<Employee>()
}

export type People = PeopleCtx['tx'] extends Kysely<infer Tables> ? SelectQueryBuilder<Tables & { e: DB['employee'] }, 'e', object> : never

/** The employment in force on a day; of who joins later, as they will begin. */
export function withEmployment(ctx: PeopleCtx, people: People, day = ctx.today) {
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

/** The field groups of the person `e` with the employment `t`, null to whom they are not granted. */
export const groupColumns = (ctx: Bound) =>
  [
    sql<Team | null>`case when ${visible(ctx, 'employee.read-team', 'e.id')} then json_build_object(
    'contractKind', t.contract_kind, 'weeklyHours', t.weekly_hours::text, 'workingPatternId', t.working_pattern_id,
    'firstDay', t.first_day, 'lastDay', t.last_day, 'noticeOn', e.notice_on, 'leavingReason', e.leaving_reason) end`.as('team'),
    sql<Personal | null>`case when ${visible(ctx, 'employee.read-personal', 'e.id')} then json_build_object(
    'phone', e.phone, 'birthDate', e.birth_date, 'personalEmail', e.personal_email, 'address', e.address,
    'gender', e.gender, 'nationality', e.nationality, 'maritalStatus', e.marital_status) end`.as('personal'),
    sql<Pay | null>`case when ${visible(ctx, 'employee.read-pay', 'e.id')} then json_build_object('salaryRef', t.salary_ref,
    'bankName', e.bank_name, 'bankAccount', e.bank_account, 'taxNumber', e.tax_number) end`.as('pay'),
  ] as const

type DetailAsk = { id: string; asOf: string | undefined; $permission: string | undefined }

const details = statement(
  (ctx: PeopleCtx, { id, asOf, $permission }: DetailAsk) => {
    const detail = selectAll(ctx, asOf)
      .leftJoin('position as s', (join) => join.onRef('s.id', '=', 't.positionId').on('s.companyId', '=', ctx.companyId))
      .where('e.id', '=', id)
      .select(['e.preferredName', 'e.workPhone', 't.positionId', 's.title as positionTitle'])
      .select(groupColumns(ctx))
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
