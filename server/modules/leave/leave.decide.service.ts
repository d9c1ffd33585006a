import type { FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { refuseStale } from '../../core/version.ts'
import { recomputeDays } from '../attendance/index.ts'
import { cancelApproval, decideRequest, lockApproval } from '../workflows/index.ts'
import { leaveKind } from './leave.approval.service.ts'
import type * as contract from './leave.contract.ts'
import { leaveCancelled, leaveWithdrawn } from './leave.contract.ts'
import { release, setState, writeFor } from './leave.decision.service.ts'
import { aboutRequest, recordOf } from './leave.events.ts'
import { reversalEntries } from './leave-ledger.rules.ts'
import { lockEmployee } from './leave.person.service.ts'
import { getRequestOf, getRequestRow, getSeenRow } from './leave.queries.ts'
import { refuseDecision } from './leave.rules.ts'

export const approveLeave = (ctx: FullCtx, id: string, body: Body<typeof contract.approveLeave>) => decide(ctx, id, 'approved', body)
export const rejectLeave = (ctx: FullCtx, id: string, body: Body<typeof contract.rejectLeave>) => decide(ctx, id, 'rejected', body)

/** The engine's decision under the name of leave; what one neither sees nor was asked about is not found. */
async function decide(
  ctx: FullCtx,
  id: string,
  outcome: 'approved' | 'rejected',
  { comment, version }: Body<typeof contract.approveLeave>,
) {
  // Behind the lock: what was looked at is what is decided.
  await getSeenRow(ctx, id)
  await lockApproval(ctx, leaveKind, id)
  const before = await getSeenRow(ctx, id)
  if (before.state === 'pending') refuseStale(version, before.version)
  await decideRequest(ctx, leaveKind, id, { outcome, comment })
  return { request: await getRequestOf(ctx, id) }
}

/** Takes back one's own request while it is open, or approved leave that has not begun. */
export async function withdrawLeave(ctx: FullCtx, id: string) {
  // Refuses those whose request it is not before anything is locked; then the deciding ends first, in the engine's order.
  const { employee } = await getRequestRow(ctx, id, 'leave.request')
  await cancelApproval(ctx, leaveKind, id)
  await lockEmployee(ctx, employee.id)
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
  const request = await setState(ctx, before, isApproved ? 'cancelled' : 'withdrawn', { comment: before.comment, decidedBy: null })
  if (isApproved) {
    await writeFor(ctx, before, (entries) => reversalEntries(id, entries))
    await recomputeDays(ctx, before.employee.id, before.firstDay, before.lastDay)
  } else await release(ctx, before)
  await ctx.emit(isApproved ? leaveCancelled : leaveWithdrawn, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}
