import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'

type EmploymentCtx = Ctx<'employment'>
export type EmploymentChange = { title?: string | null; departmentId?: string | null; branchId?: string | null; managerId?: string | null }

/**
 * Changes where a person works from today on: the row in force ends yesterday and a new one begins, so that history stays.
 * A row that began today, or has not begun yet, is changed itself; what is so already makes no new row.
 */
export async function changeEmployment(ctx: EmploymentCtx, employeeId: string, change: EmploymentChange) {
  const current = await ctx.tx
    .selectFrom('employment')
    .selectAll()
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', ctx.today)]))
    .orderBy('firstDay')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (!current) throw fail.conflict('NOT_EMPLOYED', 'This person is not employed now, so there is nothing to change.')
  if (Object.entries(change).every(([field, value]) => current[field as keyof EmploymentChange] === value)) return
  if (current.firstDay >= ctx.today) {
    await ctx.tx.updateTable('employment').set(change).where('companyId', '=', ctx.companyId).where('id', '=', current.id).execute()
    return
  }
  await ctx.tx
    .updateTable('employment')
    .set({ lastDay: addDays(ctx.today, -1) })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', current.id)
    .execute()
  await ctx.tx
    .insertInto('employment')
    .values({ ...current, ...change, id: newId(), firstDay: ctx.today })
    .execute()
}

/** Refuses a manager who reports, over however many levels, to the person themselves. */
export async function refuseReportingCycle(ctx: EmploymentCtx, employeeId: string, managerId: string) {
  const above = await ctx.tx
    .withRecursive('above', (db) =>
      db
        .selectFrom('employment as t')
        .select(['t.employeeId', 't.managerId'])
        .where('t.companyId', '=', ctx.companyId)
        .where('t.employeeId', '=', managerId)
        .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)]))
        .union(
          db
            .selectFrom('employment as t')
            .innerJoin('above', 'above.managerId', 't.employeeId')
            .select(['t.employeeId', 't.managerId'])
            .where('t.companyId', '=', ctx.companyId)
            .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)])),
        ),
    )
    .selectFrom('above')
    .select('above.employeeId')
    .where('above.employeeId', '=', employeeId)
    .limit(1)
    .executeTakeFirst()
  if (above || managerId === employeeId) {
    throw fail.conflict('REPORTING_CYCLE', 'This would make the person report to themselves.', { employeeId, managerId })
  }
}
