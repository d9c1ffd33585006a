import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { refuseStale } from '../../core/version.ts'
import type { LeaveType } from './leave.balance.contract.ts'
import type * as balanceContract from './leave.balance.contract.ts'
import * as contract from './leave.type.contract.ts'
import { refuseTypeSettings, usualType } from './leave-type.rules.ts'
import { plainQuantity } from './leave.queries.ts'

type TypeCtx = Ctx<'leaveType' | 'leaveListedDay'>

export async function listTypes(ctx: TypeCtx): Promise<Data<typeof balanceContract.listTypes>> {
  const types = await selectTypes(ctx).orderBy('sortOrder').orderBy('name').limit(200).execute()
  return { types: types.map(shownType) }
}

export async function createType(ctx: TypeCtx, { code, ...body }: Body<typeof contract.createType>) {
  // Hours come in whatever a clock gives; days in halves.
  const type: LeaveType = {
    ...usualType,
    sortOrder: 100,
    ...(body.unit === 'hours' && { roundingStep: '0' }),
    ...body,
    id: newId(),
    code,
    version: 1,
  }
  const refusal = refuseTypeSettings(type)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  await ctx.tx
    .insertInto('leaveType')
    .values({ companyId: ctx.companyId, ...type })
    .execute()
  await ctx.emit(contract.typeCreated, { subject: subjectOf(type), after: type, data: { name: type.name, typeId: type.id } })
  await grantLater(ctx)
  return { type }
}

export async function updateType(ctx: TypeCtx, id: string, { version, ...changes }: Body<typeof contract.updateType>) {
  const before = await getTypeRow(ctx, id, 'lock')
  refuseStale(version, before.version)
  const type = { ...before, ...changes, version: before.version + 1 }
  const isUsed = before.unit === type.unit ? false : await isTypeUsed(ctx, id)
  const refusal = refuseTypeSettings(type, { unit: before.unit, isUsed })
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  const { id: _, code, ...settings } = type
  await ctx.tx.updateTable('leaveType').set(settings).where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.typeUpdated, { subject: subjectOf(type), before, after: type, data: { name: type.name, typeId: id } })
  await grantLater(ctx)
  return { type: { ...type, code } }
}

export async function listListedDays(ctx: TypeCtx, id: string) {
  await getTypeRow(ctx, id)
  const days = await ctx.tx
    .selectFrom('leaveListedDay')
    .select(['day', 'name'])
    .where('companyId', '=', ctx.companyId)
    .where('typeId', '=', id)
    .orderBy('day')
    .limit(400)
    .execute()
  return { days }
}

export async function replaceListedDays(ctx: TypeCtx, id: string, days: Body<typeof contract.replaceListedDays>['days']) {
  const type = await getTypeRow(ctx, id, 'lock')
  const twice = days.find(({ day }, index) => days.findIndex((other) => other.day === day) < index)
  if (twice) throw fail.unprocessable('LEAVE_DAY_TWICE', 'A day is listed twice.', { day: twice.day })
  const { days: before } = await listListedDays(ctx, id)
  await ctx.tx.deleteFrom('leaveListedDay').where('companyId', '=', ctx.companyId).where('typeId', '=', id).execute()
  if (days.length > 0) {
    await ctx.tx
      .insertInto('leaveListedDay')
      .values(days.map((day) => ({ companyId: ctx.companyId, typeId: id, ...day })))
      .execute()
  }
  const said = (list: typeof days) => ({ days: list.map(({ day, name }) => `${day} ${name}`) })
  await ctx.emit(contract.listedDaysReplaced, {
    subject: subjectOf(type),
    before: said(before),
    after: said(days),
    data: { name: type.name, typeId: id },
  })
  return listListedDays(ctx, id)
}

/** Amounts that changed are granted after this transaction, for everybody. */
export const grantLater = (ctx: Pick<Ctx, 'enqueue' | 'companyId'>) =>
  ctx.enqueue('leave-grant', {}, { jobKey: `leave-grant ${ctx.companyId}` })

function selectTypes(ctx: TypeCtx) {
  return ctx.tx.selectFrom('leaveType').selectAll().where('companyId', '=', ctx.companyId)
}

/** With `lock` two changes at once are put in order. */
async function getTypeRow(ctx: TypeCtx, id: string, lock?: 'lock'): Promise<LeaveType> {
  const query = selectTypes(ctx).where('id', '=', id)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (!row) throw fail.notFound()
  return shownType(row)
}

const quantities = [
  'minBalance',
  'maxPerRequest',
  'yearlyAmount',
  'roundingStep',
  'maxBalance',
  'carryLimit',
  'nonEncashable',
  'maxEncashable',
] as const

/** A type as the contract shows it: quantities without the zeros of their columns. */
function shownType(row: Readonly<Record<(typeof quantities)[number], string | null>>): LeaveType {
  const plain = quantities.map((name) => [name, row[name] === null ? null : plainQuantity(row[name])])
  return { ...row, ...Object.fromEntries(plain) } as LeaveType
}

async function isTypeUsed(ctx: TypeCtx, id: string) {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from leave_lot where company_id = ${ctx.companyId} and type_id = ${id})
      or exists (select from leave_request where company_id = ${ctx.companyId} and type_id = ${id}) as used`.execute(ctx.tx)
  return rows[0]!.used
}

const subjectOf = ({ id }: LeaveType) => ({ type: 'leave-type', id })
