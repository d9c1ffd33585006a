import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { fetchPage, sorted } from '../../core/paging.ts'
import type * as contract from './leave.contract.ts'
import { consequenceOf } from './leave.approval.service.ts'
import { getRequestRow, plainQuantity, selectRequests } from './leave.queries.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'

export async function listRequests(ctx: LeaveCtx, ask: Query<typeof contract.listRequests>) {
  let query = selectRequests(ctx, 'leave.read')
  if (ask.mine) query = ctx.actor.employeeId ? query.where('r.employeeId', '=', ctx.actor.employeeId) : query.where(sql<boolean>`false`)
  if (ask.employeeId) query = query.where('r.employeeId', '=', ask.employeeId)
  if (ask.state) query = query.where('r.state', '=', ask.state)
  if (ask.typeId) query = query.where('r.typeId', '=', ask.typeId)
  const { rows: requests, pagination } = await fetchPage(sorted(query, ask.sort ?? '-createdAt', sortable, 'r.id'), ask)
  return { requests, pagination }
}

const sortable = { createdAt: 'r.createdAt', firstDay: 'r.firstDay', state: 'r.state', lastName: 'e.lastName' }

/** One request with its dates and, for who may decide it, what deciding would mean. */
export async function getRequest(ctx: FullCtx, id: string): Promise<Data<typeof contract.getRequest>> {
  const request = await getRequestRow(ctx, id, 'leave.read')
  const [dates, consequence] = await Promise.all([
    ctx.tx
      .selectFrom('leaveRequestDay')
      .select(['day', 'portion', 'minutes', 'quantity', 'reason', 'holidayName'])
      .where('companyId', '=', ctx.companyId)
      .where('requestId', '=', id)
      .orderBy('day')
      .execute(),
    request.can.approve ? consequenceOf(ctx, request) : null,
  ])
  const shown = dates.map((date) => ({ ...date, quantity: plainQuantity(date.quantity) })) as Data<typeof contract.getRequest>['dates']
  return { request, dates: shown, consequence }
}
