import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { pageOf, paginationOf } from '../../core/paging.ts'
import { draft } from './workflows.definition.service.ts'
import type { FullCtx } from '../../core/context.ts'
import * as contract from './workflows.template.contract.ts'
import { builtIn } from './workflows.template.rules.ts'

type Template = Body<typeof contract.createTemplate> & { id: string; isBuiltIn: boolean }

export async function listTemplates(ctx: FullCtx, ask: Query<typeof contract.listTemplates>) {
  const { limit, offset } = pageOf(ask)
  const rows = await ctx.tx
    .selectFrom('workflowTemplate')
    .selectAll()
    .where('companyId', '=', ctx.companyId)
    .orderBy('name')
    .orderBy('id')
    .limit(500)
    .execute()
  const all = [...(builtIn as unknown as Template[]), ...rows.map(shown)]
  return { templates: all.slice(offset, offset + limit).map(plain), pagination: paginationOf(ask, all.length) }
}

const shown = (row: object) => ({ ...(row as Template), isBuiltIn: false })
const plain = ({ id, kind, name, description = null, isBuiltIn, steps, fields = {} }: Template) => ({
  id,
  kind,
  name,
  description,
  isBuiltIn,
  steps,
  fields,
})

export async function createTemplate(ctx: FullCtx, body: Body<typeof contract.createTemplate>) {
  const { kind, name, description = null, steps, fields = {} } = body
  const id = newId()
  await ctx.tx
    .insertInto('workflowTemplate')
    .values({
      companyId: ctx.companyId,
      id,
      kind,
      name: name.trim(),
      description,
      steps: JSON.stringify(steps),
      fields: JSON.stringify(fields),
      createdAt: ctx.now,
    })
    .execute()
  await ctx.emit(contract.templateCreated, {
    subject: { type: 'workflow-template', id },
    after: { kind, name, steps, fields },
    data: { name },
  })
  return { template: plain({ ...body, id, isBuiltIn: false }) }
}

/** Drafts a workflow from a template; the draft then goes its own way. */
export async function instantiateTemplate(
  ctx: FullCtx,
  kinds: readonly ApprovalKind[],
  id: string,
  { name }: Body<typeof contract.instantiateTemplate>,
) {
  const known = builtIn.find((template) => template.id === id)
  const row =
    known ??
    (await ctx.tx.selectFrom('workflowTemplate').selectAll().where('companyId', '=', ctx.companyId).where('id', '=', id).executeTakeFirst())
  if (!row) throw fail.notFound()
  const template = row as unknown as Template
  return draft(ctx, kinds, { ...plain(template), name: name ?? template.name })
}
