import { featureStates } from '../../core/access.rules.ts'
import { isClosed } from '../../core/claims.ts'
import type { ClaimRows } from '../../core/claims.ts'
import type { Data } from '../../core/contract.ts'
import { settle, widestReach } from '../../core/decision.rules.ts'
import { assignmentsOf } from './access.assignment.service.ts'
import { beginChange } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import type * as contract from './access.check.contract.ts'
import { cacheRefreshed } from './access.check.contract.ts'
import { listDelegations } from './access.delegation.service.ts'
import { selectGrants, titled } from './access.grant.queries.ts'
import type { Asked } from './access.check.service.ts'
import { requireClaims } from './access.module.service.ts'
import { readRoleNames } from './access.role.queries.ts'
import { chainTo } from './access.rules.ts'

const maxGrants = 2000

/** Everything one person may do, and where each of it comes from, for one screen. */
export async function getUserAccess(ctx: AccessCtx, userId: string): Promise<Data<typeof contract.getUserAccess>> {
  const asked = await requireClaims(ctx, userId)
  const assignments = await assignmentsOf(ctx, userId)
  const { delegations } = await listDelegations(ctx, { userId, state: 'active', limit: 100 })
  const held = assignments.filter(({ state }) => state === 'active').map(({ role }) => role.id)
  const { id, name, status, employeeId } = asked.user
  return {
    user: { id, name, status, employeeId },
    assignments,
    permissions: await heldBy(ctx, asked),
    grants: asked.row ? await grantsOf(ctx, asked.row, userId, held) : [],
    delegations,
  }
}

async function heldBy(ctx: AccessCtx, { row, claims }: Asked) {
  if (!row || !claims) return []
  const on = new Set<string>(featureStates(row.planFeatures, row.features).flatMap(({ code, on: isOn }) => (isOn ? code : [])))
  const held = [...claims.byPermission].flatMap(([permission, claim]) => {
    const settled = settle(claim)
    if (!settled) return []
    const known = ctx.catalogue.get(permission)
    const levels = new Set(claim.grants.filter(({ effect }) => effect === 'allow').map(({ level }) => level))
    const isOff = (known?.feature !== undefined && !on.has(known.feature)) || isClosed(claims.closed, ctx.catalogue, permission)
    return {
      permission,
      module: known?.module ?? null,
      reach: widestReach(settled),
      levels: [...levels, ...(settled.lent.length > 0 ? (['delegated'] as const) : [])],
      hasExceptions: settled.shape !== widestReach(settled),
      isOff,
    }
  })
  return (await titled(ctx, held)).toSorted((a, b) => a.permission.localeCompare(b.permission))
}

/** The grants that hold now or will, their own, by role and by position, with the roles each comes through. */
async function grantsOf(ctx: AccessCtx, { grants, parents }: ClaimRows, userId: string, held: readonly string[]) {
  const own = new Map(grants.filter((one) => one.userId === userId).map((one) => [one.id, one]))
  if (own.size === 0) return []
  const rows = await selectGrants(ctx)
    .where('g.id', 'in', [...own.keys()].slice(0, maxGrants))
    .orderBy('g.permission')
    .orderBy('g.id')
    .execute()
  const roleOf = new Map((await readRoleNames(ctx)).map((role) => [role.id, role]))
  return (await titled(ctx, rows)).map((row) => {
    const { level, roleId } = own.get(row.id)!
    return { ...row, level, via: roleId === null ? [] : chainTo(held, roleId, parents).map((id) => roleOf.get(id)!) }
  })
}

/** Raises the version that every cached actor is compared with. */
export async function refreshCache(ctx: AccessCtx) {
  await beginChange(ctx)
  await ctx.emit(cacheRefreshed, { data: {} })
  return {}
}
