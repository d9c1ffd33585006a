import type { Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { fetchPage } from '../../core/paging.ts'
import * as contract from './leave.credit.contract.ts'
import { grantEntitlements } from './leave.entitlement.service.ts'
import type { GrantCtx } from './leave.grant.queries.ts'
import { plainQuantity } from './leave.queries.ts'

export async function listCredits(ctx: GrantCtx, ask: Query<typeof contract.listCredits>): Promise<Data<typeof contract.listCredits>> {
  let query = selectCredits(ctx)
  if (ask.state) query = query.where('c.state', '=', ask.state)
  if (ask.employeeId) query = query.where('c.employeeId', '=', ask.employeeId)
  if (ask.typeId) query = query.where('c.typeId', '=', ask.typeId)
  const { rows, pagination } = await fetchPage(query.orderBy('c.triedAt', 'desc').orderBy('c.id', 'desc'), ask)
  return { credits: rows.map(shownCredit), pagination }
}

/** Tries everything again that is due for the person; a credit that failed for a reason that lasts stays failed. */
export async function retryCredit(ctx: GrantCtx, id: string): Promise<Data<typeof contract.retryCredit>> {
  const before = await selectCredits(ctx).where('c.id', '=', id).executeTakeFirst()
  if (!before) throw fail.notFound()
  if (before.state !== 'failed')
    throw fail.conflict('LEAVE_CREDIT_WRITTEN', 'This credit is written already.', {
      dueOn: before.dueOn,
      quantity: plainQuantity(before.quantity),
    })
  await grantEntitlements(ctx, ctx.actor.settings, ctx.today, [before.employeeId])
  const after = await selectCredits(ctx).where('c.id', '=', id).executeTakeFirstOrThrow()
  await ctx.emit(contract.creditRetried, {
    subject: { type: 'employee', id: after.employeeId },
    before: { state: before.state, problem: before.problem },
    after: { state: after.state, problem: after.problem },
    data: { typeName: after.typeName, person: `${after.firstName} ${after.lastName}`, creditId: id },
  })
  return { credit: shownCredit(after) }
}

function selectCredits(ctx: GrantCtx) {
  return ctx.tx
    .selectFrom('leaveCredit as c')
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'c.typeId').on('y.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'c.employeeId').on('e.companyId', '=', ctx.companyId))
    .select([
      'c.id',
      'c.employeeId',
      'e.firstName',
      'e.lastName',
      'c.typeId',
      'y.name as typeName',
      'c.dueOn',
      'c.quantity',
      'c.total as runningTotal',
    ])
    .select(['c.state', 'c.problem', 'c.attempts', 'c.triedAt'])
    .where('c.companyId', '=', ctx.companyId)
}

type CreditRow = Awaited<ReturnType<ReturnType<typeof selectCredits>['executeTakeFirstOrThrow']>>
const shownCredit = (row: CreditRow) => ({
  ...row,
  state: row.state as 'credited' | 'failed',
  quantity: plainQuantity(row.quantity),
  runningTotal: plainQuantity(row.runningTotal),
})
