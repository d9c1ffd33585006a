import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Data, Query } from '../../core/contract.ts'
import { wordsIn } from '../../core/paging.ts'
import type { AccessCtx } from './access.change.service.ts'
import { holdsOwn } from './access.cover.service.ts'
import type * as contract from './access.delegation.contract.ts'
import { titled } from './access.grant.queries.ts'

const mostReceivers = 20

/** What the actor can delegate: roles they were given, permissions they hold themselves; and people they may see who can sign in. */
export async function delegationChoices(
  ctx: AccessCtx,
  ask: Query<typeof contract.delegationChoices>,
): Promise<Data<typeof contract.delegationChoices>> {
  const own = [...ctx.actor.permissions.keys()].filter((permission) => holdsOwn(ctx, permission))
  const permissions = await titled(
    ctx,
    own.map((permission) => ({ permission })),
  )
  return {
    receivers: await receivers(ctx, ask.q),
    roles: await rolesGiven(ctx),
    permissions: permissions.toSorted((a, b) => a.title.localeCompare(b.title)),
  }
}

function receivers(ctx: AccessCtx, q: string | undefined) {
  let query = ctx.tx
    .selectFrom('userAccount as u')
    .innerJoin('employee as e', (join) => join.onRef('e.userId', '=', 'u.id').on('e.companyId', '=', ctx.companyId))
    .select(['u.id', 'u.email', sql<string>`e.first_name || ' ' || e.last_name`.as('name')])
    .where('u.companyId', '=', ctx.companyId)
    .where('u.status', '=', 'active')
    .where('u.id', '!=', ctx.actor.userId)
    .where(visible(ctx, 'employee.read', 'e.id'))
  if (q) query = query.where(wordsIn(q, 'e.firstName', 'e.lastName', 'u.email'))
  return query.orderBy('e.lastName').orderBy('e.firstName').orderBy('u.id').limit(mostReceivers).execute()
}

function rolesGiven(ctx: AccessCtx) {
  return ctx.tx
    .selectFrom('roleAssignment as a')
    .innerJoin('role as r', (join) => join.onRef('r.id', '=', 'a.roleId').on('r.companyId', '=', ctx.companyId))
    .select(['r.id', 'r.code', 'r.name'])
    .where('a.companyId', '=', ctx.companyId)
    .where('a.userId', '=', ctx.actor.userId)
    .where((eb) => eb.or([eb('a.validFrom', 'is', null), eb('a.validFrom', '<=', ctx.now)]))
    .where((eb) => eb.or([eb('a.validTo', 'is', null), eb('a.validTo', '>', ctx.now)]))
    .orderBy('r.name')
    .execute()
}
