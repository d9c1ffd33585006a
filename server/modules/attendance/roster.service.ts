import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'
import * as contract from './roster.contract.ts'
import type { Roster } from './roster.contract.ts'
import { holdShifts } from './shift.service.ts'

export type RosterTables = RecomputeTables | 'shift' | 'roster' | 'rosterSlot' | 'rosterMember'
type RosterCtx = Ctx<RosterTables>

export async function listRosters(ctx: RosterCtx, ask: Query<typeof contract.listRosters>) {
  const { rows: rosters, pagination } = await fetchPage(selectRosters(ctx).orderBy('r.name').orderBy('r.id'), ask)
  return { rosters, pagination }
}

export async function getRoster(ctx: RosterCtx, id: string): Promise<{ roster: Roster }> {
  const roster = await selectRosters(ctx).where('r.id', '=', id).executeTakeFirst()
  if (!roster) throw fail.notFound()
  return { roster }
}

function selectRosters(ctx: RosterCtx) {
  return ctx.tx
    .selectFrom('roster as r')
    .select(['r.id', 'r.name', 'r.anchorDay', 'r.version'])
    .select([
      sql<(string | null)[]>`(select json_agg(l.shift_id order by l.place) from roster_slot as l
        where l.company_id = ${ctx.companyId} and l.roster_id = r.id)`.as('slots'),
      sql<number>`(select count(*)::int from roster_member as m where m.company_id = ${ctx.companyId} and m.roster_id = r.id)`.as(
        'members',
      ),
    ])
    .where('r.companyId', '=', ctx.companyId)
}

export async function createRoster(ctx: RosterCtx, { name, anchorDay, slots }: Body<typeof contract.createRoster>) {
  await holdShifts(ctx, shiftsIn(slots), 'slots')
  const id = newId()
  await ctx.tx.insertInto('roster').values({ companyId: ctx.companyId, id, name: name.trim(), anchorDay }).execute()
  await writeSlots(ctx, id, slots)
  const created = await getRoster(ctx, id)
  await ctx.emit(contract.rosterCreated, { subject: { type: 'roster', id }, after: created.roster, data: { name: created.roster.name } })
  return created
}

export async function updateRoster(ctx: RosterCtx, id: string, { version, slots, name, ...changes }: Body<typeof contract.updateRoster>) {
  const before = await lockRoster(ctx, id, 'update')
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('roster')
    .set((eb) => ({ ...changes, ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  if (slots) {
    const there = shiftsIn(before.slots)
    const fresh = shiftsIn(slots).filter((one) => !there.includes(one))
    await holdShifts(ctx, fresh, 'slots')
    await ctx.tx.deleteFrom('rosterSlot').where('companyId', '=', ctx.companyId).where('rosterId', '=', id).execute()
    await writeSlots(ctx, id, slots)
  }
  const { roster } = await getRoster(ctx, id)
  await ctx.emit(contract.rosterUpdated, { subject: { type: 'roster', id }, before, after: roster, data: { name: roster.name } })
  const turns = slots || changes.anchorDay ? await spansOfMembers(ctx, id) : []
  return { roster, recomputeId: await startRecompute(ctx, { reason: 'roster-updated', spans: turns }) }
}

const spansOfMembers = (ctx: RosterCtx, id: string) =>
  ctx.tx
    .selectFrom('rosterMember')
    .select(['firstDay as from', 'lastDay as to'])
    .where('companyId', '=', ctx.companyId)
    .where('rosterId', '=', id)
    .execute()

export async function removeRoster(ctx: RosterCtx, id: string) {
  const before = await lockRoster(ctx, id, 'update')
  if (before.members > 0) {
    throw fail.conflict('ROSTER_IN_USE', 'People turn in this roster, now, before or later.', { members: before.members })
  }
  await ctx.tx.deleteFrom('rosterSlot').where('companyId', '=', ctx.companyId).where('rosterId', '=', id).execute()
  await ctx.tx.deleteFrom('roster').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.rosterRemoved, { subject: { type: 'roster', id }, before, data: { name: before.name } })
  return {}
}

const shiftsIn = (slots: Roster['slots']) => slots.filter((id) => id !== null)

async function writeSlots(ctx: RosterCtx, rosterId: string, slots: readonly (string | null)[]) {
  await ctx.tx
    .insertInto('rosterSlot')
    .values(slots.map((shiftId, index) => ({ companyId: ctx.companyId, rosterId, place: index + 1, shiftId })))
    .execute()
}

/** The roster as it is, and stays until this transaction ends: `share` keeps it there, `update` keeps others out. */
export async function lockRoster(ctx: RosterCtx, id: string, lock: 'share' | 'update'): Promise<Roster> {
  const query = ctx.tx.selectFrom('roster').select('id').where('companyId', '=', ctx.companyId).where('id', '=', id)
  const found = await (lock === 'update' ? query.forUpdate() : query.forShare()).executeTakeFirst()
  if (!found) throw fail.notFound()
  return (await getRoster(ctx, id)).roster
}
