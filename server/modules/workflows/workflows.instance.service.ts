import { sql } from 'kysely'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { advance } from './workflows.advance.service.ts'
import { aboutRun } from './workflows.decide.service.ts'
import { handOverGone } from './workflows.handover.service.ts'
import { isOver } from './workflows.history.rules.ts'
import * as contract from './workflows.instance.contract.ts'
import { mayOversee, maySee, selectInstances } from './workflows.instance.queries.ts'
import type { FullCtx } from '../../core/context.ts'
import { openRun, record, saveRun } from './workflows.run.service.ts'

export async function getInstance(ctx: FullCtx, id: string): Promise<Data<typeof contract.getInstance>> {
  const [instance, waiting] = await Promise.all([
    selectInstances(ctx).where('i.id', '=', id).executeTakeFirst(),
    ctx.tx
      .selectFrom('approvalTask as k')
      .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'k.userId').on('u.companyId', '=', ctx.companyId))
      .leftJoin('userAccount as f', (join) => join.onRef('f.id', '=', 'k.forUserId').on('f.companyId', '=', ctx.companyId))
      .select(['k.id as taskId', 'k.stepKey', 'k.stepName', 'k.state', 'k.isReady', 'k.dueAt'])
      .select([
        sql<string>`u.first_name || ' ' || u.last_name`.as('personName'),
        sql<string | null>`f.first_name || ' ' || f.last_name`.as('forName'),
      ])
      .where('k.companyId', '=', ctx.companyId)
      .where('k.instanceId', '=', id)
      .where('k.closedAt', 'is', null)
      .orderBy('k.createdAt')
      .orderBy('k.id')
      .limit(500)
      .execute(),
  ])
  if (!instance) throw fail.notFound()
  const open = ['pending', 'stuck', 'failed-action'].includes(instance.state)
  const cancel = open && (mayOversee(ctx) || (instance.kind === 'custom' && instance.requesterId === ctx.actor.userId))
  const resume = mayOversee(ctx) && ['stuck', 'failed-action'].includes(instance.state)
  return { instance, waiting: waiting as Data<typeof contract.getInstance>['waiting'], can: { cancel, resume } }
}

export async function getHistory(ctx: FullCtx, id: string) {
  if (!(await maySee(ctx, id))) throw fail.notFound()
  return { history: await listHistory(ctx, id) }
}

/** What happened in an instance, with names; whoever asks has been let in already. */
export async function listHistory(ctx: FullCtx, instanceId: string): Promise<Data<typeof contract.getHistory>['history']> {
  const rows = await ctx.tx
    .selectFrom('workflowHistory as h')
    .innerJoin('workflowInstance as i', (join) => join.onRef('i.id', '=', 'h.instanceId').on('i.companyId', '=', ctx.companyId))
    .innerJoin('workflowVersion as v', (join) =>
      join.onRef('v.workflowId', '=', 'i.workflowId').onRef('v.number', '=', 'i.workflowVersion').on('v.companyId', '=', ctx.companyId),
    )
    .leftJoin('userAccount as f', (join) => join.onRef('f.id', '=', 'h.forUserId').on('f.companyId', '=', ctx.companyId))
    .leftJoin('approvalTask as k', (join) => join.onRef('k.id', '=', 'h.taskId').on('k.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as p', (join) => join.onRef('p.id', '=', 'k.userId').on('p.companyId', '=', ctx.companyId))
    .select(['h.seq', 'h.kind', 'h.at', 'h.userId', 'h.userName', 'h.stepKey', 'h.taskId', 'h.comment', 'h.data'])
    .select([
      sql<string | null>`f.first_name || ' ' || f.last_name`.as('forName'),
      sql<string | null>`p.first_name || ' ' || p.last_name`.as('personName'),
      sql<string | null>`(select s ->> 'name' from jsonb_array_elements(v.steps) s where s ->> 'key' = h.step_key)`.as('stepName'),
    ])
    .where('h.companyId', '=', ctx.companyId)
    .where('h.instanceId', '=', instanceId)
    .orderBy('h.seq')
    .limit(2_000)
    .execute()
  return rows as unknown as Data<typeof contract.getHistory>['history']
}

/** Ends an instance and its request; every task leaves its inbox with it. */
export async function cancelInstance(ctx: FullCtx, kinds: readonly ApprovalKind[], id: string, { comment }: { comment: string }) {
  const { can } = await getInstance(ctx, id)
  const run = await openRun(ctx, kinds, id)
  if (isOver(run.state))
    throw fail.conflict('APPROVAL_ENDED', `This is already ${run.state.state}.`, { state: run.state.state, allowed: [] })
  if (!can.cancel) throw fail.forbidden('FORBIDDEN', 'Only an overseer cancels this.', { permission: 'workflow.oversee' })
  record(run, { kind: 'ended', comment: comment.trim(), data: { state: 'cancelled' } }, { userId: ctx.actor.userId, name: ctx.actor.name })
  await run.kind.cancelled(ctx, run.instance.requestId, { comment: comment.trim(), decidedBy: ctx.actor.userId })
  await saveRun(run)
  await ctx.emit(contract.instanceCancelled, { subject: { type: 'workflow-instance', id }, data: aboutRun(run) })
  return { instance: (await getInstance(ctx, id)).instance }
}

/** Tries again: a step that could not be opened, a condition, people who have gone, an action that failed for good. */
export async function resumeInstance(ctx: FullCtx, kinds: readonly ApprovalKind[], id: string) {
  if (!(await maySee(ctx, id))) throw fail.notFound()
  const run = await openRun(ctx, kinds, id)
  const { stuck } = run.state
  if (!stuck)
    throw fail.conflict('NOT_STUCK', 'This is not stuck.', { state: run.state.state, allowed: isOver(run.state) ? [] : ['cancel'] })
  if (stuck.reason === 'field-missing') {
    const { fields } = await run.kind.read(ctx, run.instance.requestId)
    run.instance.fields = fields
    await ctx.tx
      .updateTable('workflowInstance')
      .set({ fields: JSON.stringify(fields) })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .execute()
  }
  record(run, { kind: 'resumed', step: stuck.step, data: {} }, { userId: ctx.actor.userId, name: ctx.actor.name })
  if (stuck.reason === 'approver-gone') await handOverGone(run)
  await advance(run, { comment: null, decidedBy: null })
  await saveRun(run)
  await ctx.emit(contract.instanceResumed, { subject: { type: 'workflow-instance', id }, data: aboutRun(run) })
  return { instance: (await getInstance(ctx, id)).instance }
}
