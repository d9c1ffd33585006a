import { sql } from 'kysely'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { beginChange, findRole, refuseFixedRole, requireRoles } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import { accessLimits } from './access.contract.ts'
import { coversRole, refuseReleasing } from './access.cover.service.ts'
import { refuseFull } from './access.permission.service.ts'
import * as contract from './access.role.contract.ts'
import { readEdges, readLineage, readRoleNames, selectRoles } from './access.role.queries.ts'
import { refuseParents } from './access.rules.ts'

export async function listRoles(ctx: AccessCtx, ask: Query<typeof contract.listRoles>) {
  let query = selectRoles(ctx)
  if (ask.isSystem !== undefined) query = query.where('r.isSystem', '=', ask.isSystem)
  if (ask.q) query = query.where(wordsIn(ask.q, 'r.name', 'r.code'))
  const { rows: roles, pagination } = await fetchPage(sorted(query, ask.sort ?? 'name', { name: 'r.name', code: 'r.code' }, 'r.id'), ask)
  return { roles, pagination }
}

export async function getRole(ctx: AccessCtx, id: string): Promise<{ role: contract.Role }> {
  const role = await selectRoles(ctx).where('r.id', '=', id).executeTakeFirst()
  if (!role) throw fail.notFound()
  return { role }
}

export async function getRoleByCode(ctx: AccessCtx, code: string): Promise<{ role: contract.Role }> {
  const role = await selectRoles(ctx).where('r.code', '=', code).executeTakeFirst()
  if (!role) throw fail.notFound()
  return { role }
}

export async function createRole(ctx: AccessCtx, { parentIds = [], ...ask }: Body<typeof contract.createRole>) {
  await beginChange(ctx)
  const id = await addRole(ctx, { ...ask, templateId: null })
  await inherit(ctx, id, parentIds)
  const made = await getRole(ctx, id)
  await ctx.emit(contract.roleCreated, { subject: { type: 'role', id }, after: made.role, data: { name: made.role.name } })
  return made
}

type NewRole = { code: string; name: string; description?: string | null; templateId: string | null }

export async function addRole(ctx: AccessCtx, { code, name, description = null, templateId }: NewRole) {
  const { count } = await ctx.tx
    .selectFrom('role')
    .select(sql<number>`count(*)`.as('count'))
    .where('companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  refuseFull(count, 'roles')
  const id = newId()
  await ctx.tx.insertInto('role').values({ companyId: ctx.companyId, id, code, name: name.trim(), description, templateId }).execute()
  return id
}

export async function updateRole(ctx: AccessCtx, id: string, { version, ...changes }: Body<typeof contract.updateRole>) {
  await beginChange(ctx)
  const { role: before } = await getRole(ctx, id)
  refuseFixedRole(before)
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('role')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getRole(ctx, id)
  await ctx.emit(contract.roleUpdated, { subject: { type: 'role', id }, before, after: after.role, data: { name: after.role.name } })
  return after
}

export async function deleteRole(ctx: AccessCtx, id: string) {
  await beginChange(ctx)
  const { role } = await getRole(ctx, id)
  if (role.isSystem) throw fail.conflict('SYSTEM_ROLE', 'This role comes with every company and cannot be removed.')
  const { rows } = await sql<{ holders: number; heirs: number; invitations: number }>`select
      (select count(*) from role_assignment a where a.company_id = ${ctx.companyId} and a.role_id = ${id}) as holders,
      (select count(*) from role_parent p where p.company_id = ${ctx.companyId} and p.parent_id = ${id}) as heirs,
      (select count(*) from invitation i where i.company_id = ${ctx.companyId} and i.role_id = ${id}) as invitations`.execute(ctx.tx)
  const used = rows[0]!
  if (used.holders + used.heirs + used.invitations > 0)
    throw fail.conflict('ROLE_IN_USE', 'This role is held, inherited from or invited for.', used)
  await ctx.tx
    .updateTable('delegation')
    .set({ endedAt: ctx.now, endedBy: ctx.actor.userId, endedReason: 'role-deleted' })
    .where('companyId', '=', ctx.companyId)
    .where('roleId', '=', id)
    .where('endedAt', 'is', null)
    .execute()
  for (const table of ['accessGrant', 'moduleAccess', 'roleParent'] as const)
    await ctx.tx.deleteFrom(table).where('companyId', '=', ctx.companyId).where('roleId', '=', id).execute()
  await ctx.tx.deleteFrom('role').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.roleDeleted, { subject: { type: 'role', id }, before: role, data: { name: role.name } })
  return {}
}

export async function getRoleHierarchy(ctx: AccessCtx, id: string) {
  await findRole(ctx, id)
  return { hierarchy: await readLineage(ctx, id) }
}

export async function setRoleParents(ctx: AccessCtx, id: string, { parentIds }: Body<typeof contract.setRoleParents>) {
  await beginChange(ctx)
  const role = await findRole(ctx, id)
  refuseFixedRole(role)
  const before = (await readLineage(ctx, id)).ancestors
  await inherit(ctx, id, parentIds)
  const hierarchy = await readLineage(ctx, id)
  const namesOf = (roles: readonly { code: string }[]) => ({ ancestors: roles.map(({ code }) => code) })
  const subject = { type: 'role', id }
  await ctx.emit(contract.roleParentsSet, {
    subject,
    before: namesOf(before),
    after: namesOf(hierarchy.ancestors),
    data: { name: role.name },
  })
  return { hierarchy }
}

/** Sets all parents of a role. What it newly inherits the actor must hold; what it inherited as a deny is not lifted by others. */
async function inherit(ctx: AccessCtx, id: string, parentIds: readonly string[]) {
  const edges = await readEdges(ctx)
  const old = edges.filter(({ roleId }) => roleId === id).map(({ parentId }) => parentId)
  const added = await requireRoles(ctx, parentIds, 'parentIds')
  const names = new Map((await readRoleNames(ctx)).map((role) => [role.id, role.name]))
  const refusal = refuseParents(id, parentIds, edges, names, accessLimits.roleDepth)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
  for (const { id: parentId, code } of added) {
    if (!old.includes(parentId) && !(await coversRole(ctx, code)))
      throw fail.forbidden('ROLE_ABOVE_OWN', 'You cannot give a role that may do more than you may yourself.', { roleCode: code })
  }
  const left = old.filter((parentId) => !parentIds.includes(parentId))
  if (left.length > 0) await refuseReleasing(ctx, left)
  await ctx.tx.deleteFrom('roleParent').where('companyId', '=', ctx.companyId).where('roleId', '=', id).execute()
  if (parentIds.length === 0) return
  await ctx.tx
    .insertInto('roleParent')
    .values(parentIds.map((parentId) => ({ companyId: ctx.companyId, roleId: id, parentId })))
    .execute()
}
