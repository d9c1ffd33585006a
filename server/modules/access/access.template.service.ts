import { sql } from 'kysely'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { beginChange, cellsOf } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import { grantToMany } from './access.grant.service.ts'
import { refuseFull } from './access.permission.service.ts'
import { roleCreated } from './access.role.contract.ts'
import { addRole, getRole } from './access.role.service.ts'
import * as contract from './access.template.contract.ts'
import type { Template } from './access.template.contract.ts'

const selectTemplates = (ctx: AccessCtx) =>
  ctx.tx
    .selectFrom('permissionTemplate as t')
    .select(['t.id', 't.kind', 't.code', 't.name', 't.description', 't.items', 't.createdAt', 't.version'])
    .select([
      sql<number>`(select count(*) from role r where r.company_id = ${ctx.companyId} and r.template_id = t.id)`.as('roleCount'),
      sql<number>`(select count(*) from access_grant g where g.company_id = ${ctx.companyId} and g.template_id = t.id)`.as('grantCount'),
    ])
    .where('t.companyId', '=', ctx.companyId)
    .where('t.archivedAt', 'is', null)
    .$castTo<Template>()

export async function listTemplates(ctx: AccessCtx, ask: Query<typeof contract.listTemplates>) {
  let query = selectTemplates(ctx)
  if (ask.q) query = query.where(wordsIn(ask.q, 't.name', 't.code', 't.description'))
  if (ask.kind) query = query.where('t.kind', '=', ask.kind)
  const { rows: templates, pagination } = await fetchPage(sorted(query, ask.sort ?? 'name', sortable, 't.id'), ask)
  return { templates, pagination }
}

const sortable = { name: 't.name', code: 't.code', kind: 't.kind', createdAt: 't.createdAt' }

export async function createTemplate(ctx: AccessCtx, kind: Template['kind'], ask: Body<typeof contract.createTemplate>) {
  const items = await cellsOf(ctx, ask.items)
  const { count } = await ctx.tx
    .selectFrom('permissionTemplate')
    .select(sql<number>`count(*)`.as('count'))
    .where('companyId', '=', ctx.companyId)
    .where('archivedAt', 'is', null)
    .executeTakeFirstOrThrow()
  refuseFull(count, 'templates')
  const [id, { code, name, description = null }] = [newId(), ask]
  await ctx.tx
    .insertInto('permissionTemplate')
    .values({ companyId: ctx.companyId, id, kind, code, name, description, items: JSON.stringify(items), createdAt: ctx.now })
    .execute()
  const template = await selectTemplates(ctx).where('t.id', '=', id).executeTakeFirstOrThrow()
  await ctx.emit(contract.templateCreated, { subject: { type: 'permission-template', id }, after: template, data: { name } })
  return { template }
}

async function getTemplate(ctx: AccessCtx, id: string) {
  const template = await selectTemplates(ctx).where('t.id', '=', id).forUpdate('t').executeTakeFirst()
  if (!template) throw fail.notFound()
  return template
}

export async function updateTemplate(ctx: AccessCtx, id: string, { version, items, ...names }: Body<typeof contract.updateTemplate>) {
  const before = await getTemplate(ctx, id)
  refuseStale(version, before.version)
  const changes = { ...names, ...(items && { items: JSON.stringify(await cellsOf(ctx, items)) }) }
  await ctx.tx
    .updateTable('permissionTemplate')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const template = await getTemplate(ctx, id)
  const subject = { type: 'permission-template', id }
  await ctx.emit(contract.templateUpdated, { subject, before, after: template, data: { name: template.name } })
  return { template }
}

/** It is kept for what came from it, which goes on naming it. */
export async function removeTemplate(ctx: AccessCtx, id: string) {
  const before = await getTemplate(ctx, id)
  await ctx.tx
    .updateTable('permissionTemplate')
    .set({ archivedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await ctx.emit(contract.templateRemoved, { subject: { type: 'permission-template', id }, before, data: { name: before.name } })
  return {}
}

async function templateOf(ctx: AccessCtx, id: string, kind: Template['kind']) {
  const template = await selectTemplates(ctx).where('t.id', '=', id).where('t.kind', '=', kind).executeTakeFirst()
  if (!template) throw fail.unprocessable('TEMPLATE_NOT_FOUND', 'There is no such template.', { templateId: id, kind })
  return template
}

/** Gives everything a template holds, in one act; what somebody has exactly so already stays as it is. */
export async function applyTemplate(ctx: AccessCtx, ask: Body<typeof contract.applyTemplate>) {
  await beginChange(ctx)
  const { templateId, validFrom, validTo, ...holders } = ask
  const template = await templateOf(ctx, templateId, 'grants')
  const total = await grantToMany(ctx, holders, template.items, { validFrom, validTo, templateId })
  const subject = { type: 'permission-template', id: templateId }
  const data = { name: template.name, count: String(total.created) }
  if (total.created > 0) await ctx.emit(contract.templateApplied, { subject, after: ask, data })
  return total
}

export async function applyRoleTemplate(ctx: AccessCtx, { templateId, ...ask }: Body<typeof contract.applyRoleTemplate>) {
  await beginChange(ctx)
  const template = await templateOf(ctx, templateId, 'role')
  const id = await addRole(ctx, { ...ask, description: template.description, templateId })
  const total = await grantToMany(ctx, { roleIds: [id] }, template.items, { templateId })
  const made = await getRole(ctx, id)
  await ctx.emit(roleCreated, { subject: { type: 'role', id }, after: made.role, data: { name: made.role.name } })
  const data = { name: template.name, count: String(total.created) }
  await ctx.emit(contract.templateApplied, { subject: { type: 'permission-template', id: templateId }, after: { roleId: id }, data })
  return made
}
