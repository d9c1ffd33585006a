import type { Static } from '../../core/contract.ts'
import type { Balance } from './leave.balance.contract.ts'
import { balanceOf } from './leave-balance.rules.ts'
import type { GrantCtx } from './leave.grant.queries.ts'
import { readStandings } from './leave.queries.ts'

export type ShownBalance = Static<typeof Balance>

/**
 * The balances of some people as of a day. Every screen, report and file reads them here (rules-leave.md § Balance); of everybody they
 * would fill the memory, so ask for some at a time. `types` are all kinds of leave in their order, or the one asked for.
 */
export async function readBalances(ctx: GrantCtx, employeeIds: readonly string[], asOf: string, typeId?: string) {
  const [types, accounts] = await Promise.all([readTypes(ctx, typeId), readStandings(ctx, employeeIds, asOf, typeId)])
  const balanceIn = (employeeId: string, { id, code, name, unit, tracksBalance }: ShownType): ShownBalance => {
    const { lots, entries } = accounts.of(employeeId, id)
    return {
      typeId: id,
      typeCode: code,
      typeName: name,
      unit: unit as ShownBalance['unit'],
      tracksBalance,
      ...balanceOf(lots, entries, asOf),
    }
  }
  return { types, balanceIn }
}

export type ShownType = Awaited<ReturnType<typeof readTypes>>[number]

function readTypes(ctx: GrantCtx, typeId: string | undefined) {
  let query = ctx.tx
    .selectFrom('leaveType')
    .select(['id', 'code', 'name', 'unit', 'tracksBalance'])
    .where('companyId', '=', ctx.companyId)
    .orderBy('sortOrder')
    .orderBy('name')
    .limit(200)
  if (typeId) query = query.where('id', '=', typeId)
  return query.execute()
}
