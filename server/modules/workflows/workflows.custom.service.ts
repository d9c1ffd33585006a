import type { ApprovalKind } from '../../core/approval-kind.ts'
import { fail } from '../../core/errors.ts'
import type { FullCtx } from '../../core/context.ts'
import { instanceEnded } from './workflows.instance.contract.ts'
import type { FieldValues } from './workflows.expression.rules.ts'

/** Whatever a company decides beside the requests of the modules: an instance is its own request. */
export const customKind: ApprovalKind = {
  code: 'custom',
  title: 'Custom',
  permission: 'workflow.oversee',
  roleSteps: [['hr', 'manager', 'director']],
  fields: {},
  async read(ctx, id) {
    const { title, fields, subjectEmployeeId, requesterId } = await readOwn(ctx, id)
    return { title, fields: fields as FieldValues, subjectEmployeeId, requesterId }
  },
  approved: (ctx, id) => tell(ctx, id, 'approved'),
  rejected: (ctx, id) => tell(ctx, id, 'rejected'),
  cancelled: () => Promise.resolve(),
}

async function readOwn(ctx: FullCtx, id: string) {
  const row = await ctx.tx
    .selectFrom('workflowInstance')
    .select(['title', 'fields', 'subjectEmployeeId', 'requesterId'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  return row
}

async function tell(ctx: FullCtx, id: string, state: string) {
  const { title } = await readOwn(ctx, id)
  await ctx.emit(instanceEnded, {
    subject: { type: 'workflow-instance', id },
    data: { instanceId: id, kind: customKind.code, title: title ?? customKind.title, state },
  })
}
