import { sql } from 'kysely'
import { titleOf } from '../../core/approval-kind.ts'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { approveRequest, readTeam, refuseDecided, rejectRequest, withdrawRequest } from './leave.decision.service.ts'
import { fullestDays } from './leave-coverage.rules.ts'
import { readCoverageOf } from './leave.coverage.queries.ts'
import { amountOf } from './leave.events.ts'
import { getRequestOf, getType, readAccount } from './leave.queries.ts'
import { balanceOf } from './leave-balance.rules.ts'
import type { LeaveRequest } from './leave.contract.ts'

/** Leave as a kind of request that the approval engine decides (docs/adding-an-approval-kind.md). */
export const leaveKind: ApprovalKind = {
  code: 'leave',
  title: 'Leave',
  feature: 'leaveManagement',
  permission: 'leave.approve',
  roleSteps: [['hr', 'manager', 'director', 'project_lead']],
  fields: {
    type: 'text',
    typeName: 'text',
    paid: 'bool',
    days: 'number',
    hours: 'number',
    firstDay: 'date',
    lastDay: 'date',
    startsAt: 'text',
    endsAt: 'text',
    fromTime: 'text',
    toTime: 'text',
    note: 'text',
    version: 'number',
  },
  tellsApprovers: true,
  async read(ctx, id) {
    const [request, about] = await Promise.all([getRequestOf(ctx, id), readAbout(ctx, id)])
    const { typeName, unit, firstDay, lastDay, startsAt, endsAt, fromTime, toTime, note, version, employee } = request
    const quantity = Number(request.quantity)
    return {
      subjectEmployeeId: employee.id,
      // Whoever entered it for somebody else asked for it, and decides it as little as the person themselves.
      requesterId: about.enteredBy ?? about.userId,
      title: titleOf(employee, `${amountOf(request.quantity, unit)} of ${typeName}`),
      fields: {
        type: about.code,
        typeName,
        paid: about.paid,
        days: unit === 'days' ? quantity : null,
        hours: unit === 'hours' ? quantity : null,
        firstDay,
        lastDay,
        startsAt,
        endsAt,
        fromTime,
        toTime,
        note,
        version,
      },
    }
  },
  refuse: refuseDecided,
  async consequence(ctx, id) {
    return consequenceOf(ctx, await getRequestOf(ctx, id))
  },
  approved: approveRequest,
  rejected: rejectRequest,
  cancelled: withdrawRequest,
  async orphans(ctx, limit) {
    const { rows } = await sql<{
      id: string
      askedAt: string
    }>`select r.id, r.created_at as "askedAt" from leave_request as r where r.company_id = ${ctx.companyId} and r.state = 'pending'
      and not exists (select from workflow_instance as i where i.company_id = ${ctx.companyId} and i.request_id = r.id and i.kind = 'leave')
      order by r.created_at, r.id limit ${limit}`.execute(ctx.tx)
    return rows
  },
}

async function readAbout(ctx: FullCtx, id: string) {
  const row = await ctx.tx
    .selectFrom('leaveRequest as r')
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'r.typeId').on('y.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['y.code', 'y.paid', 'e.userId', 'r.enteredBy'])
    .where('r.companyId', '=', ctx.companyId)
    .where('r.id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  return row
}

async function readCostlyDays(ctx: Ctx<'leaveRequestDay'>, requestId: string) {
  const rows = await ctx.tx
    .selectFrom('leaveRequestDay')
    .select('day')
    .where('companyId', '=', ctx.companyId)
    .where('requestId', '=', requestId)
    .where('quantity', '>', '0')
    .orderBy('day')
    .execute()
  return rows.map(({ day }) => day)
}

/** What deciding would mean: the balance before and after, and who of the team is away in the same days. */
export async function consequenceOf(ctx: FullCtx, request: LeaveRequest) {
  const { id: employeeId } = request.employee
  const [type, account, team, days, limits] = await Promise.all([
    getType(ctx, request.typeId),
    readAccount(ctx, employeeId, request.typeId),
    readTeam(ctx, request),
    readCostlyDays(ctx, request.id),
    readCoverageOf(ctx, employeeId, { from: request.firstDay, to: request.lastDay }),
  ])
  const meaning = { ...team, coverage: fullestDays(days, limits.spans, limits.counts) }
  if (!type.tracksBalance) return { availableNow: null, availableAfter: null, ...meaning }
  const asOf = request.firstDay > ctx.today ? request.firstDay : ctx.today
  // The request holds its days already.
  const without = account.entries.filter(({ requestId }) => requestId !== request.id)
  const [now, after] = [without, account.entries].map((entries) => balanceOf(account.lots, entries, asOf).available)
  return { availableNow: now!, availableAfter: after!, ...meaning }
}
