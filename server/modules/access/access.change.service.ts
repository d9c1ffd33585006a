import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Reach } from '../../core/contract.ts'
import { coversUser } from './access.cover.service.ts'

export type AccessCtx = FullCtx

/**
 * Begins a change of who may do what. All such changes of a company wait for each other at its state row, and each is decided
 * with what the actor may do after the one before: whoever lost a right while waiting is asked again and refused.
 */
export async function beginChange(ctx: AccessCtx) {
  const { accessVersion } = await ctx.tx
    .updateTable('companyState')
    .set((eb) => ({ accessVersion: eb('accessVersion', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .returning('accessVersion')
    .executeTakeFirstOrThrow()
  // The code of a serialization failure: the door does it again, with the actor read anew.
  if (ctx.actor.userId !== null && accessVersion !== ctx.actor.accessVersion + 1)
    throw Object.assign(new Error('Permissions changed while this waited'), { code: '40001' })
}

/** Accounts by id, each of which must be there. */
export async function requireUsers(ctx: AccessCtx, ids: readonly string[], field: string) {
  if (ids.length === 0) return []
  const users = await ctx.tx
    .selectFrom('userAccount as u')
    .select(['u.id', 'u.status', sql<string>`u.first_name || ' ' || u.last_name`.as('name')])
    .where('u.companyId', '=', ctx.companyId)
    .where('u.id', 'in', ids)
    .execute()
  refuseMissing(ids, users, field)
  return users
}

export async function requireRoles(ctx: AccessCtx, ids: readonly string[], field: string) {
  if (ids.length === 0) return []
  const roles = await ctx.tx
    .selectFrom('role')
    .select(['id', 'code', 'name', 'isSystem'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', ids)
    .execute()
  refuseMissing(ids, roles, field)
  return roles
}

export async function requirePositions(ctx: AccessCtx, ids: readonly string[], field: string) {
  if (ids.length === 0) return []
  const positions = await ctx.tx
    .selectFrom('position')
    .select(['id', 'title as name'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', ids)
    .execute()
  refuseMissing(ids, positions, field)
  return positions
}

function refuseMissing(ids: readonly string[], found: readonly { id: string }[], field: string) {
  const missing = ids.filter((id) => !found.some((one) => one.id === id))
  if (missing.length > 0) throw fail.unprocessable('HOLDER_NOT_FOUND', `Not everybody named in ${field} is there.`, { field, missing })
}

/** The role of a path; what is not there is not found. */
export async function findRole(ctx: AccessCtx, id: string) {
  const role = await ctx.tx
    .selectFrom('role')
    .select(['id', 'code', 'name', 'isSystem', 'description', 'version'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!role) throw fail.notFound()
  return role
}

export function refuseFixedRole({ code }: { code: string }) {
  if (code === 'admin')
    throw fail.conflict('ADMIN_ROLE_FIXED', 'The role of administrators cannot be changed: it is what everything else is put right with.')
}

/** Refuses to take something from people who may do more than the actor, and from administrators anything but their role. */
export async function refuseTakingFrom(ctx: AccessCtx, userIds: readonly string[]) {
  for (const id of userIds) {
    if (id !== ctx.actor.userId && !(await coversUser(ctx, id)))
      throw fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot take anything from somebody who may do more than you may yourself.', {
        userId: id,
      })
  }
  if (userIds.length === 0) return
  const [admin] = await administrators(ctx).where('a.userId', 'in', userIds).limit(1).execute()
  if (admin)
    throw fail.conflict('ADMIN_PROTECTED', 'Of an administrator nothing can be denied or switched off; take the role away first.', {
      userId: admin.userId,
    })
}

/** Who holds the role of administrators, at whatever time. */
export const administrators = (ctx: AccessCtx) =>
  ctx.tx
    .selectFrom('roleAssignment as a')
    .innerJoin('role as r', (join) => join.onRef('r.id', '=', 'a.roleId').on('r.companyId', '=', ctx.companyId))
    .select(['a.userId'])
    .where('a.companyId', '=', ctx.companyId)
    .where('r.code', '=', 'admin')

/**
 * Whether nobody would be left to look after everything without somebody: no other account that is active, an administrator now
 * and for good, with nothing denied. The caller must have begun a change, so that two of them cannot take it from each other.
 */
export async function isLastAdmin(ctx: AccessCtx, userId: string) {
  const holders = await administrators(ctx)
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'a.userId').on('u.companyId', '=', ctx.companyId))
    .select(
      sql<boolean>`(a.valid_to is null and not exists (select from access_grant as g
        where g.company_id = ${ctx.companyId} and g.user_id = a.user_id and g.effect = 'deny'))`.as('isLasting'),
    )
    .where('u.status', '=', 'active')
    .where((eb) => eb.or([eb('a.validFrom', 'is', null), eb('a.validFrom', '<=', ctx.now)]))
    .where((eb) => eb.or([eb('a.validTo', 'is', null), eb('a.validTo', '>', ctx.now)]))
    .orderBy('isLasting', 'desc')
    .limit(1000)
    .execute()
  return holders.some((one) => one.userId === userId) && !holders.some((one) => one.userId !== userId && one.isLasting)
}

export const lastAdmin = () => fail.conflict('LAST_ADMIN', 'This is the last administrator; make another one first.')

/** A permission as far as granting it goes. */
export type Grantable = {
  readonly code: string
  readonly title: string
  readonly reaches: readonly Reach[]
  readonly isSensitive: boolean
}

/** The permissions of these codes, of Muster and of the company; each must be there. */
export async function grantables(ctx: AccessCtx, codes: readonly string[]): Promise<ReadonlyMap<string, Grantable>> {
  const found = new Map<string, Grantable>()
  for (const code of codes) {
    const known = ctx.catalogue.get(code)
    if (known) found.set(code, { ...known, isSensitive: known.sensitive ?? false })
  }
  const others = codes.filter((code) => !found.has(code))
  if (others.length > 0) {
    const own = await ctx.tx
      .selectFrom('companyPermission')
      .select(['code', 'title', 'reaches', 'isSensitive'])
      .where('companyId', '=', ctx.companyId)
      .where('code', 'in', others)
      .execute()
    for (const one of own) found.set(one.code, one as Grantable)
  }
  const missing = codes.filter((code) => !found.has(code))
  if (missing.length > 0)
    throw fail.unprocessable('PERMISSION_NOT_FOUND', `There is no permission ${missing[0]}.`, { permissions: missing })
  return found
}

export type Wanted = { readonly permission: string; readonly effect?: 'allow' | 'deny'; readonly reach?: Reach }
export type Cell = { readonly permission: string; readonly effect: 'allow' | 'deny'; readonly reach: Reach }

/** What is asked for with what was left out: an allow, over the widest reach the permission has. One of each kind per permission. */
export async function cellsOf(ctx: AccessCtx, wanted: readonly Wanted[]): Promise<Cell[]> {
  const known = await grantables(ctx, [...new Set(wanted.map(({ permission }) => permission))])
  const cells = new Map<string, Cell>()
  for (const { permission, effect = 'allow', reach } of wanted) {
    const { reaches } = known.get(permission)!
    if (reach && !reaches.includes(reach))
      throw fail.unprocessable('REACH_NOT_ALLOWED', `${permission} cannot be granted over ${reach}.`, {
        permission,
        reach,
        allowed: reaches,
      })
    const key = `${effect} ${permission}`
    if (cells.has(key)) throw fail.unprocessable('PERMISSION_TWICE', `${permission} is named twice.`, { permission, effect })
    cells.set(key, { permission, effect, reach: reach ?? reaches.at(-1)! })
  }
  return [...cells.values()]
}

/** Refuses times that are over or the wrong way round. */
export function refuseTimes({ validFrom, validTo }: { validFrom?: string | null; validTo?: string | null }, now: string) {
  if (validTo && Date.parse(validTo) <= Date.parse(now))
    throw fail.unprocessable('ALREADY_OVER', 'The end lies in the past.', { validTo, now })
  if (validFrom && validTo && Date.parse(validFrom) >= Date.parse(validTo))
    throw fail.unprocessable('TIMES_REVERSED', 'The end is not after the beginning.', { validFrom, validTo })
}
