import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'
import { refuseHeadcount, refuseSeats } from './organization.seat.rules.ts'
import type { Span } from './organization.seat.rules.ts'

export type SeatCtx = Ctx<'position' | 'employment'>
export type SeatAsk = Span & {
  readonly positionId: string
  /** The row that takes the seat, or is replaced by one that does: it does not count against itself. */
  readonly employmentId?: string
}

/**
 * Makes sure that people may hold positions on every day of their spans, in the transaction that writes their employments, before or
 * after it does. The positions' rows stay locked until then, so that of two for the last seat one is refused. Answers with the first
 * of each position who finds no seat and `HEADCOUNT_EXCEEDED` with the figures of the fullest day; a position that is not there throws
 * `REFERENCE_NOT_FOUND`.
 */
export async function takeSeats<A extends SeatAsk>(ctx: SeatCtx, asks: readonly A[]): Promise<{ ask: A; refusal: Refusal }[]> {
  const byPosition = Map.groupBy(asks, ({ positionId }) => positionId)
  const headcounts = await lockHeadcounts(ctx, [...byPosition.keys()])
  if ([...byPosition.keys()].some((id) => !headcounts.has(id))) throw fail.conflict('REFERENCE_NOT_FOUND', 'This position is not there.')
  const limited = [...byPosition].filter(([id]) => headcounts.get(id) !== null)
  const held = await heldFrom(
    ctx,
    limited.map(([id]) => id),
    asks.reduce((first, { firstDay }) => (firstDay < first ? firstDay : first), '9999-12-31'),
  )
  const asking = new Set(asks.map(({ employmentId }) => employmentId))
  return limited.flatMap(([positionId, theirs]) => {
    const others = (held.get(positionId) ?? []).filter(({ id }) => !asking.has(id))
    const found = refuseSeats(headcounts.get(positionId)!, others, theirs)
    return found ? [{ ask: theirs[found.index]!, refusal: found.refusal }] : []
  })
}

/** Refuses a headcount that is exceeded today or on any day to come; the position's row stays locked like for `takeSeats`. */
export async function refuseLowHeadcount(ctx: SeatCtx, positionId: string, headcount: number | null): Promise<void> {
  await lockHeadcounts(ctx, [positionId])
  const held = (await heldFrom(ctx, [positionId], ctx.today)).get(positionId) ?? []
  const refusal = refuseHeadcount(headcount, held, ctx.today)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
}

/** Those that are not there are left out. Locked in the order of their ids, so that two who take several do not wait for each other. */
async function lockHeadcounts(ctx: SeatCtx, positionIds: readonly string[]): Promise<Map<string, number | null>> {
  if (positionIds.length === 0) return new Map()
  const positions = await ctx.tx
    .selectFrom('position')
    .select(['id', 'headcount'])
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('id')} = any(${positionIds}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(positions.map(({ id, headcount }) => [id, headcount]))
}

async function heldFrom(ctx: SeatCtx, positionIds: readonly string[], firstDay: string) {
  if (positionIds.length === 0) return new Map<string, (Span & { id: string })[]>()
  const rows = await ctx.tx
    .selectFrom('employment')
    .select(['id', 'positionId', 'firstDay', 'lastDay'])
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('positionId')} = any(${positionIds}::uuid[])`)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', firstDay)]))
    .execute()
  return Map.groupBy(rows, ({ positionId }) => positionId!)
}
