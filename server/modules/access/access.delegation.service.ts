import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { requireProof } from '../../core/step-up.ts'
import { beginChange, cellsOf, grantables, refuseTimes, requireRoles, requireUsers } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import { refuseNotHeld, rolesHeldBy } from './access.cover.service.ts'
import * as contract from './access.delegation.contract.ts'
import type { Delegation } from './access.delegation.contract.ts'
import { titled } from './access.grant.queries.ts'

/** How much of one's own somebody may have given away at once, and for how long at most. */
const maxOpen = 50
const maxDays = 366

/** Lets somebody act with what the actor holds themselves; what was delegated to the actor is not among it. */
export async function createDelegation(ctx: AccessCtx, ask: Body<typeof contract.createDelegation>) {
  await beginChange(ctx)
  const { receiverId, roleId, permissions = [], validFrom, validTo, reason = null } = ask
  const giverId = ctx.actor.userId!
  if (receiverId === giverId) throw fail.unprocessable('DELEGATION_TO_ONESELF', 'Nobody can delegate to themselves.')
  if ((roleId === undefined) === (permissions.length === 0))
    throw fail.unprocessable('ROLE_OR_PERMISSIONS', 'Name either a role or some permissions.')
  const [receiver] = await requireUsers(ctx, [receiverId], 'receiverId')
  if (receiver!.status !== 'active') throw fail.unprocessable('ACCOUNT_ARCHIVED', 'This account is archived.', { receiverId })
  refuseTimes({ validFrom, validTo }, ctx.now)
  if (Date.parse(validTo) - Date.parse(validFrom) > maxDays * 86_400_000)
    throw fail.unprocessable('DELEGATION_TOO_LONG', `A delegation lasts ${maxDays} days at most.`, { maxDays })
  if (roleId !== undefined) await refuseRoleNotHeld(ctx, roleId)
  await cellsOf(ctx, permissions)
  const known = await grantables(ctx, [...new Set(permissions.map(({ permission }) => permission))])
  permissions.forEach((one) => refuseNotHeld(ctx, one))
  if (roleId !== undefined || permissions.some(({ permission }) => known.get(permission)!.isSensitive)) await requireProof(ctx)
  await refuseTooMany(ctx, giverId)
  const id = newId()
  await ctx.tx
    .insertInto('delegation')
    .values({ companyId: ctx.companyId, id, giverId, receiverId, roleId: roleId ?? null, validFrom, validTo, reason, createdAt: ctx.now })
    .execute()
  if (permissions.length > 0) {
    const rows = permissions.map(({ permission, reach }) => ({
      companyId: ctx.companyId,
      delegationId: id,
      permission,
      reach: reach ?? null,
    }))
    await ctx.tx.insertInto('delegationPermission').values(rows).execute()
  }
  const delegation = await getDelegation(ctx, id)
  const data = { giver: delegation.giver.name, receiver: delegation.receiver.name }
  await ctx.emit(contract.delegationCreated, { subject: { type: 'delegation', id }, after: told(delegation), data })
  return { delegation }
}

const told = ({ can: _, role, ...rest }: Delegation) => ({ ...rest, role: role?.code ?? null })

async function refuseRoleNotHeld(ctx: AccessCtx, roleId: string) {
  const [role] = await requireRoles(ctx, [roleId], 'roleId')
  if ((await rolesHeldBy(ctx, ctx.actor.userId!)).has(roleId)) return
  throw fail.forbidden('ROLE_NOT_HELD', 'You can delegate only a role that you hold yourself.', { roleCode: role!.code })
}

async function refuseTooMany(ctx: AccessCtx, giverId: string) {
  const { open } = await ctx.tx
    .selectFrom('delegation')
    .select(sql<number>`count(*)`.as('open'))
    .where('companyId', '=', ctx.companyId)
    .where('giverId', '=', giverId)
    .where('endedAt', 'is', null)
    .where('validTo', '>', ctx.now)
    .executeTakeFirstOrThrow()
  if (open >= maxOpen) throw fail.unprocessable('TOO_MANY', `You can have ${maxOpen} delegations open at most.`, { open, limit: maxOpen })
}

export async function revokeDelegation(ctx: AccessCtx, id: string) {
  await beginChange(ctx)
  const before = await getDelegation(ctx, id)
  if (before.state !== 'active' && before.state !== 'planned')
    throw fail.conflict('DELEGATION_OVER', 'This delegation is over already.', { state: before.state })
  await end(ctx, [id], 'revoked')
  const delegation = await getDelegation(ctx, id)
  const data = { giver: before.giver.name, receiver: before.receiver.name }
  await ctx.emit(contract.delegationEnded, { subject: { type: 'delegation', id }, before: told(before), after: told(delegation), data })
  return { delegation }
}

const end = (ctx: AccessCtx, ids: readonly string[], endedReason: string) =>
  ctx.tx
    .updateTable('delegation')
    .set((eb) => ({ endedAt: ctx.now, endedBy: ctx.actor.userId, endedReason, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', ids)
    .execute()

/** Ends what somebody gave and was given, for good: they are archived in this transaction, which raises the access version. */
export async function endDelegationsOf(ctx: AccessCtx, userId: string) {
  const open = await ctx.tx
    .selectFrom('delegation')
    .select(['id', 'giverId'])
    .where('companyId', '=', ctx.companyId)
    .where((eb) => eb.or([eb('giverId', '=', userId), eb('receiverId', '=', userId)]))
    .where('endedAt', 'is', null)
    .where('validTo', '>', ctx.now)
    .execute()
  for (const { id, giverId } of open) {
    const before = await readDelegation(ctx, id)
    await end(ctx, [id], giverId === userId ? 'giver-archived' : 'receiver-archived')
    const after = await readDelegation(ctx, id)
    const data = { giver: before!.giver.name, receiver: before!.receiver.name }
    await ctx.emit(contract.delegationEnded, { subject: { type: 'delegation', id }, before: told(before!), after: told(after!), data })
  }
}

/** One that the actor takes part in or looks after; any other is not there. */
async function getDelegation(ctx: AccessCtx, id: string) {
  const found = await readDelegation(ctx, id)
  const mine = found && [found.giver.id, found.receiver.id].includes(ctx.actor.userId!)
  if (!found || !(mine || ctx.actor.permissions.has('access.manage'))) throw fail.notFound()
  return found
}

async function readDelegation(ctx: AccessCtx, id: string) {
  const row = await selectDelegations(ctx).where('d.id', '=', id).executeTakeFirst()
  return row && (await withTitles(ctx, [row]))[0]!
}

type Row = Omit<Delegation, 'permissions'> & { permissions: { permission: string; reach: Delegation['permissions'][number]['reach'] }[] }

async function withTitles(ctx: AccessCtx, rows: readonly Row[]): Promise<Delegation[]> {
  const all = await titled(
    ctx,
    rows.flatMap(({ permissions }) => permissions),
  )
  const titleOf = new Map(all.map(({ permission, title }) => [permission, title]))
  return rows.map((row) => ({ ...row, permissions: row.permissions.map((one) => ({ ...one, title: titleOf.get(one.permission)! })) }))
}

type ListAsk = Query<typeof contract.listGivenDelegations>

export const listGiven = (ctx: AccessCtx, ask: ListAsk) => page(ctx, mine(ctx, 'd.giverId', ask), ask)
export const listReceived = (ctx: AccessCtx, ask: ListAsk) => page(ctx, mine(ctx, 'd.receiverId', ask), ask)
export const listDelegations = (ctx: AccessCtx, ask: Query<typeof contract.listDelegations>) => page(ctx, delegationsAsked(ctx, ask), ask)

export function exportDelegations(ctx: AccessCtx, ask: Query<typeof contract.exportDelegations>) {
  const found = delegationsAsked(ctx, ask)
  const rows = { limit: (most: number) => ({ execute: async () => withTitles(ctx, await found.limit(most).execute()) }) }
  return exportList(ctx, ask, { name: 'delegations', rows, cells, event: contract.delegationsExported })
}

function mine(ctx: AccessCtx, side: 'd.giverId' | 'd.receiverId', { state }: ListAsk) {
  const query = selectDelegations(ctx).where(side, '=', ctx.actor.userId!).orderBy('d.id', 'desc')
  return state ? query.where(stateOf(ctx), '=', state) : query
}

function delegationsAsked(ctx: AccessCtx, { q, state, userId, sort = '-createdAt' }: Query<typeof contract.exportDelegations>) {
  let query = selectDelegations(ctx)
  if (q) query = query.where(wordsIn(q, 'g.firstName', 'g.lastName', 'v.firstName', 'v.lastName', 'r.name'))
  if (state) query = query.where(stateOf(ctx), '=', state)
  if (userId) query = query.where((eb) => eb.or([eb('d.giverId', '=', userId), eb('d.receiverId', '=', userId)]))
  return sorted(query, sort, sortable, 'd.id')
}

const sortable = {
  giver: 'g.lastName',
  receiver: 'v.lastName',
  validFrom: 'd.validFrom',
  validTo: 'd.validTo',
  state: 'state',
  createdAt: 'd.createdAt',
}

const cells: Cells<Delegation> = {
  'In whose place': ({ giver }) => giver.name,
  'Who acts': ({ receiver }) => receiver.name,
  Role: ({ role }) => role?.name,
  Permissions: ({ permissions }) => permissions.map(({ title }) => title).join(', '),
  From: ({ validFrom }) => validFrom,
  Until: ({ validTo }) => validTo,
  State: ({ state }) => state,
  Ended: ({ endedAt }) => endedAt,
  Reason: ({ reason }) => reason,
  Given: ({ createdAt }) => createdAt,
}

async function page(ctx: AccessCtx, query: ReturnType<typeof selectDelegations>, ask: ListAsk) {
  const { rows, pagination } = await fetchPage(query, ask)
  return { delegations: await withTitles(ctx, rows), pagination }
}

const stateOf = ({ now }: AccessCtx) =>
  sql<Delegation['state']>`case when d.ended_at is not null then 'ended' when d.valid_to <= ${now} then 'over'
    when d.valid_from > ${now} then 'planned' else 'active' end`

function selectDelegations(ctx: AccessCtx) {
  const mayRevoke = sql`(${ctx.actor.permissions.has('access.manage')} or ${ctx.actor.userId} in (d.giver_id, d.receiver_id))`
  return ctx.tx
    .selectFrom('delegation as d')
    .innerJoin('userAccount as g', (join) => join.onRef('g.id', '=', 'd.giverId').on('g.companyId', '=', ctx.companyId))
    .innerJoin('userAccount as v', (join) => join.onRef('v.id', '=', 'd.receiverId').on('v.companyId', '=', ctx.companyId))
    .leftJoin('role as r', (join) => join.onRef('r.id', '=', 'd.roleId').on('r.companyId', '=', ctx.companyId))
    .select(['d.id', 'd.validFrom', 'd.validTo', 'd.reason', 'd.endedAt', 'd.endedReason', 'd.createdAt', 'd.version'])
    .select((eb) => [
      sql<Delegation['giver']>`json_build_object('id', g.id, 'name', g.first_name || ' ' || g.last_name)`.as('giver'),
      sql<Delegation['receiver']>`json_build_object('id', v.id, 'name', v.first_name || ' ' || v.last_name)`.as('receiver'),
      sql<Delegation['role']>`case when r.id is not null then json_build_object('id', r.id, 'code', r.code, 'name', r.name) end`.as('role'),
      stateOf(ctx).as('state'),
      sql<Delegation['can']>`json_build_object('revoke', d.ended_at is null and d.valid_to > ${ctx.now} and ${mayRevoke})`.as('can'),
      jsonArrayFrom(
        eb
          .selectFrom('delegationPermission as i')
          .select(['i.permission', 'i.reach'])
          .where('i.companyId', '=', ctx.companyId)
          .whereRef('i.delegationId', '=', 'd.id')
          .orderBy('i.permission'),
      ).as('permissions'),
    ])
    .where('d.companyId', '=', ctx.companyId)
    .$castTo<Row>()
}
