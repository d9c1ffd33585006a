import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Params, Query } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { startRecompute } from './recompute.service.ts'
import * as contract from './roster.contract.ts'
import type { RosterMember } from './roster.contract.ts'
import { getRoster, lockRoster } from './roster.service.ts'
import type { RosterTables } from './roster.service.ts'

type MemberCtx = Ctx<RosterTables | 'employee'>
type Ids = Params<typeof contract.removeMember>

export async function listMembers(ctx: MemberCtx, rosterId: string, ask: Query<typeof contract.listMembers>) {
  await getRoster(ctx, rosterId)
  const { rows: members, pagination } = await fetchPage(selectMembers(ctx, rosterId).orderBy('m.firstDay').orderBy('m.id'), ask)
  return { members, pagination }
}

function selectMembers(ctx: MemberCtx, rosterId: string) {
  return ctx.tx
    .selectFrom('rosterMember as m')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'm.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['m.id', 'm.rosterId', 'm.employeeId', 'm.offsetDays', 'm.firstDay', 'm.lastDay', 'm.version'])
    .select(sql<string>`e.first_name || ' ' || e.last_name`.as('employeeName'))
    .where('m.companyId', '=', ctx.companyId)
    .where('m.rosterId', '=', rosterId)
    .where(visible(ctx, 'shift.assign', 'm.employeeId'))
}

/** Nobody turns in two rosters on one day: the table refuses the second, also when both are asked at once. */
export async function addMember(ctx: MemberCtx, rosterId: string, ask: Body<typeof contract.addMember>) {
  const { name } = await lockRoster(ctx, rosterId, 'share')
  await requirePlannable(ctx, ask.employeeId)
  const id = newId()
  await ctx.tx
    .insertInto('rosterMember')
    .values({ companyId: ctx.companyId, id, rosterId, ...ask })
    .execute()
  return tell(ctx, name, null, await getMember(ctx, rosterId, id))
}

export async function changeMember(
  ctx: MemberCtx,
  { id: rosterId, memberId }: Ids,
  { version, ...changes }: Body<typeof contract.changeMember>,
) {
  const { name } = await lockRoster(ctx, rosterId, 'update')
  const before = await getMember(ctx, rosterId, memberId)
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('rosterMember')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', memberId)
    .execute()
  return tell(ctx, name, before, await getMember(ctx, rosterId, memberId))
}

export async function removeMember(ctx: MemberCtx, { id: rosterId, memberId }: Ids) {
  const { name } = await lockRoster(ctx, rosterId, 'update')
  const before = await getMember(ctx, rosterId, memberId)
  await ctx.tx.deleteFrom('rosterMember').where('companyId', '=', ctx.companyId).where('id', '=', memberId).execute()
  await ctx.emit(contract.rosterStaffed, { subject: { type: 'roster', id: rosterId }, before, data: { name } })
  await startRecompute(ctx, { reason: 'roster-left', spans: spansOf([before]), employeeId: before.employeeId })
  return {}
}

async function requirePlannable(ctx: MemberCtx, employeeId: string) {
  const found = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, 'shift.assign', 'employee.id'))
    .executeTakeFirst()
  if (!found) throw fail.notFound()
}

async function getMember(ctx: MemberCtx, rosterId: string, id: string): Promise<RosterMember> {
  const member = await selectMembers(ctx, rosterId).where('m.id', '=', id).executeTakeFirst()
  if (!member) throw fail.notFound()
  return member
}

async function tell(ctx: MemberCtx, name: string, before: RosterMember | null, member: RosterMember) {
  await ctx.emit(contract.rosterStaffed, { subject: { type: 'roster', id: member.rosterId }, before, after: member, data: { name } })
  const spans = spansOf(before ? [before, member] : [member])
  return { member, recomputeId: await startRecompute(ctx, { reason: 'roster-joined', spans, employeeId: member.employeeId }) }
}

/** The dates of members, and one beside them on each side, where a shift cuts windows. */
const spansOf = (members: readonly RosterMember[]) =>
  members.map(({ firstDay, lastDay }) => ({ from: addDays(firstDay, -1), to: lastDay && addDays(lastDay, 1) }))
