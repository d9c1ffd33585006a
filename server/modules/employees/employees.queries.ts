import { sql } from 'kysely'
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Static } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import { statement } from '../../core/statement.ts'
import type { Employee, EmployeeDetail, Personal } from './employees.contract.ts'

export type PeopleCtx = Ctx<'employee' | 'employment' | 'department' | 'branch'>

/** People with the employment in force today, as the public field group shows them. */
export function selectAll(ctx: PeopleCtx) {
  return withEmployment(ctx, ctx.tx.selectFrom('employee as e').where('e.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.version'])
    .select(['t.title', 't.departmentId', 'd.name as departmentName', 't.branchId', 'b.name as branchName', 't.managerId'])
    .select(sql<string | null>`m.first_name || ' ' || m.last_name`.as('managerName'))
    .$castTo<Employee>()
}

export type People = PeopleCtx['tx'] extends Kysely<infer Tables> ? SelectQueryBuilder<Tables & { e: DB['employee'] }, 'e', object> : never

/** The employment in force today; of who joins later, as they will begin. */
export function withEmployment(ctx: PeopleCtx, people: People) {
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
