import { sql } from 'kysely'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import {
  beginChange,
  cellsOf,
  refuseFixedRole,
  refuseTakingFrom,
  refuseTimes,
  requirePositions,
  requireRoles,
  requireUsers,
} from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import { refuseAbove } from './access.cover.service.ts'
import * as contract from './access.grant.contract.ts'
import { selectGrants } from './access.grant.queries.ts'
import { findGrant, pageOfGrants, refuseTooMany } from './access.grant.service.ts'

export async function listResourceGrantsOfUser(ctx: AccessCtx, userId: string, ask: Query<typeof contract.listResourceGrantsOfUser>) {
  const user = await ctx.tx
    .selectFrom('userAccount')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!user) throw fail.notFound()
  return pageOfGrants(ctx, selectGrants(ctx).where('g.userId', '=', userId).where('g.resourceId', 'is not', null), ask)
}

export async function listResourceGrants(ctx: AccessCtx, type: string, id: string, ask: Query<typeof contract.listResourceGrants>) {
  const employee = await findEmployee(ctx, id)
  if (!employee) throw fail.notFound()
  const page = await pageOfGrants(ctx, selectGrants(ctx).where('g.resourceType', '=', type).where('g.resourceId', '=', id), ask)
  return { ...page, resource: { type, id, name: employee.name } }
}

const findEmployee = (ctx: AccessCtx, id: string) =>
  ctx.tx
    .selectFrom('employee as e')
    .select(['e.id', sql<string>`e.first_name || ' ' || e.last_name`.as('name')])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', id)
    .executeTakeFirst()

export async function grantOnResource(ctx: AccessCtx, ask: Body<typeof contract.grantOnResource>) {
  await beginChange(ctx)
  const {
    permission,
    effect = 'allow',
    resourceType,
    employeeId,
    userId,
    roleId,
    positionId,
    validFrom = null,
    validTo = null,
    reason = null,
  } = ask
  const named = [userId, roleId, positionId].filter((id) => id !== undefined)
  if (named.length !== 1) throw fail.unprocessable('ONE_HOLDER', 'Name one person, one role or one position.')
  const users = await requireUsers(ctx, userId ? [userId] : [], 'userId')
  ;(await requireRoles(ctx, roleId ? [roleId] : [], 'roleId')).forEach(refuseFixedRole)
  await requirePositions(ctx, positionId ? [positionId] : [], 'positionId')
  const [cell] = await cellsOf(ctx, [{ permission, effect }])
  if (!(await findEmployee(ctx, employeeId))) throw fail.unprocessable('RESOURCE_NOT_FOUND', 'There is no such person.', { employeeId })
  refuseTimes({ validFrom, validTo }, ctx.now)
  if (effect === 'allow') await refuseAbove(ctx, [{ ...cell!, resourceId: employeeId }])
  else
    await refuseTakingFrom(
      ctx,
      users.map(({ id }) => id),
    )
  const id = newId()
  const holder = { userId: userId ?? null, roleId: roleId ?? null, positionId: positionId ?? null }
  const resource = { resourceType, resourceId: employeeId, reach: 'company' as const }
  await ctx.tx
    .insertInto('accessGrant')
    .values({
      companyId: ctx.companyId,
      id,
      permission,
      effect,
      ...holder,
      ...resource,
      validFrom,
      validTo,
      reason,
      createdAt: ctx.now,
      createdBy: ctx.actor.userId,
    })
    .execute()
  await refuseTooMany(ctx, userId ? [userId] : [])
  const grant = await findGrant(ctx, id)
  const subject = { type: grant.holder.type, id: grant.holder.id }
  await ctx.emit(contract.grantAdded, { subject, after: grant, data: { permission, effect, holder: grant.holder.name } })
  return { grant }
}
