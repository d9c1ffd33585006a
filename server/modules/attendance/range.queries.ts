import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
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

/** Who is outside the reach of seeing attendance is not there. */
export async function requireVisible(ctx: Ctx<'employee'>, employeeId: string): Promise<void> {
  const seen = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, 'attendance.read', 'employee.id'))
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
}
