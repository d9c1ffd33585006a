import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Employee, Personal } from './employees.contract.ts'
import type { Static } from '../../core/contract.ts'

export type PeopleCtx = Ctx<'employee' | 'employment' | 'department' | 'branch'>

/** People within the reach of a permission, with the employment in force today, as the public field group shows them. */
export function selectEmployees(ctx: PeopleCtx, permission: string) {
  return selectAll(ctx).where(visible(ctx, permission, 'e.id'))
}

function selectAll(ctx: PeopleCtx) {
  // Who joins later is shown as they will begin.
  const shownOn = sql<string>`greatest(${ctx.today}::date, e.joined_on)`
  return ctx.tx
    .selectFrom('employee as e')
    .leftJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', shownOn)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', shownOn)])),
    )
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .select(['e.id', 'e.employeeNumber', 'e.firstName', 'e.lastName', 'e.email', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.version'])
    .select(['t.title', 't.departmentId', 'd.name as departmentName', 't.branchId', 'b.name as branchName', 't.managerId'])
    .select(sql<string | null>`m.first_name || ' ' || m.last_name`.as('managerName'))
    .where('e.companyId', '=', ctx.companyId)
    .$castTo<Employee>()
}

/**
 * One person, in reach or not, with what the caller may see and do beyond the public group; personal data never leaves the
 * database otherwise.
 */
export function selectDetail(ctx: PeopleCtx, id: string) {
  return selectAll(ctx)
    .where('e.id', '=', id)
    .select(
      sql<Static<typeof Personal> | null>`case when ${visible(ctx, 'employee.read-personal', 'e.id')} then json_build_object(
        'phone', e.phone, 'birthDate', e.birth_date, 'personalEmail', e.personal_email, 'address', e.address) end`.as('personal'),
    )
    .select(sql<{ update: boolean }>`json_build_object('update', ${visible(ctx, 'employee.update', 'e.id')})`.as('can'))
}
