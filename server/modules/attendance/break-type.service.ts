import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './break-type.contract.ts'
import type { BreakType } from './break-type.contract.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'

type BreakCtx = Ctx<RecomputeTables | 'breakType' | 'attendanceEntry'>

/** What every company starts with (rules-company.md). */
export async function createBreakTypes(ctx: Ctx<'breakType'>) {
  const types = [
    { name: 'Lunch', maxMinutes: 60, paid: false, sortOrder: 1 },
    { name: 'Coffee', maxMinutes: 15, paid: true, sortOrder: 2 },
  ]
  await ctx.tx
    .insertInto('breakType')
    .values(types.map((type) => ({ companyId: ctx.companyId, id: newId(), ...type })))
    .execute()
}

export async function listBreakTypes(ctx: Ctx<'breakType'>, ask: Query<typeof contract.listBreakTypes>) {
  let query = selectTypes(ctx)
  if (ask.active) query = query.where('isActive', '=', true)
  const { rows: breakTypes, pagination } = await fetchPage(query.orderBy('sortOrder').orderBy('name').orderBy('id'), ask)
  return { breakTypes, pagination }
}

function selectTypes(ctx: Ctx<'breakType'>) {
  return ctx.tx
    .selectFrom('breakType')
    .select(['id', 'name', 'maxMinutes', 'paid', 'isActive', 'sortOrder', 'version'])
    .where('companyId', '=', ctx.companyId)
}

export async function createBreakType(ctx: BreakCtx, ask: Body<typeof contract.createBreakType>) {
  const id = newId()
  await ctx.tx
    .insertInto('breakType')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  const breakType = await getType(ctx, id)
  await ctx.emit(contract.breakTypeCreated, { subject: { type: 'break-type', id }, after: breakType, data: { name: breakType.name } })
  return { breakType }
}

export async function updateBreakType(ctx: BreakCtx, id: string, { version, name, ...changes }: Body<typeof contract.updateBreakType>) {
  const before = await lockType(ctx, id)
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('breakType')
    .set((eb) => ({ ...changes, ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const breakType = await getType(ctx, id)
  await ctx.emit(contract.breakTypeUpdated, {
    subject: { type: 'break-type', id },
    before,
    after: breakType,
    data: { name: breakType.name },
  })
  const counts = breakType.paid !== before.paid || breakType.maxMinutes !== before.maxMinutes
  const spans = counts ? await spansOfType(ctx, id) : []
  return { breakType, recomputeId: await startRecompute(ctx, { reason: 'break-type-updated', spans }) }
}

async function spansOfType(ctx: BreakCtx, id: string) {
  const taken = await ctx.tx
    .selectFrom('attendanceEntry')
    .select((eb) => [eb.fn.min('workDate').as('from'), eb.fn.max('workDate').as('to')])
    .where('companyId', '=', ctx.companyId)
    .where('breakTypeId', '=', id)
    .executeTakeFirstOrThrow()
  return taken.from === null ? [] : [taken]
}

export async function removeBreakType(ctx: BreakCtx, id: string) {
  const before = await lockType(ctx, id)
  const taken = await ctx.tx
    .selectFrom('attendanceEntry')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('breakTypeId', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (taken) throw fail.conflict('BREAK_TYPE_IN_USE', 'Breaks of this type were taken; make it inactive instead.')
  await ctx.tx.deleteFrom('breakType').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.breakTypeRemoved, { subject: { type: 'break-type', id }, before, data: { name: before.name } })
  return {}
}

/** Refuses a type that is not there or can no longer be chosen. */
export async function requireBreakType(ctx: Ctx<'breakType'>, id: string, field = 'breakTypeId'): Promise<void> {
  const type = await selectTypes(ctx).where('id', '=', id).executeTakeFirst()
  if (!type?.isActive) {
    throw fail.unprocessable('BREAK_TYPE_NOT_FOUND', 'There is no such break to choose.', { field, breakTypeId: id })
  }
}

async function getType(ctx: Ctx<'breakType'>, id: string): Promise<BreakType> {
  return selectTypes(ctx).where('id', '=', id).executeTakeFirstOrThrow()
}

async function lockType(ctx: Ctx<'breakType'>, id: string): Promise<BreakType> {
  const type = await selectTypes(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!type) throw fail.notFound()
  return type
}
