import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { refuseHeadcount, refuseSeat } from './organization.seat.rules.ts'
import type { Span } from './organization.seat.rules.ts'

export type SeatCtx = Ctx<'position' | 'employment'>
export type SeatAsk = Span & {
  /** The row that is being changed, or replaced by this one: it does not count against itself. */
  readonly exceptEmploymentId?: string
}

/**
 * Makes sure that one more person may hold a position on every day of a span, before the caller writes their employment in
 * the same transaction. The position's row stays locked until then, so that of two for the last seat one is refused.
 * Throws `HEADCOUNT_EXCEEDED` with the figures of the fullest day; a position that is not there is `REFERENCE_NOT_FOUND`.
 */
export async function takeSeat(ctx: SeatCtx, positionId: string, { exceptEmploymentId, ...asked }: SeatAsk): Promise<void> {
  const headcount = await lockHeadcount(ctx, positionId)
  if (headcount === undefined) throw fail.conflict('REFERENCE_NOT_FOUND', 'This position is not there.')
  if (headcount === null) return
  const refusal = refuseSeat(headcount, await heldDuring(ctx, positionId, asked, exceptEmploymentId), asked)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
}

/** Refuses a headcount that is exceeded today or on any day to come; the position's row stays locked like for `takeSeat`. */
export async function refuseLowHeadcount(ctx: SeatCtx, positionId: string, headcount: number | null): Promise<void> {
  await lockHeadcount(ctx, positionId)
  const refusal = refuseHeadcount(headcount, await heldDuring(ctx, positionId, { firstDay: ctx.today, lastDay: null }), ctx.today)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
}

/** Undefined when the position is not there. */
async function lockHeadcount(ctx: SeatCtx, positionId: string): Promise<number | null | undefined> {
  const position = await ctx.tx
    .selectFrom('position')
    .select('headcount')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', positionId)
    .forUpdate()
    .executeTakeFirst()
  return position?.headcount
}

async function heldDuring(ctx: SeatCtx, positionId: string, { firstDay, lastDay }: Span, exceptEmploymentId?: string): Promise<Span[]> {
  let query = ctx.tx
    .selectFrom('employment')
    .select(['firstDay', 'lastDay'])
    .where('companyId', '=', ctx.companyId)
    .where('positionId', '=', positionId)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', firstDay)]))
  if (lastDay) query = query.where('firstDay', '<=', lastDay)
  if (exceptEmploymentId) query = query.where('id', '<>', exceptEmploymentId)
  return query.execute()
}
