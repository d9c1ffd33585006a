import { Decimal } from 'decimal.js'
import { titleOf } from '../../core/approval-kind.ts'
import type { ApprovalKind, ApprovalVerdict } from '../../core/approval-kind.ts'
import type { FullCtx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { settleRequest } from '../workflows/index.ts'
import { balanceOf } from './leave-balance.rules.ts'
import { amountOf } from './leave.events.ts'
import { insertEntries } from './leave.ledger.service.ts'
import * as contract from './leave.payout.contract.ts'
import type { Payout } from './leave.payout.contract.ts'
import { getPayout, readHolds } from './leave.payout.queries.ts'
import { lockEmployee } from './leave.person.service.ts'
import { readAccount } from './leave.queries.ts'

/** Leave to be paid out as a kind of request that the approval engine decides (docs/adding-an-approval-kind.md). */
export const payoutKind: ApprovalKind = {
  code: 'leave-encashment',
  title: 'Leave paid out',
  feature: 'leaveManagement',
  permission: 'leave.approve',
  roleSteps: [['hr', 'ceo']],
  fields: { typeName: 'text', days: 'number', hours: 'number', note: 'text', version: 'number' },
  async read(ctx, id) {
    const request = await getPayout(ctx, id)
    const { employeeId, typeName, unit, note, version } = request
    const quantity = Number(request.quantity)
    const { userId } = await ctx.tx
      .selectFrom('employee')
      .select('userId')
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', employeeId)
      .executeTakeFirstOrThrow()
    return {
      subjectEmployeeId: employeeId,
      requesterId: userId,
      title: titleOf(request, `${amountOf(request.quantity, unit)} of ${typeName} paid out`),
      fields: { typeName, days: unit === 'days' ? quantity : null, hours: unit === 'hours' ? quantity : null, note, version },
    }
  },
  async refuse(ctx, id, act, comment) {
    const request = await getPayout(ctx, id)
    if (request.employeeId === ctx.actor.employeeId) throw fail.forbidden('LEAVE_OWN_REQUEST', 'Nobody decides about their own leave.')
    if (request.state !== 'pending') throw decidedAlready(request)
    if (act === 'reject' && !comment) throw fail.unprocessable('COMMENT_REQUIRED', 'Say why it is rejected.', { field: 'comment' })
  },
  /** The balance with and without what is asked for, which holds it already. */
  async consequence(ctx, id) {
    const { employeeId, typeId, unit, quantity } = await getPayout(ctx, id)
    const { lots, entries } = await readAccount(ctx, employeeId, typeId)
    const { available, encashed } = balanceOf(lots, entries, ctx.today)
    return { unit, availableNow: new Decimal(available).plus(quantity).toFixed(), availableAfter: available, encashedBefore: encashed }
  },
  approved: (ctx, id, verdict) => endPayout(ctx, id, 'approved', verdict),
  rejected: (ctx, id, verdict) => endPayout(ctx, id, 'rejected', verdict),
  cancelled: (ctx, id, verdict) => endPayout(ctx, id, 'withdrawn', verdict),
}

const events = { approved: contract.payoutApproved, rejected: contract.payoutRejected, withdrawn: contract.payoutWithdrawn }

/** What was held is free again, and paid out from the same lots once it is approved, with a line for payroll whose rate is still to be set. */
export async function endPayout(ctx: FullCtx, id: string, state: keyof typeof events, verdict: ApprovalVerdict) {
  const before = await getPayout(ctx, id)
  await lockEmployee(ctx, before.employeeId)
  const changed = await settleRequest(ctx, 'leaveEncashmentRequest', { ...before, state: 'pending' }, state, verdict)
  if (!changed) throw decidedAlready(await getPayout(ctx, id))
  const of = { employeeId: before.employeeId, typeId: before.typeId, requestId: null, day: ctx.today, reason: before.note }
  const held = (await readHolds(ctx, id)).map((one) => ({ ...of, ...one, encashmentRequestId: id }))
  await insertEntries(ctx, [
    ...held.map((one) => ({ ...one, kind: 'release' as const, quantity: new Decimal(one.quantity).negated().toFixed() })),
    ...(state === 'approved' ? held.map((one) => ({ ...one, kind: 'encashment' as const })) : []),
  ])
  if (state === 'approved') await addLine(ctx, before)
  await ctx.emit(events[state], {
    subject: { type: 'leave-encashment', id },
    before: { state: before.state },
    after: { state, comment: verdict.comment },
    data: aboutPayout(before),
  })
}

async function addLine(ctx: FullCtx, { id, employeeId, typeId, quantity, note }: Payout) {
  await ctx.tx
    .insertInto('leaveEncashment')
    .values({
      companyId: ctx.companyId,
      id: newId(),
      employeeId,
      typeId,
      day: ctx.today,
      quantity,
      unitRate: null,
      amount: null,
      currency: ctx.actor.settings.currency,
      note,
      requestId: id,
      createdAt: ctx.now,
    })
    .execute()
}

export const aboutPayout = ({ id, employeeId, firstName, lastName, typeName, quantity, unit }: Payout) => ({
  requestId: id,
  employeeId,
  person: `${firstName} ${lastName}`,
  typeName,
  quantity,
  unit,
})

const decidedAlready = ({ state }: Payout) => fail.conflict('LEAVE_DECIDED', `This request is already ${state}.`, { state, allowed: [] })
