import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'

/** Locks a person within the reach of a permission until commit, so that what changes their balances is put in order. */
export async function lockVisible(ctx: Ctx<'employee'>, employeeId: string, permission: string) {
  const seen = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, permission, 'employee.id'))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
  return seen
}

/** Locks a person until commit, so that whatever changes their leave is put in order. Locks of the approval engine come before it. */
export function lockEmployee(ctx: Ctx<'employee'>, id: string) {
  return ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}
