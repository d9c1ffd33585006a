import { sql } from 'kysely'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import { newId } from '../../core/ids.ts'
import { advance, ask, excludedOf, stepOf } from './workflows.advance.service.ts'
import { closing } from './workflows.decision.rules.ts'
import { sittingIn } from './workflows.decide.service.ts'
import { nextReminder } from './workflows.due.rules.ts'
import { handOverGone } from './workflows.handover.service.ts'
import { isLive, isOver } from './workflows.history.rules.ts'
import type { Task } from './workflows.history.rules.ts'
import { findPeople, standInsOf } from './workflows.people.queries.ts'
import type { FullCtx } from '../../core/context.ts'
import { openRun, record, saveRun } from './workflows.run.service.ts'
import type { Run } from './workflows.run.service.ts'

export const mostAtOnce = 2_000

/**
 * The instances in which something is due by time alone: a task overdue or to be reminded of, somebody asked who has gone, a
 * substitute who begins or ends. Oldest first, at most 2,000: the rest comes with the next scan.
 */
export async function findDue(ctx: FullCtx): Promise<string[]> {
  const { companyId, now, today } = ctx
  const { rows } = await sql<{ id: string }>`
    select k.instance_id as id from approval_task as k where k.company_id = ${companyId} and k.closed_at is null and k.is_ready and k.next_at <= ${now}
    union
    select k.instance_id from approval_task as k join user_account as u on u.company_id = ${companyId} and u.id = k.user_id
      join workflow_instance as i on i.company_id = ${companyId} and i.id = k.instance_id
      where k.company_id = ${companyId} and k.closed_at is null and u.status <> 'active' and i.waits_because is distinct from 'approver-gone'
    union
    select k.instance_id from approval_substitute as s join approval_task as k on k.company_id = ${companyId} and k.user_id = s.user_id
      where s.company_id = ${companyId} and s.ended_at is null and s.first_day <= ${today} and s.last_day >= ${today}
        and k.closed_at is null and k.state = 'open' and k.for_user_id is null
        and not exists (select from approval_task as x where x.company_id = ${companyId} and x.instance_id = k.instance_id and x.step_key = k.step_key
          and x.round = k.round and x.user_id = s.substitute_id)
    union
    select k.instance_id from approval_task as k where k.company_id = ${companyId} and k.closed_at is null and k.because = 'substitute'
      and not exists (select from approval_substitute as s where s.company_id = ${companyId} and s.user_id = k.for_user_id and s.substitute_id = k.user_id
        and s.ended_at is null and s.first_day <= ${today} and s.last_day >= ${today})
    order by id limit ${mostAtOnce}`.execute(ctx.tx)
  return rows.map(({ id }) => id)
}

/**
 * Does what time brought about in one instance. Everything is looked at again with its row locked, so that a second scan, at the
 * same time or later, finds nothing left to do.
 */
export async function catchUp(ctx: FullCtx, kinds: readonly ApprovalKind[], instanceId: string) {
  const run = await openRun(ctx, kinds, instanceId)
  if (isOver(run.state)) return
  await endSubstitutes(run)
  if (run.state.stuck?.reason !== 'approver-gone') await handOverGone(run)
  await beginSubstitutes(run)
  for (const { id } of Object.values(run.state.tasks)) {
    const task = run.state.tasks[id]!
    if (isOver(run.state) || !isLive(task) || !task.ready) continue
    if (task.dueAt !== null && task.dueAt <= ctx.now) await passDue(run, task)
    else if (task.remindAt !== null && task.remindAt <= ctx.now) await remind(run, task)
  }
  await advance(run, { comment: null, decidedBy: null, byTime: true })
  await saveRun(run)
}

/** What the definition says of a task that is overdue. */
async function passDue(run: Run, task: Task) {
  const step = stepOf(run, task.step)
  const does = step.overdue?.do ?? 'remind'
  const overdue = (did: 'remind' | 'escalate' | 'nobody' | 'reject' | 'approve') =>
    record(run, { kind: 'overdue', step: task.step, taskId: task.id, data: { did } })
  if (does === 'reject' || does === 'approve') {
    overdue(does)
    record(run, closing(run.definition, run.state, task.step, does === 'approve' ? 'approved' : 'rejected', true))
    await advance(run, { comment: null, decidedBy: null, byTime: true })
    return
  }
  if (does === 'remind') {
    overdue('remind')
    await run.ctx.enqueue('mail-reminder', { taskId: task.id })
    return
  }
  const heirs = await escalateTo(run, task)
  overdue(heirs.length > 0 ? 'escalate' : 'nobody')
  if (heirs.length === 0) {
    await run.ctx.enqueue('mail-reminder', { taskId: task.id })
    return
  }
  record(run, { kind: 'escalated', step: task.step, taskId: task.id, data: {} })
  for (const userId of heirs)
    ask(
      run,
      step,
      { taskId: newId(), seatId: task.seatId, userId, forUserId: null, because: 'escalated', ready: true, self: false },
      { dueAt: null, remindAt: null },
    )
}

/** To whom an overdue task goes: never to who asked, nor to somebody who votes in the step already. */
async function escalateTo(run: Run, task: Task): Promise<string[]> {
  const { overdue } = stepOf(run, task.step)
  if (!overdue?.to) return []
  const [excluded, found] = await Promise.all([excludedOf(run), findEscalation(run, task, overdue.to)])
  const sitting = sittingIn(run, task)
  return [...new Set(found)].filter((userId) => !excluded.has(userId) && !sitting.has(userId)).slice(0, 20)
}

/** `manager` is the approver's own here, not the subject's: whoever is above who did not answer. */
async function findEscalation({ ctx, instance }: Run, task: Task, to: NonNullable<ReturnType<typeof stepOf>['overdue']>['to'] & object) {
  if (to.by !== 'manager') return findPeople(ctx, to, instance.subjectEmployeeId)
  const approver = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', task.userId)
    .executeTakeFirst()
  return findPeople(ctx, to, approver?.id ?? instance.subjectEmployeeId)
}

async function remind(run: Run, task: Task) {
  const { ctx } = run
  const every = stepOf(run, task.step).remindEveryDays
  const remindAt = every ? nextReminder(task.remindAt!, every, ctx.actor.settings.timeZone, ctx.now) : null
  record(run, { kind: 'reminded', step: task.step, taskId: task.id, data: { remindAt } })
  await ctx.enqueue('mail-reminder', { taskId: task.id })
}

async function beginSubstitutes(run: Run) {
  const { ctx } = run
  const open = Object.values(run.state.tasks).filter(
    (task) => task.state === 'open' && task.forUserId === null && task.because !== 'escalated',
  )
  if (open.length === 0) return
  const [standIns, excluded] = await Promise.all([
    standInsOf(
      ctx,
      open.map(({ userId }) => userId),
    ),
    excludedOf(run),
  ])
  for (const task of open) {
    const standIn = standIns.get(task.userId)
    if (!standIn || excluded.has(standIn) || sittingIn(run, task).has(standIn)) continue
    const { dueAt, remindAt } = task
    record(run, { kind: 'delegated', step: task.step, taskId: task.id, data: {} })
    const asking = {
      taskId: newId(),
      seatId: task.seatId,
      userId: standIn,
      forUserId: task.userId,
      because: 'substitute' as const,
      ready: task.ready,
      self: false,
    }
    ask(run, stepOf(run, task.step), asking, { dueAt, remindAt })
  }
}

/** Whoever stood in no longer does; the task is with its owner again, who never lost it. */
async function endSubstitutes(run: Run) {
  const stood = Object.values(run.state.tasks).filter((task) => isLive(task) && task.because === 'substitute')
  if (stood.length === 0) return
  const standIns = await standInsOf(
    run.ctx,
    stood.map(({ forUserId }) => forUserId!),
  )
  for (const task of stood)
    if (standIns.get(task.forUserId!) !== task.userId) record(run, { kind: 'handed-over', step: task.step, taskId: task.id, data: {} })
}
