import { sql } from 'kysely'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { grantables } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import * as contract from './access.group.contract.ts'
import type { PermissionGroup } from './access.group.contract.ts'
import { refuseFull } from './access.permission.service.ts'

const selectGroups = (ctx: AccessCtx) =>
  ctx.tx
    .selectFrom('permissionGroup')
    .select(['id', 'code', 'name', 'description', 'permissions', 'version'])
    .where('companyId', '=', ctx.companyId)

export async function listGroups(ctx: AccessCtx, ask: Query<typeof contract.listGroups>) {
  const { rows: groups, pagination } = await fetchPage(groupsAsked(ctx, ask), ask)
  return { groups, pagination }
}

export function exportGroups(ctx: AccessCtx, ask: Query<typeof contract.exportGroups>) {
  return exportList(ctx, ask, { name: 'permission-groups', rows: groupsAsked(ctx, ask), cells, event: contract.groupsExported })
}

function groupsAsked(ctx: AccessCtx, { q, sort = 'name' }: Query<typeof contract.exportGroups>) {
  const query = selectGroups(ctx)
  return sorted(q ? query.where(wordsIn(q, 'name', 'code', 'description')) : query, sort, { name: 'name', code: 'code' }, 'id')
}

const cells: Cells<PermissionGroup> = {
  Code: ({ code }) => code,
  Name: ({ name }) => name,
  Description: ({ description }) => description,
  Permissions: ({ permissions }) => permissions.join(', '),
}

async function getGroup(ctx: AccessCtx, id: string) {
  const group = await selectGroups(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!group) throw fail.notFound()
  return { group }
}

export async function createGroup(ctx: AccessCtx, ask: Body<typeof contract.createGroup>) {
  await grantables(ctx, ask.permissions)
  const { count } = await ctx.tx
    .selectFrom('permissionGroup')
    .select(sql<number>`count(*)`.as('count'))
    .where('companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  refuseFull(count, 'groups')
  const id = newId()
  await ctx.tx
    .insertInto('permissionGroup')
    .values({ companyId: ctx.companyId, id, ...ask, description: ask.description ?? null })
    .execute()
  const made = await getGroup(ctx, id)
  await ctx.emit(contract.groupCreated, { subject: { type: 'permission-group', id }, after: made.group, data: { name: ask.name } })
  return made
}

export async function updateGroup(ctx: AccessCtx, id: string, { version, ...changes }: Body<typeof contract.updateGroup>) {
  const { group: before } = await getGroup(ctx, id)
  refuseStale(version, before.version)
  if (changes.permissions) await grantables(ctx, changes.permissions)
  await ctx.tx
    .updateTable('permissionGroup')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getGroup(ctx, id)
  await ctx.emit(contract.groupUpdated, {
    subject: { type: 'permission-group', id },
    before,
    after: after.group,
    data: { name: after.group.name },
  })
  return after
}

export async function deleteGroup(ctx: AccessCtx, id: string) {
  const { group: before } = await getGroup(ctx, id)
  await ctx.tx.deleteFrom('permissionGroup').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.groupDeleted, { subject: { type: 'permission-group', id }, before, data: { name: before.name } })
  return {}
}
