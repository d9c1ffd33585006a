import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { refuseStale } from '../../core/version.ts'
import { recomputeDays } from '../attendance/index.ts'
import * as contract from './leave.change.contract.ts'
import { leaveCancelled } from './leave.contract.ts'
import type { LeaveRequest } from './leave.contract.ts'
import { aboutRequest, recordOf } from './leave.events.ts'
import { holdEntries, releaseEntries, reversalEntries, takenEntries } from './leave-ledger.rules.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'
import { refuseChange } from './leave.rules.ts'
import type { LeaveAsk } from './leave.rules.ts'
import { getRequestRow } from './leave.queries.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { evaluate, lockEmployee, refused } from './leave.request.service.ts'
import type { LeaveCtx } from './leave.request.service.ts'

/**
 * Other dates for an open request, or fewer for approved leave. It does not count against itself, stays one request, and
 * the ledger gets the difference: what the dates held or took is given back and what they cost now is written.
 */
export async function changeLeave(ctx: LeaveCtx, id: string, { version, ...changes }: Body<typeof contract.changeLeave>) {
  const { request: before, actsForOthers } = await changeable(ctx, id)
  refuseStale(version, before.version)
  const { firstDay, lastDay, startsAt, endsAt, fromTime, toTime } = { ...before, ...changes }
  const ask: LeaveAsk = { firstDay, lastDay, startsAt, endsAt, fromTime, toTime }
  const refusal = refuseChange(before, ask, { today: ctx.today, actsForOthers })
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
  const documentSeen = await wasDocumentSeen(ctx, id)
  const verdict = await evaluate(ctx, before.employee.id, before.typeId, ask, {
    excludeRequestId: id,
    documentSeen,
    onlyCost: before.state === 'approved',
  })
  if (verdict.refusal) throw refused(verdict.refusal)
  const isApproved = before.state === 'approved'
  const written = await entriesOf(ctx, id)
  const charges = verdict.charges?.charges ?? []
  const entries = isApproved
    ? difference(reversalEntries(id, written), takenEntries(id, charges))
    : [...releaseEntries(id, written), ...holdEntries(id, charges)]
  await replaceDates(ctx, before, ask, verdict.cost!)
  await writeEntries(ctx, before.employee.id, before.typeId, entries)
  if (isApproved) await recomputeDays(ctx, before.employee.id, before.firstDay, before.lastDay)
  const request = await getRequestRow(ctx, id, actsForOthers ? 'leave.manage' : 'leave.request')
  await ctx.emit(contract.leaveChanged, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}

/** Approved leave that is not taken, also after it began: the ledger and the attendance days are as if it had not been. */
export async function cancelLeave(ctx: LeaveCtx, id: string, { comment, version }: Body<typeof contract.cancelLeave>) {
  const { employee } = await getRequestRow(ctx, id, 'leave.manage')
  await lockEmployee(ctx, employee.id)
  const before = await getRequestRow(ctx, id, 'leave.manage')
  if (before.state !== 'approved')
    throw fail.conflict('LEAVE_NOT_APPROVED', `Only approved leave can be cancelled; this is ${before.state}.`, {
      state: before.state,
      allowed: [],
    })
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('leaveRequest')
    .set((eb) => ({ state: 'cancelled', comment, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', '=', 'approved')
    .execute()
  await writeEntries(ctx, employee.id, before.typeId, reversalEntries(id, await entriesOf(ctx, id)), comment)
  await recomputeDays(ctx, employee.id, before.firstDay, before.lastDay)
  const request = await getRequestRow(ctx, id, 'leave.manage')
  await ctx.emit(leaveCancelled, {
    subject: { type: 'leave-request', id },
    before: recordOf(before),
    after: recordOf(request),
    data: aboutRequest(request),
  })
  return { request }
}

/** One's own request, or of somebody one acts for; their row is locked, and the request is read again behind the lock. */
async function changeable(ctx: LeaveCtx, id: string): Promise<{ request: LeaveRequest; actsForOthers: boolean }> {
  const seen = await ctx.tx
    .selectFrom('leaveRequest as r')
    .select(['r.employeeId', sql<boolean>`${visible(ctx, 'leave.manage', 'r.employeeId')}`.as('managed')])
    .where('r.companyId', '=', ctx.companyId)
    .where('r.id', '=', id)
    .where((eb) => eb.or([visible(ctx, 'leave.request', 'r.employeeId'), visible(ctx, 'leave.manage', 'r.employeeId')]))
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
  await lockEmployee(ctx, seen.employeeId)
  const actsForOthers = seen.managed && seen.employeeId !== ctx.actor.employeeId
  return { request: await getRequestRow(ctx, id, actsForOthers ? 'leave.manage' : 'leave.request'), actsForOthers }
}

async function replaceDates(
  ctx: LeaveCtx,
  { id }: LeaveRequest,
  ask: LeaveAsk,
  { dates, quantity }: { dates: readonly object[]; quantity: string },
) {
  const { firstDay, lastDay, startsAt, endsAt } = ask
  await ctx.tx
    .updateTable('leaveRequest')
    .set((eb) => ({ firstDay, lastDay, startsAt, endsAt, quantity, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await ctx.tx.deleteFrom('leaveRequestDay').where('companyId', '=', ctx.companyId).where('requestId', '=', id).execute()
  await ctx.tx
    .insertInto('leaveRequestDay')
    .values(dates.map((date) => ({ companyId: ctx.companyId, requestId: id, ...date }) as never))
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

async function entriesOf(ctx: Ctx<'leaveLedger'>, requestId: string): Promise<LedgerEntry[]> {
  const rows = await ctx.tx
    .selectFrom('leaveLedger')
    .select(['kind', 'lotId', 'requestId', 'day', 'quantity', 'reverses'])
    .where('companyId', '=', ctx.companyId)
    .where('requestId', '=', requestId)
    .orderBy('id')
    .execute()
  return rows as LedgerEntry[]
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
