import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'

/** Why a day of a closed month is not changed, or null. Who asks holds the person (`holdPunches`), so that it stays so. */
export async function refuseClosedMonth(ctx: Ctx<'attendanceMonth'>, date: string): Promise<Refusal | null> {
  const month = date.slice(0, 7)
  const closed = await ctx.tx
    .selectFrom('attendanceMonth')
    .select('month')
    .where('companyId', '=', ctx.companyId)
    .where('month', '=', `${month}-01`)
    .where('state', '=', 'closed')
    .executeTakeFirst()
  if (!closed) return null
  return { code: 'MONTH_CLOSED', message: `${month} is closed; its days stay as they are.`, details: { field: 'date', date, month } }
}

export async function requireOpenMonth(ctx: Ctx<'attendanceMonth'>, date: string) {
  const refusal = await refuseClosedMonth(ctx, date)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
}

/** The closed months, as `2026-03`. */
export async function readClosedMonths(ctx: Ctx<'attendanceMonth'>): Promise<ReadonlySet<string>> {
  const rows = await ctx.tx
    .selectFrom('attendanceMonth')
    .select('month')
    .where('companyId', '=', ctx.companyId)
    .where('state', '=', 'closed')
    .execute()
  return new Set(rows.map(({ month }) => month.slice(0, 7)))
}
