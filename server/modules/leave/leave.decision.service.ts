import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { recomputeDays } from '../attendance/index.ts'
import * as contract from './leave.contract.ts'
import type { LeaveRequest } from './leave.contract.ts'
import { aboutRequest, recordOf } from './leave.events.ts'
import { heldCharges, releaseEntries, reversalEntries, takenEntries } from './leave-ledger.rules.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { refuseDecision } from './leave.rules.ts'
import { getRequestRow, selectRequests } from './leave.queries.ts'
import type { LeaveCtx } from './leave.request.service.ts'

type LedgerCtx = Ctx<'leaveLedger'>
type Outcome = 'approved' | 'rejected' | 'withdrawn' | 'cancelled'

/** Requests that wait for the caller: pending, within their reach, never their own. */
export async function listApprovals(ctx: LeaveCtx, ask: Query<typeof contract.listApprovals>) {
  let query = selectRequests(ctx, 'leave.approve').where('r.state', '=', 'pending')
  if (ctx.actor.employeeId) query = query.where('r.employeeId', '!=', ctx.actor.employeeId)
  const { rows: requests, pagination } = await fetchPage(query.orderBy('r.createdAt').orderBy('r.id'), ask)
  return { requests, pagination }
}

export async function approveLeave(ctx: LeaveCtx, id: string, { comment, version }: Body<typeof contract.approveLeave>) {
  const before = await decidable(ctx, id, 'approve', comment, version)
  const request = await setState(ctx, before, 'approved', comment ?? null, 'leave.approve')
  await settleApproved(ctx, before)
  await ctx.emit(contract.leaveApproved, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}

export async function rejectLeave(ctx: LeaveCtx, id: string, { comment, version }: Body<typeof contract.rejectLeave>) {
  const before = await decidable(ctx, id, 'reject', comment, version)
  const request = await setState(ctx, before, 'rejected', comment, 'leave.approve')
  await release(ctx, before)
  await ctx.emit(contract.leaveRejected, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}

/** Takes back one's own request while it is open, or approved leave that has not begun. */
export async function withdrawLeave(ctx: LeaveCtx, id: string) {
  const before = await getRequestRow(ctx, id, 'leave.request')
  const isApproved = before.state === 'approved'
  if (isApproved && before.firstDay <= ctx.today) {
    throw fail.conflict('LEAVE_BEGUN', 'This leave has begun; ask HR to change it.', { firstDay: before.firstDay })
  }
  const refusal = isApproved
    ? null
    : refuseDecision({
        state: before.state,
        requesterEmployeeId: before.employee.id,
        deciderEmployeeId: ctx.actor.employeeId,
        act: 'withdraw',
      })
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
  const request = await setState(ctx, before, isApproved ? 'cancelled' : 'withdrawn', before.comment, 'leave.request')
  if (isApproved) {
    await writeFor(ctx, before, (entries) => reversalEntries(id, entries))
    await recomputeDays(ctx, before.employee.id, before.firstDay, before.lastDay)
  } else await release(ctx, before)
  const event = isApproved ? contract.leaveCancelled : contract.leaveWithdrawn
  await ctx.emit(event, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}

/** The effects of an approval, in its transaction: what was held is taken, and the days are on leave. */
export async function settleApproved(ctx: LeaveCtx, request: LeaveRequest) {
  await writeFor(ctx, request, (entries) => [
    ...releaseEntries(request.id, entries),
    ...takenEntries(request.id, heldCharges(request.id, entries)),
  ])
  await recomputeDays(ctx, request.employee.id, request.firstDay, request.lastDay)
}

const release = (ctx: LeaveCtx, request: LeaveRequest) => writeFor(ctx, request, (entries) => releaseEntries(request.id, entries))

async function decidable(ctx: LeaveCtx, id: string, act: 'approve' | 'reject', comment: string | undefined, version: number | undefined) {
  const request = await getRequestRow(ctx, id, 'leave.approve')
  const refusal = refuseDecision({
    state: request.state,
    requesterEmployeeId: request.employee.id,
    deciderEmployeeId: ctx.actor.employeeId,
    act,
    comment,
  })
  if (refusal?.code === 'LEAVE_OWN_REQUEST') throw fail.forbidden(refusal.code, refusal.message)
  if (refusal)
    throw refusal.code === 'LEAVE_DECIDED'
      ? fail.conflict(refusal.code, refusal.message, refusal.details)
      : fail.unprocessable(refusal.code, refusal.message, refusal.details)
  refuseStale(version, request.version)
  return request
}

/** The conditional change is the guard: of two decisions at the same instant one finds the state gone. */
async function setState(ctx: LeaveCtx, { id, state }: LeaveRequest, outcome: Outcome, comment: string | null, permission: string) {
  const decided = outcome === 'approved' || outcome === 'rejected'
  const changed = await ctx.tx
    .updateTable('leaveRequest')
    .set((eb) => ({
      state: outcome,
      comment,
      version: eb('version', '+', 1),
      ...(decided && { decidedBy: ctx.actor.userId, decidedAt: ctx.now }),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', '=', state)
    .returning('id')
    .executeTakeFirst()
  const now = await getRequestRow(ctx, id, permission)
  if (!changed) throw fail.conflict('LEAVE_DECIDED', `This request is already ${now.state}.`, { state: now.state, allowed: [] })
  return now
}

async function writeFor(ctx: LedgerCtx, request: LeaveRequest, entriesOf: (entries: LedgerEntry[]) => LedgerEntry[]) {
  const rows = await ctx.tx
    .selectFrom('leaveLedger')
    .select(['kind', 'lotId', 'requestId', 'day', 'quantity'])
    .where('companyId', '=', ctx.companyId)
    .where('requestId', '=', request.id)
    .orderBy('id')
    .execute()
  await writeEntries(ctx, request.employee.id, request.typeId, entriesOf(rows as LedgerEntry[]))
}

/** How many people report to the same manager, and who of them is away in the same days: what an approver weighs. */
export async function readTeam(ctx: LeaveCtx, request: LeaveRequest) {
  const colleagues = sql`select t.employee_id from employment as t join employment as mine on mine.company_id = ${ctx.companyId} and mine.employee_id = ${request.employee.id}
    and mine.first_day <= ${ctx.today} and (mine.last_day is null or mine.last_day >= ${ctx.today})
    where t.company_id = ${ctx.companyId} and t.first_day <= ${ctx.today} and (t.last_day is null or t.last_day >= ${ctx.today}) and t.manager_id = mine.manager_id`
  const [team, awayWith] = await Promise.all([
    sql<{ size: number }>`select count(*) as size from (${colleagues}) as team`.execute(ctx.tx),
    ctx.tx
      .selectFrom('leaveRequest as r')
      .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
      .select(['r.employeeId', 'e.firstName', 'e.lastName', 'r.firstDay', 'r.lastDay'])
      .where('r.companyId', '=', ctx.companyId)
      .where('r.state', '=', 'approved')
      .where('r.firstDay', '<=', request.lastDay)
      .where('r.lastDay', '>=', request.firstDay)
      .where('r.employeeId', '!=', request.employee.id)
      .where(sql<boolean>`r.employee_id in (${colleagues})`)
      .where(visible(ctx, 'leave.approve', 'r.employeeId'))
      .orderBy('r.firstDay')
      .limit(20)
      .execute(),
  ])
  return { teamSize: team.rows[0]?.size ?? 0, awayWith }
}
