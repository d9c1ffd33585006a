import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { cancelApproval, startApproval } from '../workflows/index.ts'
import { balanceOf } from './leave-balance.rules.ts'
import type { LeaveUnit } from './leave.rules.ts'
import { mostEncashable } from './leave-earned.rules.ts'
import { chargePayout } from './leave.encashment.service.ts'
import { readAccountsOf } from './leave.grant.service.ts'
import { ownEmployeeId } from './leave.evaluate.service.ts'
import { insertEntries } from './leave.ledger.service.ts'
import { aboutPayout, endPayout, payoutKind } from './leave.payout-approval.service.ts'
import * as contract from './leave.payout.contract.ts'
import { getPayout, readAskedOf, selectPayouts } from './leave.payout.queries.ts'
import { lockEmployee } from './leave.person.service.ts'

/** What somebody may still ask for, of each kind of leave that can be paid out. */
export async function payoutLimits(ctx: FullCtx) {
  const employeeId = ownEmployeeId(ctx)
  const types = await ctx.tx
    .selectFrom('leaveType')
    .select(['id as typeId', 'name as typeName', 'unit', 'nonEncashable', 'maxEncashable'])
    .where('companyId', '=', ctx.companyId)
    .where('encashable', '=', true)
    .where('tracksBalance', '=', true)
    .orderBy('sortOrder')
    .orderBy('name')
    .limit(200)
    .execute()
  const [accounts, asked] = await Promise.all([
    readAccountsOf(
      ctx,
      [employeeId],
      types.map(({ typeId }) => typeId),
    ),
    readAskedOf(ctx, employeeId),
  ])
  const limits = types.map(({ nonEncashable, maxEncashable, ...type }) => {
    const { lots, entries } = accounts.get(`${employeeId} ${type.typeId}`) ?? { lots: [], entries: [] }
    const balance = balanceOf(lots, entries, ctx.today)
    const most = mostEncashable({ nonEncashable, maxEncashable }, { ...balance, asked: asked.get(type.typeId) ?? '0' })
    return { ...type, unit: type.unit as LeaveUnit, available: balance.available, most: most.toFixed() }
  })
  return { limits }
}

/** Asks for leave to be paid out. The person is locked, so that of two at once the second sees what the first holds. */
export async function askPayout(ctx: FullCtx, { typeId, quantity, note }: Body<typeof contract.askPayout>) {
  const employeeId = ownEmployeeId(ctx)
  await lockEmployee(ctx, employeeId)
  const { charges } = await chargePayout(ctx, employeeId, typeId, quantity)
  const id = newId()
  await ctx.tx
    .insertInto('leaveEncashmentRequest')
    .values({ companyId: ctx.companyId, id, employeeId, typeId, quantity, note: note?.trim() || null, createdAt: ctx.now })
    .execute()
  await insertEntries(
    ctx,
    charges.map((charge) => ({
      ...charge,
      employeeId,
      typeId,
      kind: 'hold' as const,
      requestId: null,
      encashmentRequestId: id,
      quantity: `-${charge.quantity}`,
      reason: null,
    })),
  )
  const asked = await getPayout(ctx, id)
  await ctx.emit(contract.payoutAsked, {
    subject: { type: 'leave-encashment', id },
    after: { typeName: asked.typeName, quantity: asked.quantity, note: asked.note },
    data: aboutPayout(asked),
  })
  await startApproval(ctx, payoutKind, id)
  return { request: await getPayout(ctx, id) }
}

export async function listPayouts(ctx: FullCtx, { mine, employeeId, state, ...page }: Query<typeof contract.listPayouts>) {
  let query = selectPayouts(ctx, sql<boolean>`${visible(ctx, 'leave.read', 'r.employeeId')}`)
  if (mine) query = ctx.actor.employeeId ? query.where('r.employeeId', '=', ctx.actor.employeeId) : query.where(sql<boolean>`false`)
  if (employeeId) query = query.where('r.employeeId', '=', employeeId)
  if (state) query = query.where('r.state', '=', state)
  const { rows: requests, pagination } = await fetchPage(query.orderBy('r.id', 'desc'), page)
  return { requests, pagination }
}

export async function withdrawPayout(ctx: FullCtx, id: string) {
  const mine = sql<boolean>`${visible(ctx, 'leave.request', 'r.employeeId')}`
  const { state, comment } = await getPayout(ctx, id, mine)
  if (state !== 'pending') throw fail.conflict('LEAVE_DECIDED', `This request is already ${state}.`, { state, allowed: [] })
  await cancelApproval(ctx, payoutKind, id)
  await endPayout(ctx, id, 'withdrawn', { comment, decidedBy: null })
  return { request: await getPayout(ctx, id) }
}
