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
 * after it does. The positions' rows stay locked until then, so that of two for the last seat one is refused. Answers with everybody
 * who finds no seat, each asked in turn, and `HEADCOUNT_EXCEEDED` with the figures of the fullest day; a position that is not there
 * throws `REFERENCE_NOT_FOUND`.
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
    asks.flatMap(({ employmentId }) => employmentId ?? []),
  )
  return limited.flatMap(([positionId, theirs]) =>
    refuseSeats(headcounts.get(positionId)!, held.get(positionId) ?? [], theirs).map(({ index, refusal }) => ({
      ask: theirs[index]!,
      refusal,
    })),
  )
}

/** Refuses a headcount that is exceeded today or on any day to come; the position's row stays locked like for `takeSeats`. */
export async function refuseLowHeadcount(ctx: SeatCtx, positionId: string, headcount: number | null): Promise<void> {
  await lockHeadcounts(ctx, [positionId])
  const held = (await heldFrom(ctx, [positionId], ctx.today, [])).get(positionId) ?? []
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

/** By position, who holds it on `firstDay` or later in rows other than `except`. */
async function heldFrom(ctx: SeatCtx, positionIds: readonly string[], firstDay: string, except: readonly string[]) {
  if (positionIds.length === 0) return new Map<string, Span[]>()
  const rows = await ctx.tx
    .selectFrom('employment')
    .select(['positionId', 'firstDay', 'lastDay'])
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('positionId')} = any(${positionIds}::uuid[])`)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', firstDay)]))
    // Not `<> all`, which looks through the whole of a large array for every row.
    .where((eb) => sql<boolean>`${eb.ref('id')} not in (select unnest(${except}::uuid[]))`)
    .execute()
  return Map.groupBy(rows, ({ positionId }) => positionId!)
}
