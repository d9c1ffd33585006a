import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'
import { visible } from '../../core/access.ts'
import type { Data, Query } from '../../core/contract.ts'
import { daysBetween } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { fetchPage, sorted } from '../../core/paging.ts'
import type * as contract from './leave.contract.ts'
import { consequenceOf } from './leave.approval.service.ts'
import { getRequestRow, plainQuantity, selectRequests } from './leave.queries.ts'
import type { LeaveCtx } from './leave.request.service.ts'

const absenceLimit = 2_000
const longestRangeDays = 366

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
export async function getRequest(ctx: Ctx<keyof DB>, id: string): Promise<Data<typeof contract.getRequest>> {
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

/** Who is away when. The kind of leave is shown only where the request itself may be seen. */
export async function leaveCalendar(
  ctx: LeaveCtx,
  { from, to }: Query<typeof contract.leaveCalendar>,
): Promise<Data<typeof contract.leaveCalendar>> {
  const span = daysBetween(from, to)
  if (span < 0) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { from, to })
  if (span >= longestRangeDays)
    throw fail.unprocessable('RANGE_TOO_LONG', `At most ${longestRangeDays} dates can be shown at once.`, {
      asked: span + 1,
      limit: longestRangeDays,
    })
  const mayRead = visible(ctx, 'leave.read', 'r.employeeId')
  const rows = await selectRequests(ctx, 'leave.read-calendar')
    .select(sql<boolean>`${mayRead}`.as('mayRead'))
    .where('r.firstDay', '<=', to)
    .where('r.lastDay', '>=', from)
    // A request that is not decided yet is known only to those who may see requests.
    .where((eb) => eb.or([eb('r.state', '=', 'approved'), eb.and([eb('r.state', '=', 'pending'), sql<boolean>`${mayRead}`])]))
    .orderBy('r.firstDay')
    .orderBy('e.lastName')
    .orderBy('r.id')
    .limit(absenceLimit)
    .execute()
  return {
    absences: rows.map(({ employee, firstDay, lastDay, startsAt, endsAt, state, typeName, mayRead: seen }) => ({
      employee,
      firstDay,
      lastDay,
      startsAt,
      endsAt,
      state,
      typeName: seen ? typeName : null,
    })),
  }
}
