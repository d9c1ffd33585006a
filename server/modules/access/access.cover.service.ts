import { sql } from 'kysely'
import { conditionOf, readActor } from '../../core/access.ts'
import { withAncestors } from '../../core/claims.ts'
import type { ClaimRows } from '../../core/claims.ts'
import type { Bound, FullCtx } from '../../core/context.ts'
import type { Reach } from '../../core/contract.ts'
import { covers, holds, ownPart, ringOf } from '../../core/decision.rules.ts'
import { fail } from '../../core/errors.ts'

/** What somebody would be allowed: over a reach, or on one record. */
export type Allowance = { readonly permission: string; readonly reach: Reach; readonly resourceId?: string | null }

type CoverCtx = FullCtx

/**
 * Whether everything a role grants, inherited roles included, is also held by the actor: who makes accounts must not be able to
 * make one that may do more than they may themselves.
 */
export async function coversRole(ctx: CoverCtx, roleCode: string) {
  const { rows } = await sql<Allowance>`with recursive line as (
      select r.id from role r where r.company_id = ${ctx.companyId} and r.code = ${roleCode}
      union select p.parent_id from role_parent p join line on line.id = p.role_id where p.company_id = ${ctx.companyId}
    ) select g.permission, g.reach, g.resource_id from access_grant g
      where g.company_id = ${ctx.companyId} and g.effect = 'allow' and g.role_id in (select line.id from line)`.execute(ctx.tx)
  return (await firstAbove(ctx, rows)) === undefined
}

/** Whether everything an account may do, now or later, is also held by the actor: who could take it over must not gain by it. */
export async function coversUser(ctx: CoverCtx, userId: string) {
  const row = await readActor(ctx, userId)
  const grants = row ? grantsFor(row, userId) : await grantsOfArchived(ctx, userId)
  return (
    (await firstAbove(
      ctx,
      grants.filter(({ effect }) => effect === 'allow'),
    )) === undefined
  )
}

/** Their own grants, and those of others that were delegated to them. */
function grantsFor({ grants, lendings, parents }: ClaimRows, userId: string) {
  return grants.filter(({ userId: holder, permission, level, roleId }) => {
    if (holder === userId) return true
    return lendings.some((lending) => {
      if (lending.giverId !== holder) return false
      if (lending.roleId === null) return lending.items.some((item) => item.permission === permission)
      return level === 'role' && roleId !== null && withAncestors(lending.roleId, parents).has(roleId)
    })
  })
}

/** What an archived account would have again once it is restored. */
async function grantsOfArchived(ctx: CoverCtx, userId: string) {
  const { rows } = await sql<Allowance & { effect: string }>`with recursive line as (
      select a.role_id as id from role_assignment a where a.company_id = ${ctx.companyId} and a.user_id = ${userId}
      union select p.parent_id from role_parent p join line on line.id = p.role_id where p.company_id = ${ctx.companyId}
    ) select g.permission, g.reach, g.resource_id, g.effect from access_grant g
      where g.company_id = ${ctx.companyId} and (g.role_id in (select line.id from line) or g.user_id = ${userId})`.execute(ctx.tx)
  return rows
}

/** Refuses to give what the actor does not hold as far themselves; what was delegated to them is not theirs to give. */
export async function refuseAbove(ctx: CoverCtx, allowances: readonly Allowance[]) {
  const above = await firstAbove(ctx, allowances)
  if (!above) return
  const { permission, reach } = above
  throw fail.forbidden('GRANT_ABOVE_OWN', 'You cannot give a permission that you do not hold as far yourself.', { permission, reach })
}

async function firstAbove(ctx: CoverCtx, allowances: readonly Allowance[]): Promise<Allowance | undefined> {
  const wide = allowances.find(({ permission, reach, resourceId }) => !resourceId && !covers(heldBy(ctx, permission), reach))
  if (wide) return wide
  const named = Map.groupBy(
    allowances.filter(({ resourceId }) => resourceId),
    ({ permission }) => permission,
  )
  for (const [permission, grants] of named) {
    const within = await idsWithin(ctx, permission, [...new Set(grants.map(({ resourceId }) => resourceId!))])
    const outside = grants.find(({ resourceId }) => !within.has(resourceId!))
    if (outside) return outside
  }
  return undefined
}

const heldBy = ({ actor }: Bound, permission: string) => actor.permissions.get(permission) ?? actor.dormant.get(permission)

/** Which of these people the actor reaches by themselves. */
async function idsWithin(ctx: CoverCtx, permission: string, ids: readonly string[]) {
  const held = ownPart(heldBy(ctx, permission))
  if (!held) return new Set<string>()
  const rows = await ctx.tx
    .selectFrom('employee as e')
    .select('e.id')
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', 'in', ids)
    .where(conditionOf(ctx, held, 'e.id'))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** Whether the actor holds a permission themselves, over whatever reach or record. */
export function holdsOwn(ctx: Bound, permission: string): boolean {
  const held = ownPart(heldBy(ctx, permission))
  return held !== undefined && (held.rings !== 0 || held.allow.length > 0)
}

/** Refuses to delegate what the actor does not hold themselves, or not as far; they are capped by their own at every moment anyway. */
export function refuseNotHeld(ctx: Bound, { permission, reach }: { permission: string; reach?: Reach }) {
  const held = ownPart(heldBy(ctx, permission))
  if (holdsOwn(ctx, permission) && (reach === undefined || holds(held!.rings, ringOf(reach)))) return
  throw fail.forbidden('PERMISSION_NOT_HELD', 'You can delegate only what you hold yourself.', { permission, reach: reach ?? null })
}

/** Refuses to take roles away whose denies would be lifted by it, unless the actor holds what they deny. */
export async function refuseReleasing(ctx: CoverCtx, roleIds: readonly string[]) {
  const { rows } = await sql<Allowance>`with recursive line as (
      select r.id from role r where r.company_id = ${ctx.companyId} and r.id = any(${roleIds}::uuid[])
      union select p.parent_id from role_parent p join line on line.id = p.role_id where p.company_id = ${ctx.companyId}
    ) select g.permission, g.reach, g.resource_id from access_grant g
      where g.company_id = ${ctx.companyId} and g.effect = 'deny' and g.role_id in (select line.id from line)`.execute(ctx.tx)
  await refuseAbove(ctx, rows)
}

/** The roles somebody holds now, inherited ones included. */
export async function rolesHeldBy(ctx: CoverCtx, userId: string) {
  const { rows } = await sql<{ id: string }>`with recursive line as (
      select a.role_id as id from role_assignment a where a.company_id = ${ctx.companyId} and a.user_id = ${userId}
        and (a.valid_from is null or a.valid_from <= ${ctx.now}) and (a.valid_to is null or a.valid_to > ${ctx.now})
      union select p.parent_id from role_parent p join line on line.id = p.role_id where p.company_id = ${ctx.companyId}
    ) select line.id from line`.execute(ctx.tx)
  return new Set(rows.map(({ id }) => id))
}
