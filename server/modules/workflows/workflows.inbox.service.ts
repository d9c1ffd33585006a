import { sql } from 'kysely'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail, Problem, toProblem } from '../../core/errors.ts'
import { fetchPage } from '../../core/paging.ts'
import * as contract from './workflows.approval.contract.ts'
import { decideTask, hashOf } from './workflows.decide.service.ts'
import type { FieldValues } from './workflows.expression.rules.ts'
import { seen } from './workflows.instance.queries.ts'
import type { FullCtx } from '../../core/context.ts'
import { listHistory } from './workflows.instance.service.ts'

/** What waits for the caller, oldest first. The page is found, and all of it counted, before anything is joined to it. */
export async function listApprovals(ctx: FullCtx, ask: Query<typeof contract.listApprovals>) {
  let query = ctx.tx
    .selectFrom('approvalTask as k')
    .select('k.id')
    .where('k.companyId', '=', ctx.companyId)
    .where('k.userId', '=', ctx.actor.userId!)
    .where('k.closedAt', 'is', null)
    .where('k.isReady', '=', true)
  if (ask.kind) query = query.where('k.kind', '=', ask.kind)
  if (ask.overdue) query = query.where('k.dueAt', '<=', ctx.now)
  const { rows: found, pagination } = await fetchPage(query.orderBy('k.createdAt').orderBy('k.id'), ask)
  if (found.length === 0) return { approvals: [], pagination }
  const ids = found.map(({ id }) => id)
  const rows = await selectTasks(ctx)
    .where(sql<boolean>`k.id = any(${ids}::uuid[])`)
    .orderBy('k.createdAt')
    .orderBy('k.id')
    .execute()
  return { approvals: rows.map(shown), pagination }
}

/** One task with all that a decision needs; of tasks of others only those of instances one may see. */
export async function getApproval(ctx: FullCtx, kinds: readonly ApprovalKind[], id: string): Promise<Data<typeof contract.getApproval>> {
  const row = await selectTasks(ctx)
    .select('k.userId')
    .where('k.id', '=', id)
    .where((eb) => eb.or([eb('k.userId', '=', ctx.actor.userId!), seen(ctx, 'i') as never]))
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  const approval = shown(row)
  const kind = kinds.find(({ code }) => code === approval.kind)
  const isOpen = ['open', 'escalated', 'delegated'].includes(approval.state) && !isEnded(approval.instanceState)
  const mine = isOpen && row.userId === ctx.actor.userId && approval.isReady
  const [consequence, history, request] = await Promise.all([
    mine ? (kind?.consequence?.(ctx, approval.requestId) ?? null) : null,
    listHistory(ctx, approval.instanceId),
    mine ? (kind?.read(ctx, approval.requestId) ?? null) : null,
  ])
  // What is shown is what is decided on: the request as it is now.
  const fields = request?.fields ?? approval.fields
  const seenNow = hashOf(approval.kind, approval.requestId, fields)
  const can = { approve: mine, reject: mine, delegate: mine && row.forName === null, comment: !isEnded(approval.instanceState) }
  return { approval: { ...approval, fields, seen: seenNow }, can, consequence, history }
}

const isEnded = (state: string) => !['pending', 'stuck', 'failed-action'].includes(state)

function selectTasks(ctx: FullCtx) {
  return ctx.tx
    .selectFrom('approvalTask as k')
    .innerJoin('workflowInstance as i', (join) => join.onRef('i.id', '=', 'k.instanceId').on('i.companyId', '=', ctx.companyId))
    .leftJoin('employee as e', (join) => join.onRef('e.id', '=', 'i.subjectEmployeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', ctx.today)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)])),
    )
    .leftJoin('userAccount as r', (join) => join.onRef('r.id', '=', 'i.requesterId').on('r.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as f', (join) => join.onRef('f.id', '=', 'k.forUserId').on('f.companyId', '=', ctx.companyId))
    .select(['k.id', 'k.instanceId', 'k.kind', 'i.requestId', 'i.title', 'k.stepName', 'k.state', 'k.isReady', 'i.fields'])
    .select(['k.createdAt as askedAt', 'k.dueAt', 'i.state as instanceState'])
    .select([
      sql<string | null>`r.first_name || ' ' || r.last_name`.as('requesterName'),
      sql<string | null>`f.first_name || ' ' || f.last_name`.as('forName'),
      sql<{ id: string; firstName: string; lastName: string; title: string | null } | null>`case when e.id is not null then
        json_build_object('id', e.id, 'firstName', e.first_name, 'lastName', e.last_name, 'title', t.title) end`.as('subject'),
    ])
    .where('k.companyId', '=', ctx.companyId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectTasks>['execute']>>[number]
type Shown = Data<typeof contract.listApprovals>['approvals'][number]

const shown = (row: Row): Shown => ({ ...(row as unknown as Shown), seen: hashOf(row.kind, row.requestId, row.fields as FieldValues) })

/**
 * Decides many tasks, each by itself: one that is refused leaves the others as they are. They go in the order of their instances,
 * so that two who decide the same at once do not wait for each other in a circle.
 */
export async function decideMany(
  ctx: FullCtx,
  kinds: readonly ApprovalKind[],
  { outcome, comment, decisions }: Body<typeof contract.decideMany>,
) {
  const known = await ctx.tx
    .selectFrom('approvalTask')
    .select(['id', 'instanceId'])
    .where('companyId', '=', ctx.companyId)
    .where(
      'id',
      'in',
      decisions.map(({ taskId }) => taskId),
    )
    .execute()
  const instanceOf = new Map(known.map((task) => [task.id, task.instanceId]))
  const placeOf = ({ taskId }: { taskId: string }) => instanceOf.get(taskId) ?? taskId
  const ordered = [...decisions].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  const decided: string[] = []
  const failed: { taskId: string; code: string; message: string }[] = []
  for (const { taskId, seen: hash } of ordered) {
    await sql`savepoint one_decision`.execute(ctx.tx)
    try {
      await decideTask(ctx, kinds, taskId, { outcome, comment, seen: hash })
      await sql`release savepoint one_decision`.execute(ctx.tx)
      decided.push(taskId)
    } catch (error) {
      const problem = toProblem(error)
      // What is no refusal ends the whole: the door may run it again.
      if (!(error instanceof Problem) && problem.status >= 500) throw error
      await sql`rollback to savepoint one_decision`.execute(ctx.tx)
      failed.push({ taskId, code: problem.code, message: problem.message })
    }
  }
  if (decided.length === 0) throw fail.unprocessable('NOTHING_DECIDED', 'None of these could be decided.', { failed })
  return { decided, failed }
}
