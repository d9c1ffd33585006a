import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { minutesOfTime } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'
import * as contract from './shift.contract.ts'
import type { Shift } from './shift.contract.ts'

type ShiftCtx = Ctx<RecomputeTables | 'shift' | 'shiftAssignment' | 'rosterSlot' | 'shiftDraft'>

export async function listShifts(ctx: Ctx<'shift'>, { active, q, ...page }: Query<typeof contract.listShifts>) {
  let query = selectShifts(ctx)
  if (active !== undefined) query = query.where('isActive', '=', active)
  if (q) query = query.where(wordsIn(q, 'name'))
  const ordered = query.orderBy('isActive', 'desc').orderBy('startTime').orderBy('name').orderBy('id')
  const { rows: shifts, pagination } = await fetchPage(ordered, page)
  return { shifts, pagination }
}

export async function getShift(ctx: Ctx<'shift'>, id: string): Promise<{ shift: Shift }> {
  const shift = await selectShifts(ctx).where('id', '=', id).executeTakeFirst()
  if (!shift) throw fail.notFound()
  return { shift }
}

function selectShifts(ctx: Ctx<'shift'>) {
  return ctx.tx
    .selectFrom('shift')
    .select(['id', 'name', 'color', 'startTime', 'endTime', 'breakMinutes', 'windowBeforeMinutes', 'windowAfterMinutes', 'version'])
    .select(['lateGraceMinutes', 'earlyGraceMinutes', 'halfDayBelowMinutes', 'absentBelowMinutes', 'countEarly', 'countLate', 'isActive'])
    .select([
      sql<Shift['counting']>`counting`.as('counting'),
      sql<Shift['onDaysOff']>`on_days_off`.as('onDaysOff'),
      sql<Shift['onHolidays']>`on_holidays`.as('onHolidays'),
    ])
    .where('companyId', '=', ctx.companyId)
}

export async function createShift(ctx: ShiftCtx, ask: Body<typeof contract.createShift>) {
  refuseLongBreak({ breakMinutes: 0, ...ask })
  const id = newId()
  await ctx.tx
    .insertInto('shift')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  const created = await getShift(ctx, id)
  await ctx.emit(contract.shiftCreated, { subject: { type: 'shift', id }, after: created.shift, data: { name: created.shift.name } })
  return created
}

export async function updateShift(ctx: ShiftCtx, id: string, { version, name, ...changes }: Body<typeof contract.updateShift>) {
  const before = await lockShift(ctx, id)
  refuseStale(version, before.version)
  refuseLongBreak({ ...before, ...changes })
  await ctx.tx
    .updateTable('shift')
    .set((eb) => ({ ...changes, ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const { shift } = await getShift(ctx, id)
  await ctx.emit(contract.shiftUpdated, { subject: { type: 'shift', id }, before, after: shift, data: { name: shift.name } })
  const counts = Object.keys(changes).some((field) => field !== 'color' && field !== 'isActive')
  return { shift, recomputeId: await startRecompute(ctx, { reason: 'shift-updated', spans: counts ? await spansOfShift(ctx, id) : [] }) }
}

/** The dates on which a shift may be worked: those of its assignments, and all of them where a roster turns it. */
async function spansOfShift(ctx: ShiftCtx, id: string) {
  const assigned = await ctx.tx
    .selectFrom('shiftAssignment')
    .select(['firstDay as from', 'lastDay as to'])
    .where('companyId', '=', ctx.companyId)
    .where('shiftId', '=', id)
    .execute()
  const inRoster = await ctx.tx
    .selectFrom('rosterSlot')
    .select('rosterId')
    .where('companyId', '=', ctx.companyId)
    .where('shiftId', '=', id)
    .limit(1)
    .executeTakeFirst()
  return inRoster ? [{ from: '1970-01-01', to: null }] : assigned
}

export async function removeShift(ctx: ShiftCtx, id: string) {
  const before = await lockShift(ctx, id)
  const { rows } = await sql<{ assignments: number; rosters: number; drafts: number; requests: number }>`select
    (select count(*)::int from shift_assignment as a where a.company_id = ${ctx.companyId} and a.shift_id = ${id}) as assignments,
    (select count(distinct l.roster_id)::int from roster_slot as l where l.company_id = ${ctx.companyId} and l.shift_id = ${id}) as rosters,
    (select count(*)::int from shift_draft as d where d.company_id = ${ctx.companyId} and d.shift_id = ${id}) as drafts,
    (select count(distinct q.request_id)::int from shift_request_day as q
      where q.company_id = ${ctx.companyId} and q.shift_id = ${id}) as requests`.execute(ctx.tx)
  const used = rows[0]!
  if (used.assignments + used.rosters + used.drafts + used.requests > 0) {
    throw fail.conflict(
      'SHIFT_IN_USE',
      'The shift is assigned to somebody, now, before or later, or stands in a roster, a draft or a request.',
      {
        ...used,
      },
    )
  }
  await ctx.tx.deleteFrom('shift').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.shiftRemoved, { subject: { type: 'shift', id }, before, data: { name: before.name } })
  return {}
}

/** Holds shifts that are to be given to somebody, so that none is removed meanwhile; an archived one is given to nobody new. */
export async function holdShifts(ctx: Ctx<'shift'>, ids: readonly string[], field = 'shiftId') {
  if (ids.length === 0) return
  const wanted = [...new Set(ids)]
  const found = await ctx.tx
    .selectFrom('shift')
    .select(['id', 'name', 'isActive'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', wanted)
    .orderBy('id')
    .forKeyShare()
    .execute()
  if (found.length < wanted.length) throw fail.notFound()
  const archived = found.find(({ isActive }) => !isActive)
  if (archived) {
    const details = { field, shiftId: archived.id, name: archived.name }
    throw fail.unprocessable('SHIFT_ARCHIVED', `The shift ${archived.name} is archived; choose another one, or restore it first.`, details)
  }
}

/** The shift as it is, and stays until this transaction ends. */
async function lockShift(ctx: Ctx<'shift'>, id: string): Promise<Shift> {
  const shift = await selectShifts(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!shift) throw fail.notFound()
  return shift
}

function refuseLongBreak({ startTime, endTime, breakMinutes }: Pick<Shift, 'startTime' | 'endTime' | 'breakMinutes'>) {
  const minutes = (minutesOfTime(endTime) - minutesOfTime(startTime) + 1440) % 1440 || 1440
  if (breakMinutes >= minutes) {
    throw fail.unprocessable('SHIFT_BREAK', 'The break must be shorter than the shift.', { field: 'breakMinutes', breakMinutes, minutes })
  }
}
