import { Decimal } from 'decimal.js'
import type { FullCtx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import { daysBetween } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { startApproval } from '../workflows/index.ts'
import * as contract from './leave.contract.ts'
import { holdEntries } from './leave-ledger.rules.ts'
import type { LeaveAsk } from './leave.rules.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { leaveKind } from './leave.approval.service.ts'
import { settleApproved } from './leave.decision.service.ts'
import { fullestDays, warnCoverage } from './leave-coverage.rules.ts'
import { readCoverageOf } from './leave.coverage.queries.ts'
import { evaluate, refused, subjectOf } from './leave.evaluate.service.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'
import { attachDocuments, checkDocuments } from './leave.document.service.ts'
import { aboutRequest, recordOf } from './leave.events.ts'
import { lockEmployee } from './leave.person.service.ts'
import { getRequestOf } from './leave.queries.ts'

/** What a request would cost and whether it would be accepted; the same calculation as submitting it. */
export async function previewLeave(ctx: LeaveCtx, body: Body<typeof contract.previewLeave>): Promise<Data<typeof contract.previewLeave>> {
  const { employeeId } = await subjectOf(ctx, body)
  const { firstDay, lastDay } = body
  await checkDocuments(ctx, employeeId, body.documentIds)
  // Days off between this and other leave may cost too, but nobody is away more for it.
  const isShort = firstDay <= lastDay && daysBetween(firstDay, lastDay) <= 366
  const [{ type, cost, refusal, charges, available, availableAfter }, limits] = await Promise.all([
    evaluate(ctx, employeeId, body.typeId, askOf(body), { hasDocument: hasDocument(body) }),
    isShort ? readCoverageOf(ctx, employeeId, { from: firstDay, to: lastDay }) : { spans: [], counts: [] },
  ])
  const costly = (cost?.dates ?? []).filter((date) => Number(date.quantity) > 0).map(({ day }) => day)
  const low = fullestDays(costly, limits.spans, limits.counts).flatMap((count) => warnCoverage(count) ?? [])
  const quantity = cost?.quantity ?? '0'
  return {
    preview: {
      dates: cost?.dates ?? [],
      quantity,
      unit: type.unit,
      availableBefore: available,
      // What cannot be charged to lots is shown as the debt it would be.
      availableAfter: availableAfter ?? (available === null ? null : new Decimal(available).minus(quantity).toFixed()),
      warnings: [...(charges?.warning ? [{ code: charges.warning.code, message: charges.warning.message }] : []), ...low],
      refusal: refusal && { code: refusal.code, message: refusal.message },
    },
  }
}

/**
 * Asks for leave. The person's row is locked first, so that two requests at once are put in order and cannot overdraw a
 * balance together; what is asked is held at once.
 */
export async function submitLeave(ctx: FullCtx, body: Body<typeof contract.submitLeave>) {
  const { employeeId, actsForOthers } = await subjectOf(ctx, body)
  await lockEmployee(ctx, employeeId)
  const ask = askOf(body)
  await checkDocuments(ctx, employeeId, body.documentIds)
  const { cost, refusal, charges, type } = await evaluate(ctx, employeeId, body.typeId, ask, { hasDocument: hasDocument(body) })
  if (refusal) throw refused(refusal)
  const id = newId()
  await ctx.tx
    .insertInto('leaveRequest')
    .values({
      companyId: ctx.companyId,
      id,
      employeeId,
      typeId: body.typeId,
      ...ask,
      fromTime: ask.fromTime ?? null,
      toTime: ask.toTime ?? null,
      quantity: cost!.quantity,
      note: body.note ?? null,
      documentSeen: body.documentSeen ?? false,
      enteredBy: actsForOthers ? ctx.actor.userId : null,
      createdAt: ctx.now,
    })
    .execute()
  await Promise.all([
    ctx.tx
      .insertInto('leaveRequestDay')
      .values(cost!.dates.map((date) => ({ companyId: ctx.companyId, requestId: id, ...date })))
      .execute(),
    writeEntries(ctx, employeeId, type.id, holdEntries(id, charges?.charges ?? [])),
    attachDocuments(ctx, employeeId, id, body.documentIds),
  ])
  const asked = await getRequestOf(ctx, id)
  await ctx.emit(actsForOthers ? contract.leaveEntered : contract.leaveSubmitted, {
    subject: { type: 'leave-request', id },
    after: recordOf(asked),
    data: aboutRequest(asked),
  })
  const { autoApproveLeave, leaveApprovalRequired } = ctx.actor.settings
  if (!autoApproveLeave && leaveApprovalRequired) {
    await startApproval(ctx, leaveKind, id)
    return { request: await getRequestOf(ctx, id) }
  }
  await ctx.tx
    .updateTable('leaveRequest')
    .set({ state: 'approved', decidedAt: ctx.now, version: 2 })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await settleApproved(ctx, asked)
  const request = await getRequestOf(ctx, id)
  await ctx.emit(contract.leaveApproved, {
    subject: { type: 'leave-request', id },
    before: recordOf(asked),
    after: recordOf(request),
    data: aboutRequest(request),
    actor: { id: null, name: 'The company settings' },
  })
  return { request }
}

const hasDocument = ({ documentSeen = false, documentIds = [] }: Body<typeof contract.previewLeave>) =>
  documentSeen || documentIds.length > 0

function askOf({ firstDay, lastDay, startsAt = 'start', endsAt = 'end', fromTime, toTime }: Body<typeof contract.previewLeave>): LeaveAsk {
  return { firstDay, lastDay, startsAt, endsAt, ...(fromTime !== undefined && { fromTime }), ...(toTime !== undefined && { toTime }) }
}
