import { Decimal } from 'decimal.js'
import { visible } from '../../core/access.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { idOfCursor, streamPage } from '../../core/paging.ts'
import * as contract from './leave.balance.contract.ts'
import * as list from './leave.list.contract.ts'
import { leaveYearOf } from './leave-entitlement.rules.ts'
import { balanceOf, validLots } from './leave-balance.rules.ts'
import { readBalances } from './leave.standing.service.ts'
import { leaveYearStart } from './leave.entitlement.service.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { getType, plainQuantity, readAccount } from './leave.queries.ts'
import { ownEmployeeId } from './leave.evaluate.service.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'

type Balances = Data<typeof contract.getBalances>

export function myBalances(ctx: LeaveCtx, asOf: string | undefined): Promise<Balances> {
  return balancesOf(ctx, ownEmployeeId(ctx), asOf ?? ctx.today)
}

export async function getBalances(ctx: LeaveCtx, employeeId: string, asOf: string | undefined): Promise<Balances> {
  await refuseUnseen(ctx, employeeId, 'leave.read')
  return balancesOf(ctx, employeeId, asOf ?? ctx.today)
}

async function balancesOf(ctx: LeaveCtx, employeeId: string, asOf: string): Promise<Balances> {
  const { types, balanceIn } = await readBalances(ctx, [employeeId], asOf)
  return { balances: types.map((type) => balanceIn(employeeId, type)) }
}

/** Writes an adjustment with its reason, to the lot that is valid today; without one it opens a lot for the leave year. */
export async function adjustBalance(
  ctx: LeaveCtx,
  employeeId: string,
  { typeId, quantity, reason }: Body<typeof contract.adjustBalance>,
): Promise<Balances> {
  const employee = await refuseUnseen(ctx, employeeId, 'leave.adjust')
  await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  const [type, { lots, entries }] = await Promise.all([getType(ctx, typeId), readAccount(ctx, employeeId, typeId)])
  if (!type.tracksBalance) throw fail.unprocessable('LEAVE_WITHOUT_BALANCE', `${type.name} has no balance to adjust.`, { typeId })
  if (new Decimal(quantity).isZero()) throw fail.unprocessable('QUANTITY_ZERO', 'An adjustment must add or take something.', { quantity })
  const { available } = balanceOf(lots, entries, ctx.today)
  const after = new Decimal(available).plus(quantity)
  if (after.lt(type.minBalance)) {
    throw fail.unprocessable('LEAVE_BALANCE_INSUFFICIENT', `Only ${available} ${type.unit} are available to take away.`, {
      available,
      asked: quantity,
      minBalance: type.minBalance,
    })
  }
  const lotId = validLots(lots, ctx.today).at(-1)?.id ?? (await openLot(ctx, employeeId, typeId))
  await writeEntries(ctx, employeeId, typeId, [{ kind: 'adjustment', lotId, requestId: null, day: ctx.today, quantity }], reason)
  await ctx.emit(contract.balanceAdjusted, {
    subject: { type: 'employee', id: employeeId },
    before: { available },
    after: { available: after.toFixed() },
    data: {
      employeeId,
      typeName: type.name,
      quantity: plainQuantity(quantity),
      unit: type.unit,
      reason,
      person: `${employee.firstName} ${employee.lastName}`,
    },
  })
  return balancesOf(ctx, employeeId, ctx.today)
}

async function openLot(ctx: LeaveCtx, employeeId: string, typeId: string) {
  const id = newId()
  const { firstDay, lastDay } = leaveYearOf(ctx.today, leaveYearStart(ctx.actor.settings))
  await ctx.tx
    .insertInto('leaveLot')
    .values({ companyId: ctx.companyId, id, employeeId, typeId, validFrom: firstDay, validTo: lastDay })
    .execute()
  return id
}

async function refuseUnseen(ctx: LeaveCtx, employeeId: string, permission: string) {
  const seen = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, permission, 'employee.id'))
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
  return seen
}

/** How balances came about, newest first. */
export async function listLedger(
  ctx: LeaveCtx,
  { cursor, limit = 20, ...asked }: Query<typeof contract.listLedger>,
): Promise<Data<typeof contract.listLedger>> {
  let query = ledgerAsked(ctx, asked).limit(limit + 1)
  if (cursor) query = query.where('l.id', '<', idOfCursor(cursor))
  const { page, nextCursor } = streamPage(await query.execute(), limit)
  return {
    entries: page.map((entry) => ({ ...entry, quantity: plainQuantity(entry.quantity) })) as Data<typeof contract.listLedger>['entries'],
    nextCursor,
  }
}

export function exportLedger(ctx: LeaveCtx, asked: Query<typeof list.exportLedger>) {
  const rows = ledgerAsked(ctx, asked)
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'l.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['e.employeeNumber', 'e.firstName', 'e.lastName', 'y.unit'])
  return exportList(ctx, asked, { name: 'leave-ledger', rows, cells, event: list.ledgerExported })
}

function ledgerAsked(ctx: LeaveCtx, { employeeId, typeId, kind, from, to }: Query<typeof list.exportLedger>) {
  let query = ctx.tx
    .selectFrom('leaveLedger as l')
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'l.typeId').on('y.companyId', '=', ctx.companyId))
    .select([
      'l.id',
      'l.employeeId',
      'l.typeId',
      'y.name as typeName',
      'l.kind',
      'l.day',
      'l.quantity',
      'l.requestId',
      'l.reason',
      'l.createdAt',
    ])
    .where('l.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'leave.read', 'l.employeeId'))
    .orderBy('l.id', 'desc')
  if (employeeId) query = query.where('l.employeeId', '=', employeeId)
  if (typeId) query = query.where('l.typeId', '=', typeId)
  if (kind) query = query.where('l.kind', '=', kind)
  if (from) query = query.where('l.day', '>=', from)
  if (to) query = query.where('l.day', '<=', to)
  return query
}

type Row = Awaited<ReturnType<ReturnType<typeof ledgerAsked>['execute']>>[number]

const cells: Cells<Row & { employeeNumber: string; firstName: string; lastName: string; unit: string }> = {
  Number: ({ employeeNumber }) => employeeNumber,
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  'Leave type': ({ typeName }) => typeName,
  Kind: ({ kind }) => kind,
  Day: ({ day }) => day,
  Quantity: ({ quantity }) => plainQuantity(quantity),
  Unit: ({ unit }) => unit,
  Reason: ({ reason }) => reason,
  Written: ({ createdAt }) => createdAt,
}
