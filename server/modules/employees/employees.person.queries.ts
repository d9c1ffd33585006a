import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'

/** The name of a person within the caller's reach for a permission; 404 unless they are. */
export async function seenName(ctx: Ctx<'employee'>, employeeId: string, permission: string): Promise<string> {
  const found = await ctx.tx
    .selectFrom('employee')
    .select(['firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, permission, 'id'))
    .executeTakeFirst()
  if (!found) throw fail.notFound()
  return `${found.firstName} ${found.lastName}`
}

/**
 * The name of a person whose records the caller may change, and may read with `readPermission`: nobody changes what they may
 * not see. The person's row is locked until commit, so that changes of one person's records come one after the other.
 */
export async function lockPerson(ctx: Ctx<'employee'>, employeeId: string, readPermission: string): Promise<string> {
  const found = await ctx.tx
    .selectFrom('employee as e')
    .select(['e.firstName', 'e.lastName'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', employeeId)
    .where(visible(ctx, 'employee.update-records', 'e.id'))
    .where(visible(ctx, readPermission, 'e.id'))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!found) throw fail.notFound()
  return `${found.firstName} ${found.lastName}`
}
