import type { ApprovalKind } from '../../core/approval-kind.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { advance } from './workflows.advance.service.ts'
import { decide } from './workflows.decide.service.ts'
import type { Decision } from './workflows.decide.service.ts'
import { isOver, nothing } from './workflows.history.rules.ts'
import { findLatest, findRunning } from './workflows.instance.queries.ts'
import type { FullCtx } from '../../core/context.ts'
import { versionFor } from './workflows.policy.service.ts'
import { openRun, readVersion, record, saveRun } from './workflows.run.service.ts'
import type { Instance, Run } from './workflows.run.service.ts'

/**
 * Begins to decide a request, as the policy of its kind says; in the transaction that made the request, or later with the instant
 * at which it was made (`startedAt`), since when it waits. When it is due is counted from now all the same.
 */
export async function startApproval(ctx: FullCtx, kind: ApprovalKind, requestId: string, startedAt = ctx.now) {
  const [request, chosen] = await Promise.all([kind.read(ctx, requestId), versionFor(ctx, kind)])
  return startInstance(ctx, kind, { requestId, ...request, ...chosen, startedAt })
}

export type Beginning = Pick<
  Instance,
  'requestId' | 'workflowId' | 'workflowVersion' | 'title' | 'subjectEmployeeId' | 'requesterId' | 'fields'
> & {
  id?: string
  isScheduled?: boolean
  startedAt?: string
}

/** Starts an instance on a version of a workflow, and does what is due in it. */
export async function startInstance(
  ctx: FullCtx,
  kind: ApprovalKind,
  { id = newId(), isScheduled = false, startedAt = ctx.now, ...beginning }: Beginning,
) {
  const { requestId, workflowId, workflowVersion, title, subjectEmployeeId, requesterId, fields } = beginning
  const version = await readVersion(ctx, workflowId, workflowVersion)
  const row = { id, kind: kind.code, requestId, workflowId, workflowVersion, title, subjectEmployeeId, requesterId }
  await ctx.tx
    .insertInto('workflowInstance')
    .values({ companyId: ctx.companyId, ...row, fields: JSON.stringify(fields), isScheduled, state: 'pending', startedAt })
    .execute()
  const run: Run = {
    ctx,
    kind,
    instance: { ...row, fields, entryCount: 0 },
    ...version,
    fieldTypes: { ...kind.fields, ...version.fields },
    state: nothing,
    before: nothing,
    written: [],
    at: startedAt,
  }
  record(run, { kind: 'started', data: { first: version.definition.steps[0]!.key } }, { userId: ctx.actor.userId, name: ctx.actor.name })
  await advance(run, { comment: null, decidedBy: null })
  await saveRun(run)
  return { id, state: run.state.state }
}

/** Decides a request by the caller's task in it: what the routes of a kind (`/leave/requests/:id/approve`) call. */
export async function decideRequest(ctx: FullCtx, kind: ApprovalKind, requestId: string, decision: Decision) {
  const latest = await findLatest(ctx, kind.code, requestId)
  // A request from before there was an engine is begun when somebody comes to decide it.
  const instanceId = latest ?? (await startApproval(ctx, kind, requestId)).id
  await decide(await openRun(ctx, [kind], instanceId), decision)
}

/** Ends the deciding of a request that its module takes back. Tells whether it was being decided. */
export async function cancelApproval(ctx: FullCtx, kind: ApprovalKind, requestId: string, comment: string | null = null): Promise<boolean> {
  const instanceId = await findRunning(ctx, kind.code, requestId)
  if (!instanceId) return false
  const run = await openRun(ctx, [kind], instanceId)
  if (isOver(run.state)) return false
  record(run, { kind: 'ended', comment, data: { state: 'cancelled' } }, { userId: ctx.actor.userId, name: ctx.actor.name })
  await saveRun(run)
  return true
}

/** Begins the open steps of a request again, because its module let it be edited: what was decided in them no longer counts. */
export async function restartApproval(ctx: FullCtx, kind: ApprovalKind, requestId: string) {
  const instanceId = await findRunning(ctx, kind.code, requestId)
  if (!instanceId) throw fail.conflict('APPROVAL_ENDED', 'This is not being decided any more.', { allowed: [] })
  const run = await openRun(ctx, [kind], instanceId)
  const { fields, title, requesterId } = await kind.read(ctx, requestId)
  Object.assign(run.instance, { fields, title, requesterId })
  await ctx.tx
    .updateTable('workflowInstance')
    .set({ fields: JSON.stringify(fields), title, requesterId })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', instanceId)
    .execute()
  const open = run.definition.steps.filter(({ key, kind: is }) => is === 'approval' && run.state.steps[key]?.state === 'open')
  for (const { key } of open) record(run, { kind: 'restarted', step: key, data: {} }, { userId: ctx.actor.userId, name: ctx.actor.name })
  await advance(run, { comment: null, decidedBy: null })
  await saveRun(run)
}

/** Locks the deciding of a request until commit, before its module locks or changes anything of its own; in the engine's order. */
export async function lockApproval(ctx: FullCtx, kind: ApprovalKind, requestId: string) {
  const instanceId = await findRunning(ctx, kind.code, requestId)
  if (instanceId) await openRun(ctx, [kind], instanceId)
}
