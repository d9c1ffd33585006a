import { Decimal } from 'decimal.js'
import { visible } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { refuseStale } from '../../core/version.ts'
import { recomputeDays } from '../attendance/index.ts'
import { cancelApproval, lockApproval, restartApproval } from '../workflows/index.ts'
import { leaveKind } from './leave.approval.service.ts'
import * as contract from './leave.change.contract.ts'
import { leaveCancelled } from './leave.contract.ts'
import type { LeaveRequest } from './leave.contract.ts'
import { release, setState, writeFor } from './leave.decision.service.ts'
import { evaluate, refused } from './leave.evaluate.service.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'
import { attachDocuments, checkDocuments, hasDocuments } from './leave.document.service.ts'
import { aboutRequest, recordOf } from './leave.events.ts'
import { holdEntries, releaseEntries, reversalEntries, takenEntries } from './leave-ledger.rules.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'
import { refuseChange } from './leave.rules.ts'
import type { LeaveAsk } from './leave.rules.ts'
import { lockEmployee } from './leave.person.service.ts'
import { getRequestOf } from './leave.queries.ts'

/**
 * Other dates for an open request, which is then decided anew, or fewer for approved leave. It does not count against itself,
 * stays one request, and the ledger gets the difference: what the dates held or took is given back, what they cost now is written.
 */
export async function changeLeave(ctx: FullCtx, id: string, { version, note, documentIds, ...changes }: Body<typeof contract.changeLeave>) {
  const { before, actsForOthers } = await lockChangeable(ctx, id)
  refuseStale(version, before.version)
  if (changes.documentSeen !== undefined && !actsForOthers)
    throw fail.unprocessable('LEAVE_DOCUMENT_OWN', 'Nobody confirms their own document.', { field: 'documentSeen' })
  const { firstDay, lastDay, startsAt, endsAt, fromTime, toTime } = { ...before, ...changes }
  const ask: LeaveAsk = { firstDay, lastDay, startsAt, endsAt, fromTime, toTime }
  const refusal = refuseChange(before, ask, { today: ctx.today, actsForOthers })
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
  const isApproved = before.state === 'approved'
  const documentSeen = changes.documentSeen ?? (await wasDocumentSeen(ctx, id))
  await checkDocuments(ctx, before.employee.id, documentIds)
  await attachDocuments(ctx, before.employee.id, id, documentIds)
  const hasDocument = documentSeen || (await hasDocuments(ctx, id))
  // What speaks against asking does not speak against taking less of what was allowed.
  const verdict = await evaluate(ctx, before.employee.id, before.typeId, ask, { excludeRequestId: id, hasDocument, onlyCost: isApproved })
  if (verdict.refusal) throw refused(verdict.refusal)
  const charges = verdict.charges?.charges ?? []
  await replaceDates(ctx, before, ask, verdict.cost!, {
    documentSeen,
    note: note === undefined ? before.note : note,
    ...(!isApproved && { enteredBy: actsForOthers ? ctx.actor.userId : null }),
  })
  await writeFor(ctx, before, (written) =>
    isApproved
      ? difference(reversalEntries(id, written), takenEntries(id, charges))
      : [...releaseEntries(id, written), ...holdEntries(id, charges)],
  )
  if (isApproved) await recomputeDays(ctx, before.employee.id, before.firstDay, before.lastDay)
  const request = await getRequestOf(ctx, id)
  await ctx.emit(contract.leaveChanged, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  if (isApproved) return { request }
  await restartApproval(ctx, leaveKind, id)
  return { request: await getRequestOf(ctx, id) }
}

/** Leave of somebody else that is not taken, also after it began: the ledger and the attendance days are as if it had not been. */
export async function cancelLeave(ctx: FullCtx, id: string, { comment, version }: Body<typeof contract.cancelLeave>) {
  const seen = await findManaged(ctx, id)
  if (!seen) throw fail.notFound()
  if (seen.employeeId === ctx.actor.employeeId)
    throw fail.forbidden('LEAVE_OWN_REQUEST', 'Your own leave is taken back by yourself before it begins, later by somebody else.')
  await cancelApproval(ctx, leaveKind, id, comment)
  await lockEmployee(ctx, seen.employeeId)
  const before = await getRequestOf(ctx, id)
  const isApproved = before.state === 'approved'
  if (!isApproved && before.state !== 'pending')
    throw fail.conflict('LEAVE_DECIDED', `This request is already ${before.state}.`, { state: before.state, allowed: [] })
  refuseStale(version, before.version)
  const request = await setState(ctx, before, 'cancelled', { comment, decidedBy: null })
  if (isApproved) {
    await writeFor(ctx, before, (written) => reversalEntries(id, written), comment)
    await recomputeDays(ctx, before.employee.id, before.firstDay, before.lastDay)
  } else await release(ctx, before)
  await ctx.emit(leaveCancelled, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}

/** One's own request, or of somebody one acts for. Its deciding is locked first, then the person; it is read behind both locks. */
async function lockChangeable(ctx: FullCtx, id: string): Promise<{ before: LeaveRequest; actsForOthers: boolean }> {
  const seen = await findManaged(ctx, id)
  if (!seen) throw fail.notFound()
  await lockApproval(ctx, leaveKind, id)
  await lockEmployee(ctx, seen.employeeId)
  return { before: await getRequestOf(ctx, id), actsForOthers: seen.employeeId !== ctx.actor.employeeId }
}

function findManaged(ctx: LeaveCtx, id: string) {
  return ctx.tx
    .selectFrom('leaveRequest as r')
    .select('r.employeeId')
    .where('r.companyId', '=', ctx.companyId)
    .where('r.id', '=', id)
    .where((eb) => eb.or([visible(ctx, 'leave.request', 'r.employeeId'), visible(ctx, 'leave.manage', 'r.employeeId')]))
    .executeTakeFirst()
}

type Kept = { documentSeen: boolean; note: string | null; enteredBy?: string | null }

/** The conditional change is the guard: whatever else moved the request meanwhile raised its version. */
async function replaceDates(
  ctx: LeaveCtx,
  { id, version, state }: LeaveRequest,
  { firstDay, lastDay, startsAt, endsAt, fromTime = null, toTime = null }: LeaveAsk,
  { dates, quantity }: NonNullable<Awaited<ReturnType<typeof evaluate>>['cost']>,
  kept: Kept,
) {
  const changed = await ctx.tx
    .updateTable('leaveRequest')
    .set({ firstDay, lastDay, startsAt, endsAt, fromTime, toTime, quantity, ...kept, version: version + 1 })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', '=', state)
    .returning('id')
    .executeTakeFirst()
  if (!changed) throw fail.conflict('STALE_VERSION', 'This request was changed meanwhile; look at it again.', {})
  await ctx.tx.deleteFrom('leaveRequestDay').where('companyId', '=', ctx.companyId).where('requestId', '=', id).execute()
  await ctx.tx
    .insertInto('leaveRequestDay')
    .values(dates.map((date) => ({ companyId: ctx.companyId, requestId: id, ...date })))
    .execute()
}

async function wasDocumentSeen(ctx: LeaveCtx, id: string) {
  const row = await ctx.tx
    .selectFrom('leaveRequest')
    .select('documentSeen')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.documentSeen ?? false
}

/** What was taken and is taken again of the same lot on the same date is not written. */
function difference(back: readonly LedgerEntry[], taken: readonly LedgerEntry[]): LedgerEntry[] {
  const same = (a: LedgerEntry, b: LedgerEntry) =>
    a.day === b.day && a.lotId === b.lotId && new Decimal(a.quantity).plus(b.quantity).isZero()
  return [
    ...back.filter((entry) => !taken.some((other) => same(entry, other))),
    ...taken.filter((entry) => !back.some((other) => same(entry, other))),
  ]
}
