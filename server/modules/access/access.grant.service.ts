import { sql } from 'kysely'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { requireProof } from '../../core/step-up.ts'
import {
  beginChange,
  cellsOf,
  findRole,
  refuseFixedRole,
  refuseTakingFrom,
  refuseTimes,
  requirePositions,
  requireRoles,
  requireUsers,
} from './access.change.service.ts'
import type { AccessCtx, Cell, Wanted } from './access.change.service.ts'
import { accessLimits } from './access.contract.ts'
import { refuseAbove } from './access.cover.service.ts'
import * as contract from './access.grant.contract.ts'
import type { Grant } from './access.grant.contract.ts'
import { selectGrants, titled } from './access.grant.queries.ts'

export async function listGrants(ctx: AccessCtx, ask: Query<typeof contract.listGrants>) {
  let query = selectGrants(ctx)
  for (const name of ['userId', 'roleId', 'positionId', 'templateId', 'permission', 'effect'] as const)
    if (ask[name] !== undefined) query = query.where(`g.${name}`, '=', ask[name])
  if (ask.onRecords !== undefined) query = query.where('g.resourceId', ask.onRecords ? 'is not' : 'is', null)
  return pageOfGrants(ctx, query, ask)
}

export async function pageOfGrants(ctx: AccessCtx, query: ReturnType<typeof selectGrants>, ask: { page?: number; limit?: number }) {
  const { rows, pagination } = await fetchPage(query.orderBy('g.id', 'desc'), ask)
  return { grants: await titled(ctx, rows), pagination }
}

export async function findGrant(ctx: AccessCtx, id: string): Promise<Grant> {
  const row = await selectGrants(ctx).where('g.id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return (await titled(ctx, [row]))[0]!
}

export async function grantToRole(ctx: AccessCtx, roleId: string, wanted: Wanted) {
  await beginChange(ctx)
  const role = await findRole(ctx, roleId)
  refuseFixedRole(role)
  const [cell] = await cellsOf(ctx, [wanted])
  await setCells(ctx, { roleId }, [cell!], {})
  const row = await ownCells(ctx, roleId)
    .where('g.permission', '=', cell!.permission)
    .where('g.effect', '=', cell!.effect)
    .executeTakeFirstOrThrow()
  const grant = await findGrant(ctx, row.id)
  const data = { permission: cell!.permission, effect: cell!.effect, holder: role.name }
  await ctx.emit(contract.grantAdded, { subject: { type: 'role', id: roleId }, after: cell!, data })
  return { grant }
}

const ownCells = (ctx: AccessCtx, roleId: string) =>
  ctx.tx
    .selectFrom('accessGrant as g')
    .select(['g.id', 'g.permission', 'g.effect', 'g.reach'])
    .where('g.companyId', '=', ctx.companyId)
    .where('g.roleId', '=', roleId)
    .where('g.resourceId', 'is', null)
    .$castTo<Cell & { id: string }>()

export async function changeRoleGrants(ctx: AccessCtx, roleId: string, { set = [], remove = [] }: Body<typeof contract.changeRoleGrants>) {
  await beginChange(ctx)
  const role = await findRole(ctx, roleId)
  refuseFixedRole(role)
  const cells = await cellsOf(ctx, set)
  const before = await ownCells(ctx, roleId).execute()
  const gone = before.filter(({ permission, effect }) =>
    remove.some((one) => one.permission === permission && (one.effect === undefined || one.effect === effect)),
  )
  await removeGrants(ctx, gone)
  const changed = await setCells(ctx, { roleId }, cells, {})
  const count = changed.created + gone.length
  if (count > 0) {
    const texts = (rows: readonly Cell[]) => Object.fromEntries(rows.map((row) => [`${row.effect} ${row.permission}`, row.reach]))
    const after = texts(await ownCells(ctx, roleId).execute())
    const subject = { type: 'role', id: roleId }
    await ctx.emit(contract.grantsChanged, { subject, before: texts(before), after, data: { count: String(count), holder: role.name } })
  }
  return { set: changed.created, removed: gone.length, unchanged: changed.unchanged }
}

export async function removeRoleGrant(ctx: AccessCtx, roleId: string, permission: string, effect?: 'allow' | 'deny') {
  await beginChange(ctx)
  const role = await findRole(ctx, roleId)
  refuseFixedRole(role)
  const found = (await ownCells(ctx, roleId).where('g.permission', '=', permission).execute()).filter(
    (one) => effect === undefined || one.effect === effect,
  )
  if (found.length === 0) throw fail.notFound()
  await removeGrants(ctx, found)
  for (const { effect: was, reach } of found) {
    const data = { permission, effect: was, holder: role.name }
    await ctx.emit(contract.grantRemoved, { subject: { type: 'role', id: roleId }, before: { permission, effect: was, reach }, data })
  }
  return {}
}

/** Takes grants back. A deny that goes gives something, which the actor must hold themselves. */
async function removeGrants(ctx: AccessCtx, grants: readonly (Cell & { id: string; resourceId?: string | null })[]) {
  if (grants.length === 0) return
  const denies = grants.filter(({ effect }) => effect === 'deny')
  if (denies.length > 0) await requireProof(ctx)
  await refuseAbove(ctx, denies)
  await ctx.tx
    .deleteFrom('accessGrant')
    .where('companyId', '=', ctx.companyId)
    .where(
      'id',
      'in',
      grants.map(({ id }) => id),
    )
    .execute()
}

type Holder = { readonly userId?: string; readonly roleId?: string; readonly positionId?: string }
type About = {
  readonly validFrom?: string | null | undefined
  readonly validTo?: string | null | undefined
  readonly reason?: string | undefined
  readonly templateId?: string
}

/** Grants of one holder as they should be: what is there already stays, what a role or position has otherwise is changed. */
async function setCells(ctx: AccessCtx, holder: Holder, cells: readonly Cell[], about: About) {
  await refuseAbove(
    ctx,
    cells.filter(({ effect }) => effect === 'allow'),
  )
  const [[column, holderId]] = Object.entries(holder) as [['userId' | 'roleId' | 'positionId', string]]
  const known = await ctx.tx
    .selectFrom('accessGrant as g')
    .select(['g.id', 'g.permission', 'g.effect', 'g.reach', 'g.validFrom', 'g.validTo'])
    .where('g.companyId', '=', ctx.companyId)
    .where(`g.${column}`, '=', holderId)
    .where('g.resourceId', 'is', null)
    .execute()
  const { validFrom = null, validTo = null, reason = null, templateId = null } = about
  const same = (a: string | null, b: string | null) => (a === null || b === null ? a === b : Date.parse(a) === Date.parse(b))
  const fresh: Cell[] = []
  let unchanged = 0
  for (const cell of cells) {
    const rows = known.filter((row) => row.permission === cell.permission && row.effect === cell.effect)
    if (rows.some((row) => row.reach === cell.reach && same(row.validFrom, validFrom) && same(row.validTo, validTo))) unchanged += 1
    else fresh.push(cell)
    const [other] = rows
    if (!fresh.includes(cell) || column === 'userId' || !other) continue
    // A narrower deny lets more through than before.
    if (cell.effect === 'deny') await refuseAbove(ctx, [{ permission: cell.permission, reach: other.reach as Cell['reach'] }])
    await ctx.tx.deleteFrom('accessGrant').where('companyId', '=', ctx.companyId).where('id', '=', other.id).execute()
  }
  if (fresh.length > 0) {
    const stamp = { createdAt: ctx.now, createdBy: ctx.actor.userId, validFrom, validTo, reason, templateId }
    await ctx.tx
      .insertInto('accessGrant')
      .values(fresh.map((cell) => ({ companyId: ctx.companyId, id: newId(), ...holder, ...cell, ...stamp })))
      .execute()
  }
  return { created: fresh.length, unchanged }
}

type Holders = { readonly userIds?: readonly string[]; readonly roleIds?: readonly string[]; readonly positionIds?: readonly string[] }
const maxRows = 5000

/** The same grants for many people, roles and positions: all of it or nothing. */
export async function grantToMany(ctx: AccessCtx, holders: Holders, wanted: readonly Wanted[], about: About) {
  const { userIds = [], roleIds = [], positionIds = [] } = holders
  const count = userIds.length + roleIds.length + positionIds.length
  if (count === 0) throw fail.unprocessable('NOBODY_NAMED', 'Name at least one person, role or position.')
  if (count * wanted.length > maxRows)
    throw fail.unprocessable('TOO_MANY_GRANTS', `At most ${maxRows} grants can be made at once.`, {
      asked: count * wanted.length,
      limit: maxRows,
    })
  refuseTimes({ validFrom: about.validFrom ?? null, validTo: about.validTo ?? null }, ctx.now)
  const cells = await cellsOf(ctx, wanted)
  await requireUsers(ctx, userIds, 'userIds')
  ;(await requireRoles(ctx, roleIds, 'roleIds')).forEach(refuseFixedRole)
  await requirePositions(ctx, positionIds, 'positionIds')
  if (cells.some(({ effect }) => effect === 'deny')) await refuseTakingFrom(ctx, userIds)
  const total = { created: 0, unchanged: 0 }
  const each = [
    ...userIds.map((userId) => ({ userId })),
    ...roleIds.map((roleId) => ({ roleId })),
    ...positionIds.map((positionId) => ({ positionId })),
  ]
  for (const holder of each) {
    const { created, unchanged } = await setCells(ctx, holder, cells, about)
    total.created += created
    total.unchanged += unchanged
  }
  await refuseTooMany(ctx, userIds)
  return total
}

export async function refuseTooMany(ctx: AccessCtx, userIds: readonly string[]) {
  if (userIds.length === 0) return
  const full = await ctx.tx
    .selectFrom('accessGrant')
    .select('userId')
    .where('companyId', '=', ctx.companyId)
    .where('userId', 'in', userIds)
    .groupBy('userId')
    .having(sql<boolean>`count(*) > ${accessLimits.directGrants}`)
    .executeTakeFirst()
  if (full)
    throw fail.unprocessable('TOO_MANY', `A person has ${accessLimits.directGrants} grants of their own at most.`, {
      ...full,
      limit: accessLimits.directGrants,
    })
}

export async function bulkAssign(ctx: AccessCtx, { grants, validFrom, validTo, reason, ...holders }: Body<typeof contract.bulkAssign>) {
  await beginChange(ctx)
  const total = await grantToMany(ctx, holders, grants, { validFrom, validTo, ...(reason !== undefined && { reason }) })
  if (total.created > 0) {
    const after = { ...holders, grants, validFrom: validFrom ?? null, validTo: validTo ?? null, reason: reason ?? null }
    const [[kind, ids]] = Object.entries(holders).filter(([, list]) => list.length > 0) as [[string, string[]]]
    const subject = ids.length === 1 ? { subject: { type: kind.replace('Ids', ''), id: ids[0]! } } : {}
    const names = await namesOf(ctx, holders)
    await ctx.emit(contract.grantsChanged, { ...subject, after, data: { count: String(total.created), holder: names } })
  }
  return total
}

async function namesOf(ctx: AccessCtx, { userIds = [], roleIds = [], positionIds = [] }: Holders) {
  const found = [
    await requireUsers(ctx, userIds, ''),
    await requireRoles(ctx, roleIds, ''),
    await requirePositions(ctx, positionIds, ''),
  ].flat()
  const names = found.map(({ name }) => name)
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}

export async function deleteGrant(ctx: AccessCtx, id: string, isOnRecord = false) {
  await beginChange(ctx)
  const grant = await findGrant(ctx, id)
  if (isOnRecord && grant.resourceId === null) throw fail.notFound()
  const { holder, permission, effect } = grant
  if (holder.type === 'role') refuseFixedRole(await findRole(ctx, holder.id))
  await removeGrants(ctx, [grant])
  await ctx.emit(contract.grantRemoved, {
    subject: { type: holder.type, id: holder.id },
    before: grant,
    data: { permission, effect, holder: holder.name },
  })
  return {}
}
