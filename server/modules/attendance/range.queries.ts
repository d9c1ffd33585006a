import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx } from '../../core/context.ts'
import { daysBetween } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'

const longestRangeDays = 366

/** Refuses dates the wrong way round or more than 366 of them. */
export const refuseRange = (from: string, to: string): void => refuseRangeOf(from, to, longestRangeDays)

export function refuseRangeOf(from: string, to: string, limit: number): void {
  const span = daysBetween(from, to)
  if (span < 0) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { from, to })
  if (span >= limit)
    throw fail.unprocessable('RANGE_TOO_LONG', `At most ${limit} dates can be listed at once.`, {
      asked: span + 1,
      limit,
    })
}

/** Who is outside the reach of a permission, by itself that of seeing attendance, is not there. */
export async function requireVisible(ctx: Ctx<'employee'>, employeeId: string, permission = 'attendance.read'): Promise<void> {
  const seen = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, permission, 'employee.id'))
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
}

/** Whether somebody was in a department on a day; `alias` names the row that has the employee and the work date. */
export function wasIn({ companyId }: Bound, departmentId: string, alias: string) {
  const [employeeId, date] = ['employeeId', 'workDate'].map((column) => sql.ref(`${alias}.${column}`))
  return sql<boolean>`exists (select from employment as t where t.company_id = ${companyId} and t.employee_id = ${employeeId}
    and t.first_day <= ${date} and (t.last_day is null or t.last_day >= ${date}) and t.department_id = ${departmentId})`
}

/** Whose request it is: one's own, or of somebody within the reach of asking, who is not found otherwise. */
export async function subjectOf(ctx: Ctx<'employee'>, employeeId: string | undefined, permission: string) {
  const actsForOthers = employeeId !== undefined && employeeId.toLowerCase() !== ctx.actor.employeeId
  if (!actsForOthers) return { employeeId: ownEmployeeId(ctx), actsForOthers }
  await requireVisible(ctx, employeeId, permission)
  return { employeeId: employeeId.toLowerCase(), actsForOthers }
}

/** The employee behind the account; accounts without one have no clock. */
export function ownEmployeeId(ctx: Bound): string {
  const { employeeId } = ctx.actor
  if (!employeeId) throw fail.forbidden('NO_EMPLOYEE', 'Your account does not belong to an employee, so it has no clock.')
  return employeeId
}
