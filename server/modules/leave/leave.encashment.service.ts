import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { balanceOf } from './leave-balance.rules.ts'
import { chargeLots } from './leave-charge.rules.ts'
import { encashmentAmount, refuseEncashment } from './leave-earned.rules.ts'
import * as contract from './leave.earned.contract.ts'
import type { Encashment } from './leave.earned.contract.ts'
import type { GrantTables } from './leave.grant.queries.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { encashmentPriced } from './leave.payout.contract.ts'
import { readAskedOf } from './leave.payout.queries.ts'
import { getType, plainQuantity, readAccount } from './leave.queries.ts'
import { lockVisible } from './leave.person.service.ts'

type EncashCtx = Ctx<GrantTables | 'leaveEncashment' | 'leaveEncashmentRate' | 'leaveEncashmentRequest'>

export async function listEncashments(
  ctx: EncashCtx,
  ask: Query<typeof contract.listEncashments>,
): Promise<Data<typeof contract.listEncashments>> {
  let query = selectEncashments(ctx)
  if (ask.employeeId) query = query.where('x.employeeId', '=', ask.employeeId)
  if (ask.from) query = query.where('x.day', '>=', ask.from)
  if (ask.to) query = query.where('x.day', '<=', ask.to)
  const { rows, pagination } = await fetchPage(query.orderBy('x.createdAt', 'desc').orderBy('x.id', 'desc'), ask)
  return { encashments: rows.map(shown), pagination }
}

/** Writes the entry and the line that payroll pays; of two at once the second sees what the first left. */
export async function encash(ctx: EncashCtx, { employeeId, typeId, quantity, unitRate, note: said }: Body<typeof contract.encash>) {
  await lockVisible(ctx, employeeId, 'leave.adjust')
  const { type, charges } = await chargePayout(ctx, employeeId, typeId, quantity)
  const note = said ?? null
  const [id, amount, { currency }] = [newId(), encashmentAmount(quantity, unitRate), ctx.actor.settings]
  await ctx.tx
    .insertInto('leaveEncashment')
    .values({
      companyId: ctx.companyId,
      id,
      employeeId,
      typeId,
      day: ctx.today,
      quantity,
      unitRate,
      amount,
      currency,
      note,
      createdAt: ctx.now,
    })
    .execute()
  const entries = charges.map((charge) => ({
    ...charge,
    kind: 'encashment' as const,
    requestId: null,
    quantity: `-${charge.quantity}`,
  }))
  await writeEntries(ctx, employeeId, typeId, entries, note)
  const encashment = shown(await selectEncashments(ctx).where('x.id', '=', id).executeTakeFirstOrThrow())
  await ctx.emit(contract.leaveEncashed, {
    subject: { type: 'employee', id: employeeId },
    after: { quantity: encashment.quantity, unitRate: encashment.unitRate, amount, currency },
    data: {
      employeeId,
      person: `${encashment.firstName} ${encashment.lastName}`,
      typeName: type.name,
      quantity: encashment.quantity,
      unit: type.unit,
      amount,
      currency,
    },
  })
  return { encashment }
}

/** Which lots pay for what is paid out or asked for today, within the limits of its kind; the person must be locked. */
export async function chargePayout(ctx: EncashCtx, employeeId: string, typeId: string, quantity: string) {
  const [type, account, asked] = await Promise.all([
    getType(ctx, typeId),
    readAccount(ctx, employeeId, typeId),
    readAskedOf(ctx, employeeId),
  ])
  const refusal = refuseEncashment(type, quantity, {
    ...balanceOf(account.lots, account.entries, ctx.today),
    asked: asked.get(typeId) ?? '0',
  })
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  const charged = chargeLots({ type: { ...type, minBalance: '0' }, dates: [{ day: ctx.today, quantity }], ...account, today: ctx.today })
  if ('code' in charged) throw fail.unprocessable(charged.code, charged.message, charged.details)
  return { type, charges: charged.charges }
}

/** The rate of what was asked for and approved, and what it comes to; set once, because payroll pays by it. */
export async function priceEncashment(ctx: EncashCtx, id: string, unitRate: string) {
  const seen = await selectEncashments(ctx).where('x.id', '=', id).executeTakeFirst()
  if (!seen) throw fail.notFound()
  const amount = encashmentAmount(seen.quantity, unitRate)
  const priced = seen.unitRate === null && (await setRate(ctx, id, { unitRate, amount }))
  if (!priced) throw fail.conflict('LEAVE_ENCASHMENT_PRICED', 'Its rate is set already.', { unitRate: seen.unitRate })
  const encashment = shown({ ...seen, unitRate, amount })
  const { employeeId, firstName, lastName, typeName, quantity, unit, currency } = encashment
  await ctx.emit(encashmentPriced, {
    subject: { type: 'employee', id: employeeId },
    after: { unitRate: encashment.unitRate, amount },
    data: { requestId: seen.requestId!, employeeId, person: `${firstName} ${lastName}`, typeName, quantity, unit, amount, currency },
  })
  return { encashment }
}

/** Whether it was this rate that was set: of two at once the second finds the first's. */
async function setRate(ctx: EncashCtx, encashmentId: string, rate: { unitRate: string; amount: string }) {
  const set = await ctx.tx
    .insertInto('leaveEncashmentRate')
    .values({ companyId: ctx.companyId, encashmentId, ...rate, createdAt: ctx.now })
    .onConflict((conflict) => conflict.columns(['companyId', 'encashmentId']).doNothing())
    .returning('encashmentId')
    .executeTakeFirst()
  return set !== undefined
}

function selectEncashments(ctx: EncashCtx) {
  return ctx.tx
    .selectFrom('leaveEncashment as x')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'x.employeeId').on('e.companyId', '=', ctx.companyId))
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'x.typeId').on('y.companyId', '=', ctx.companyId))
    .select(['x.id', 'x.employeeId', 'e.firstName', 'e.lastName', 'x.typeId', 'y.name as typeName', 'y.unit', 'x.day', 'x.quantity'])
    .leftJoin('leaveEncashmentRate as p', (join) => join.onRef('p.encashmentId', '=', 'x.id').on('p.companyId', '=', ctx.companyId))
    .select(['x.currency', 'x.note', 'x.createdAt', 'x.requestId'])
    .select((eb) => [eb.fn.coalesce('x.unitRate', 'p.unitRate').as('unitRate'), eb.fn.coalesce('x.amount', 'p.amount').as('amount')])
    .where('x.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'leave.adjust', 'x.employeeId'))
}

type Row = Awaited<ReturnType<ReturnType<typeof selectEncashments>['executeTakeFirstOrThrow']>>
const shown = ({ requestId: _, ...row }: Row): Encashment => ({
  ...row,
  unit: row.unit as Encashment['unit'],
  quantity: plainQuantity(row.quantity),
  unitRate: row.unitRate === null ? null : plainQuantity(row.unitRate),
})
