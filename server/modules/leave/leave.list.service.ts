import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPageOf, sorted, wordsIn } from '../../core/paging.ts'
import type * as contract from './leave.contract.ts'
import * as list from './leave.list.contract.ts'
import { consequenceOf } from './leave.approval.service.ts'
import { getRequestRow, plainQuantity, selectRequests } from './leave.queries.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'

export async function listRequests(ctx: LeaveCtx, ask: Query<typeof contract.listRequests>) {
  const { rows: requests, pagination } = await fetchPageOf(requestsAsked(ctx, ask), selectRequests(ctx, null), ask, 'r.id')
  return { requests, pagination }
}

export function exportRequests(ctx: LeaveCtx, ask: Query<typeof list.exportRequests>) {
  // Whose number it is stands in the file only; a page has the id.
  const rows = requestsAsked(ctx, ask).select('e.employeeNumber')
  return exportList(ctx, ask, { name: 'leave-requests', rows, cells, event: list.requestsExported })
}

/** Leave that falls on a day between `from` and `to`, of who is in the department today. */
function requestsAsked(ctx: LeaveCtx, ask: Query<typeof list.exportRequests>) {
  let query = selectRequests(ctx, 'leave.read')
  if (ask.mine) query = ctx.actor.employeeId ? query.where('r.employeeId', '=', ctx.actor.employeeId) : query.where(sql<boolean>`false`)
  if (ask.employeeId) query = query.where('r.employeeId', '=', ask.employeeId)
  if (ask.state) query = query.where('r.state', '=', ask.state)
  if (ask.typeId) query = query.where('r.typeId', '=', ask.typeId)
  if (ask.departmentId) query = query.where('t.departmentId', '=', ask.departmentId)
  if (ask.from) query = query.where('r.lastDay', '>=', ask.from)
  if (ask.to) query = query.where('r.firstDay', '<=', ask.to)
  if (ask.q) query = query.where(wordsIn(ask.q, 'e.firstName', 'e.lastName', 'e.employeeNumber'))
  return sorted(query, ask.sort ?? '-createdAt', sortable, 'r.id')
}

const sortable = {
  createdAt: 'r.createdAt',
  firstDay: 'r.firstDay',
  state: 'r.state',
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  typeName: 'y.name',
  quantity: 'r.quantity',
  decidedAt: 'r.decidedAt',
}

const cells: Cells<contract.LeaveRequest & { employeeNumber: string }> = {
  Number: ({ employeeNumber }) => employeeNumber,
  'First name': ({ employee }) => employee.firstName,
  'Last name': ({ employee }) => employee.lastName,
  'Leave type': ({ typeName }) => typeName,
  'First day': ({ firstDay }) => firstDay,
  'Last day': ({ lastDay }) => lastDay,
  From: ({ fromTime }) => fromTime,
  To: ({ toTime }) => toTime,
  Quantity: ({ quantity }) => quantity,
  Unit: ({ unit }) => unit,
  State: ({ state }) => state,
  Note: ({ note }) => note,
  Asked: ({ createdAt }) => createdAt,
  'Entered by': ({ enteredByName }) => enteredByName,
  'Decided by': ({ decidedByName }) => decidedByName,
  Decided: ({ decidedAt }) => decidedAt,
  Comment: ({ comment }) => comment,
}

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
