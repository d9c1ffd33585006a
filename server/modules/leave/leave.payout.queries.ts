import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Payout } from './leave.payout.contract.ts'

export type PayoutCtx = Ctx<'leaveEncashmentRequest' | 'employee' | 'leaveType' | 'userAccount'>

/** Requests as the contract shows them; `condition` says which of them the caller may see. */
export function selectPayouts(ctx: PayoutCtx, condition = sql<boolean>`true`) {
  return ctx.tx
    .selectFrom('leaveEncashmentRequest as r')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'r.typeId').on('y.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'r.decidedBy').on('u.companyId', '=', ctx.companyId))
    .select(['r.id', 'r.employeeId', 'e.firstName', 'e.lastName', 'r.typeId', 'y.name as typeName', 'y.unit'])
    .select(['r.note', 'r.state', 'r.comment', 'r.decidedAt', 'r.createdAt', 'r.version'])
    .select([
      sql<string>`trim_scale(r.quantity)::text`.as('quantity'),
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('decidedByName'),
      sql<Payout['can']>`json_build_object('withdraw', r.state = 'pending' and ${visible(ctx, 'leave.request', 'r.employeeId')})`.as('can'),
    ])
    .where('r.companyId', '=', ctx.companyId)
    .where(condition)
    .$castTo<Payout>()
}

/** One request; what the condition leaves out is not found. */
export async function getPayout(ctx: PayoutCtx, id: string, condition = sql<boolean>`true`): Promise<Payout> {
  const found = await selectPayouts(ctx, condition).where('r.id', '=', id).executeTakeFirst()
  if (!found) throw fail.notFound()
  return found
}

/** What waits to be paid out, of every kind of leave of one person. */
export async function readAskedOf(ctx: Ctx<'leaveEncashmentRequest'>, employeeId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.tx
    .selectFrom('leaveEncashmentRequest')
    .select(['typeId', sql<string>`trim_scale(sum(quantity))::text`.as('asked')])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('state', '=', 'pending')
    .groupBy('typeId')
    .execute()
  return new Map(rows.map(({ typeId, asked }) => [typeId, asked]))
}

/** What a request holds, by lot, negative as the ledger has it. */
export async function readHolds(ctx: Ctx<'leaveLedger'>, id: string): Promise<{ lotId: string | null; quantity: string }[]> {
  return ctx.tx
    .selectFrom('leaveLedger')
    .select(['lotId', (eb) => eb.fn.sum<string>('quantity').as('quantity')])
    .where('companyId', '=', ctx.companyId)
    .where('encashmentRequestId', '=', id)
    .where('kind', 'in', ['hold', 'release'])
    .groupBy('lotId')
    .execute()
}
