import { sql } from 'kysely'
import type { KnownPermission } from '../../core/catalogue.ts'
import { reaches as allReaches } from '../../core/contract.ts'
import type { Body, Query, Reach } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { pageOf, paginationOf } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { beginChange } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import * as contract from './access.contract.ts'
import type { Permission } from './access.contract.ts'

/** Everything that can be granted: what modules declare, in their order, then what the company added. */
export async function allPermissions(ctx: AccessCtx): Promise<Permission[]> {
  const own = await selectOwn(ctx).orderBy('code').limit(contract.accessLimits.permissions).execute()
  return [...[...ctx.catalogue.values()].map(declared), ...own.map(shownOwn)]
}

function declared({ code, title, description, reaches, sensitive, module, moduleTitle, kind, feature }: KnownPermission): Permission {
  const about = { id: null, code, title, description, reaches: [...reaches], sensitive: sensitive ?? false, version: null }
  return { ...about, origin: 'system', module, moduleTitle, kind, feature: feature ?? null }
}

const selectOwn = (ctx: AccessCtx) =>
  ctx.tx
    .selectFrom('companyPermission')
    .select(['id', 'code', 'title', 'description', 'reaches', 'isSensitive', 'version'])
    .where('companyId', '=', ctx.companyId)

type OwnRow = { id: string; code: string; title: string; description: string; reaches: string[]; isSensitive: boolean; version: number }
const shownOwn = ({ isSensitive, reaches, ...row }: OwnRow): Permission => ({
  ...row,
  reaches: reaches as Reach[],
  sensitive: isSensitive,
  origin: 'company',
  module: null,
  moduleTitle: null,
  kind: null,
  feature: null,
})

export async function listPermissions(ctx: AccessCtx, ask: Query<typeof contract.listPermissions>) {
  const words = ask.q?.toLowerCase().trim()
  const found = (await allPermissions(ctx)).filter(
    (one) =>
      (!words || `${one.code} ${one.title} ${one.description}`.toLowerCase().includes(words)) &&
      (!ask.module || one.module === ask.module) &&
      (!ask.origin || one.origin === ask.origin) &&
      (ask.sensitive === undefined || one.sensitive === ask.sensitive),
  )
  const { offset, limit } = pageOf(ask)
  return { permissions: found.slice(offset, offset + limit), pagination: paginationOf(ask, found.length) }
}

export async function getPermission(ctx: AccessCtx, id: string) {
  const row = await selectOwn(ctx).where('id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return { permission: shownOwn(row) }
}

export async function getPermissionByCode(ctx: AccessCtx, code: string) {
  const known = ctx.catalogue.get(code)
  if (known) return { permission: declared(known) }
  const row = await selectOwn(ctx).where('code', '=', code).executeTakeFirst()
  if (!row) throw fail.notFound()
  return { permission: shownOwn(row) }
}

export async function createPermission(ctx: AccessCtx, ask: Body<typeof contract.createPermission>) {
  await beginChange(ctx)
  const { count } = await ctx.tx
    .selectFrom('companyPermission')
    .select(sql<number>`count(*)`.as('count'))
    .where('companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  refuseFull(count, 'permissions')
  const id = newId()
  const { code, title, description = '', reaches = ['company'], sensitive = false } = ask
  await ctx.tx
    .insertInto('companyPermission')
    .values({ companyId: ctx.companyId, id, code, title: title.trim(), description, reaches: inOrder(reaches), isSensitive: sensitive })
    .execute()
  // As with ours, administrators hold it as wide as it goes: nobody else could give it to anyone.
  await ctx.tx
    .insertInto('accessGrant')
    .columns(['companyId', 'id', 'roleId', 'permission', 'reach', 'createdAt'])
    .expression((eb) =>
      eb
        .selectFrom('role')
        .select([
          'companyId',
          sql<string>`${newId()}::uuid`.as('id'),
          'id as roleId',
          sql<string>`${code}::text`.as('permission'),
          sql<string>`${inOrder(reaches).at(-1)!}::text`.as('reach'),
          sql<string>`${ctx.now}::timestamptz`.as('createdAt'),
        ])
        .where('companyId', '=', ctx.companyId)
        .where('code', '=', 'admin'),
    )
    .execute()
  const made = await getPermission(ctx, id)
  await ctx.emit(contract.permissionCreated, { subject: { type: 'permission', id }, after: made.permission, data: { code } })
  return made
}

/** Narrow to wide: the last one is the widest. */
const inOrder = (asked: readonly Reach[]) => allReaches.filter((reach) => asked.includes(reach))

/** A company has so many of each kind at most. */
export function refuseFull(count: number, kind: 'roles' | 'permissions' | 'groups' | 'templates') {
  const limit = contract.accessLimits[kind]
  if (count >= limit) throw fail.unprocessable('TOO_MANY', `A company has ${limit} ${kind} of its own at most.`, { kind, limit })
}

export async function updatePermission(
  ctx: AccessCtx,
  id: string,
  { version, sensitive, ...changes }: Body<typeof contract.updatePermission>,
) {
  await beginChange(ctx)
  const { permission: before } = await getPermission(ctx, id)
  refuseStale(version, before.version!)
  await ctx.tx
    .updateTable('companyPermission')
    .set((eb) => ({ ...changes, ...(sensitive !== undefined && { isSensitive: sensitive }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getPermission(ctx, id)
  const subject = { type: 'permission', id }
  await ctx.emit(contract.permissionUpdated, { subject, before, after: after.permission, data: { code: before.code } })
  return after
}

export async function deletePermission(ctx: AccessCtx, id: string) {
  await beginChange(ctx)
  const { permission } = await getPermission(ctx, id)
  const { admin, ...used } = await ctx.tx
    .selectFrom('accessGrant as g')
    .leftJoin('role as r', (join) => join.onRef('r.id', '=', 'g.roleId').on('r.companyId', '=', ctx.companyId).on('r.code', '=', 'admin'))
    .select([sql<number>`count(*) filter (where r.id is null)`.as('grants'), sql<string | null>`min(r.id::text)`.as('admin')])
    .where('g.companyId', '=', ctx.companyId)
    .where('g.permission', '=', permission.code)
    .executeTakeFirstOrThrow()
  if (used.grants > 0) throw fail.conflict('PERMISSION_IN_USE', 'This permission is granted; take those grants back first.', used)
  if (admin)
    await ctx.tx
      .deleteFrom('accessGrant')
      .where('companyId', '=', ctx.companyId)
      .where('roleId', '=', admin)
      .where('permission', '=', permission.code)
      .execute()
  await ctx.tx.deleteFrom('companyPermission').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.permissionDeleted, { subject: { type: 'permission', id }, before: permission, data: { code: permission.code } })
  return {}
}

export async function permissionHierarchy(ctx: AccessCtx) {
  const byModule = Map.groupBy(await allPermissions(ctx), ({ module }) => module ?? 'company')
  const modules = [...byModule].map(([module, ofModule]) => ({
    module,
    title: ofModule[0]!.moduleTitle ?? 'Of the company itself',
    resources: [...Map.groupBy(ofModule, ({ code }) => code.split('.')[0]!)].map(([resource, permissions]) => ({ resource, permissions })),
  }))
  return { modules }
}
