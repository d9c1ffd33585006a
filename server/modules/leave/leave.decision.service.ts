import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { ApprovalVerdict } from '../../core/approval-kind.ts'
import type { Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { fetchPage } from '../../core/paging.ts'
import { recomputeDays } from '../attendance/index.ts'
import { decidable } from '../workflows/index.ts'
import * as contract from './leave.contract.ts'
import type { LeaveRequest } from './leave.contract.ts'
import { aboutRequest, recordOf } from './leave.events.ts'
import { heldCharges, releaseEntries, takenEntries } from './leave-ledger.rules.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { refuseDecision } from './leave.rules.ts'
import { getRequestOf, selectRequests } from './leave.queries.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'

type LedgerCtx = Ctx<'leaveLedger'>
export type Outcome = 'approved' | 'rejected' | 'withdrawn' | 'cancelled'

/** Requests that wait for the caller's decision now, by the tasks the engine put before them. */
export async function listApprovals(ctx: LeaveCtx, ask: Query<typeof contract.listApprovals>) {
  const query = selectRequests(ctx, null)
    .where('r.state', '=', 'pending')
    .where(decidable(ctx, 'leave', 'r.id'))
  const { rows: requests, pagination } = await fetchPage(query.orderBy('r.createdAt').orderBy('r.id'), ask)
  return { requests, pagination }
}

/** Why a request cannot be decided, in the words of leave; asked by the engine with the instance locked. */
export async function refuseDecided(ctx: LeaveCtx, id: string, act: 'approve' | 'reject', comment: string | null) {
  const request = await getRequestOf(ctx, id)
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
}

/** What an approval does to a request; in the transaction of the decision. */
export async function approveRequest(ctx: LeaveCtx, id: string, verdict: ApprovalVerdict) {
  const before = await getRequestOf(ctx, id)
  const request = await setState(ctx, before, 'approved', verdict)
  await settleApproved(ctx, before)
  await tell(ctx, contract.leaveApproved, before, request)
}

export async function rejectRequest(ctx: LeaveCtx, id: string, verdict: ApprovalVerdict) {
  const before = await getRequestOf(ctx, id)
  const request = await setState(ctx, before, 'rejected', verdict)
  await release(ctx, before)
  await tell(ctx, contract.leaveRejected, before, request)
}

/** An overseer ended the deciding: the request is taken back, and what it held is free again. */
export async function withdrawRequest(ctx: LeaveCtx, id: string, verdict: ApprovalVerdict) {
  const before = await getRequestOf(ctx, id)
  const request = await setState(ctx, before, 'withdrawn', verdict)
  await release(ctx, before)
  await tell(ctx, contract.leaveWithdrawn, before, request)
}

async function tell(ctx: LeaveCtx, event: typeof contract.leaveApproved, before: LeaveRequest, request: LeaveRequest) {
  await ctx.emit(event, {
    subject: { type: 'leave-request', id: before.id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
}

/** The effects of an approval, in its transaction: what was held is taken, and the days are on leave. */
export async function settleApproved(ctx: LeaveCtx, request: LeaveRequest) {
  await writeFor(ctx, request, (entries) => [
    ...releaseEntries(request.id, entries),
    ...takenEntries(request.id, heldCharges(request.id, entries)),
  ])
  await recomputeDays(ctx, request.employee.id, request.firstDay, request.lastDay)
}

export const release = (ctx: LeaveCtx, request: LeaveRequest) => writeFor(ctx, request, (entries) => releaseEntries(request.id, entries))

/** The conditional change is the guard: of two decisions at the same instant one finds the state gone. */
export async function setState(ctx: LeaveCtx, { id, state }: LeaveRequest, outcome: Outcome, { comment, decidedBy }: ApprovalVerdict) {
  const decided = outcome === 'approved' || outcome === 'rejected'
  const changed = await ctx.tx
    .updateTable('leaveRequest')
    .set((eb) => ({
      state: outcome,
      comment,
      version: eb('version', '+', 1),
      ...(decided && { decidedBy, decidedAt: ctx.now }),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', '=', state)
    .returning('id')
    .executeTakeFirst()
  const now = await getRequestOf(ctx, id)
  if (!changed) throw fail.conflict('LEAVE_DECIDED', `This request is already ${now.state}.`, { state: now.state, allowed: [] })
  return now
}

/** Writes what follows from what the ledger holds of a request so far. */
export async function writeFor(
  ctx: LedgerCtx,
  request: LeaveRequest,
  entriesOf: (entries: LedgerEntry[]) => LedgerEntry[],
  reason: string | null = null,
) {
  const rows = await ctx.tx
    .selectFrom('leaveLedger')
    .select(['kind', 'lotId', 'requestId', 'day', 'quantity', 'reverses'])
    .where('companyId', '=', ctx.companyId)
    .where('requestId', '=', request.id)
    .orderBy('id')
    .execute()
  await writeEntries(ctx, request.employee.id, request.typeId, entriesOf(rows as LedgerEntry[]), reason)
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
