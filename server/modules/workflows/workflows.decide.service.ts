import { createHash } from 'node:crypto'
import type { ApprovalFields, ApprovalKind } from '../../core/approval-kind.ts'
import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'
import { advance, ask as askPerson, excludedOf, stepOf, timesFor } from './workflows.advance.service.ts'
import * as contract from './workflows.approval.contract.ts'
import { changesOfVote, taskToDecide } from './workflows.decision.rules.ts'
import { isLive, isOver } from './workflows.history.rules.ts'
import type { Task } from './workflows.history.rules.ts'
import { newId } from '../../core/ids.ts'
import type { Outcome } from './workflows.path.rules.ts'
import type { FullCtx } from '../../core/context.ts'
import { openRun, record, saveRun } from './workflows.run.service.ts'
import type { Run } from './workflows.run.service.ts'
import { mayOversee, maySee } from './workflows.instance.queries.ts'

export type Decision = { outcome: Outcome; comment?: string | undefined; seen?: string | undefined }

/** What an approver saw of a request, as one hash: another value of one field is another hash. */
export function hashOf(kind: string, requestId: string, fields: ApprovalFields): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([kind, requestId, sorted]))
    .digest('hex')
}

/** Decides one task of the caller. */
export async function decideTask(ctx: FullCtx, kinds: readonly ApprovalKind[], taskId: string, decision: Decision) {
  const task = await ctx.tx
    .selectFrom('approvalTask')
    .select(['instanceId', 'userId'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', taskId)
    .executeTakeFirst()
  if (!task || (task.userId !== ctx.actor.userId && !(await maySee(ctx, task.instanceId)))) throw fail.notFound()
  const run = await openRun(ctx, kinds, task.instanceId)
  await decide(run, decision, taskId)
  return { approval: { id: taskId, instanceId: run.instance.id, state: run.state.tasks[taskId]!.state, instanceState: run.state.state } }
}

/**
 * Casts the caller's vote and does what follows from it. The row of the instance is locked: of two at the same instant the second
 * sees what the first left, so that the outcome and its effects happen once.
 */
export async function decide(run: Run, { outcome, comment, seen }: Decision, taskId?: string) {
  const { ctx, kind, instance } = run
  const said = comment?.trim() || null
  await kind.refuse?.(ctx, instance.requestId, outcome === 'approved' ? 'approve' : 'reject', said)
  const task = taskToDecide(run.state, { userId: ctx.actor.userId, outcome, comment: said, taskId })
  if ('code' in task) throw refused(task)
  if (seen !== undefined) await refuseChanged(run, seen)
  const step = stepOf(run, task.step)
  const timesOf = await timesFor(
    run,
    step,
    step.strategy === 'sequential' ? Object.values(run.state.tasks).map(({ userId }) => userId) : [],
  )
  const vote = { outcome, comment: said, seenHash: seen ?? null }
  const by = { userId: ctx.actor.userId, name: ctx.actor.name }
  for (const change of changesOfVote(run.definition, run.state, task, vote, (next) => timesOf(next.userId))) record(run, change, by)
  await advance(run, { comment: said, decidedBy: ctx.actor.userId })
  await saveRun(run)
  if (isOver(run.state)) return
  await ctx.emit(contract.approvalDecided, {
    subject: { type: 'workflow-instance', id: instance.id },
    data: { ...aboutRun(run), step: step.name, outcome },
  })
}

async function refuseChanged({ ctx, kind, instance }: Run, seen: string) {
  const { fields } = await kind.read(ctx, instance.requestId)
  const current = hashOf(kind.code, instance.requestId, fields)
  if (current !== seen)
    throw fail.conflict('CHANGED_SINCE_SEEN', 'This changed since you looked at it; look again before you decide.', { current })
}

function refused({ code, message, details }: Refusal) {
  if (code === 'NOT_APPROVER') return fail.forbidden(code, message, details)
  return code === 'COMMENT_REQUIRED' ? fail.unprocessable(code, message, details) : fail.conflict(code, message, details)
}

export const aboutRun = ({ instance, kind }: Run) => ({ instanceId: instance.id, kind: kind.code, title: instance.title ?? kind.title })

/** Hands a task to a colleague, who decides it for its owner; the owner still may. One hop only, and never to who asked. */
export async function delegateTask(
  ctx: FullCtx,
  kinds: readonly ApprovalKind[],
  taskId: string,
  { toUserId, comment }: { toUserId: string; comment?: string | undefined },
) {
  const run = await openTask(ctx, kinds, taskId)
  const task = run.state.tasks[taskId]!
  if (task.userId !== ctx.actor.userId && !mayOversee(ctx)) throw fail.forbidden('NOT_APPROVER', 'You are not asked to decide this.')
  if (!isLive(task))
    throw fail.conflict('ALREADY_DECIDED', 'This was decided already, or is no longer asked.', { state: run.state.state, allowed: [] })
  if (task.forUserId !== null) throw fail.conflict('DELEGATED_ALREADY', 'This is decided for somebody else already; it goes no further.')
  const person = await ctx.tx
    .selectFrom('userAccount')
    .select(['firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', toUserId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!person) throw fail.unprocessable('USER_NOT_FOUND', 'There is no such person with an active account.', { toUserId })
  if ((await excludedOf(run)).has(toUserId))
    throw fail.unprocessable('DELEGATE_IS_REQUESTER', 'Whoever asked, or is asked about, cannot decide.', { toUserId })
  if (sittingIn(run, task).has(toUserId))
    throw fail.conflict('ASKED_ALREADY', 'This person is asked in this step already, and votes once.', { toUserId })
  const by = { userId: ctx.actor.userId, name: ctx.actor.name }
  record(run, { kind: 'delegated', step: task.step, taskId, comment: comment?.trim() || null, data: {} }, by)
  const { dueAt, remindAt } = task
  askPerson(
    run,
    stepOf(run, task.step),
    {
      taskId: newId(),
      seatId: task.seatId,
      userId: toUserId,
      forUserId: task.userId,
      because: 'delegated',
      ready: task.ready,
      self: false,
    },
    { dueAt, remindAt },
  )
  if (run.state.stuck?.step === task.step && run.state.stuck.reason === 'approver-gone')
    record(run, { kind: 'resumed', step: task.step, data: {} }, by)
  await advance(run, { comment: null, decidedBy: null })
  await saveRun(run)
  await ctx.emit(contract.approvalDelegated, {
    subject: { type: 'workflow-instance', id: run.instance.id },
    data: { ...aboutRun(run), to: `${person.firstName} ${person.lastName}` },
  })
  return { approval: { id: taskId, instanceId: run.instance.id } }
}

/** Everybody who sits in the step of a task now, or has voted in it. */
export function sittingIn({ state }: Run, { step, round }: Pick<Task, 'step' | 'round'>): Set<string> {
  return new Set(
    Object.values(state.tasks).flatMap((task) =>
      task.step === step && task.round === round && task.state !== 'skipped' ? [task.userId] : [],
    ),
  )
}

/** Says something about a request, in its history. */
export async function commentTask(ctx: FullCtx, kinds: readonly ApprovalKind[], taskId: string, { comment }: { comment: string }) {
  const run = await openTask(ctx, kinds, taskId)
  record(run, { kind: 'commented', comment: comment.trim(), data: {} }, { userId: ctx.actor.userId, name: ctx.actor.name })
  await saveRun(run)
  await ctx.emit(contract.approvalCommented, { subject: { type: 'workflow-instance', id: run.instance.id }, data: aboutRun(run) })
  return { approval: { id: taskId, instanceId: run.instance.id } }
}

async function openTask(ctx: FullCtx, kinds: readonly ApprovalKind[], taskId: string): Promise<Run> {
  const task = await ctx.tx
    .selectFrom('approvalTask')
    .select('instanceId')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', taskId)
    .executeTakeFirst()
  if (!task || !(await maySee(ctx, task.instanceId))) throw fail.notFound()
  return openRun(ctx, kinds, task.instanceId)
}
