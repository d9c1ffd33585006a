import { sql } from 'kysely'
import type { SelectQueryBuilder } from 'kysely'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail, Problem, toProblem } from '../../core/errors.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPageOf, sorted, wordsIn } from '../../core/paging.ts'
import * as contract from './workflows.approval.contract.ts'
import { decideTask, hashOf } from './workflows.decide.service.ts'
import type { FieldValues } from './workflows.expression.rules.ts'
import { seen } from './workflows.instance.queries.ts'
import type { FullCtx } from '../../core/context.ts'
import { listHistory } from './workflows.instance.service.ts'

/** What waits for the caller. The page is found, and all of it counted, before anything is joined to it. */
export async function listApprovals(ctx: FullCtx, ask: Query<typeof contract.listApprovals>) {
  const found = ctx.tx.selectFrom('approvalTask as k').where(waiting(ctx, ask))
  const { rows, pagination } = await fetchPageOf(ordered(found, ask), selectTasks(ctx), ask, 'k.id')
  return { approvals: rows.map(shown), pagination }
}

export function exportApprovals(ctx: FullCtx, ask: Query<typeof contract.exportApprovals>) {
  const rows = ordered(selectTasks(ctx).where(waiting(ctx, ask)), ask)
  return exportList(ctx, ask, { name: 'inbox', rows, cells, event: contract.approvalsExported })
}

type Ask = Query<typeof contract.exportApprovals>

const ordered = <DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, { sort = 'askedAt' }: Ask) =>
  sorted(query, sort, { askedAt: { filled: 'k.createdAt' }, dueAt: 'k.dueAt' }, 'k.id')

/** Of `approval_task k` what the caller is to decide now and asked for. */
function waiting(ctx: FullCtx, { q, kind, overdue }: Ask) {
  const open = sql<boolean>`k.company_id = ${ctx.companyId} and k.user_id = ${ctx.actor.userId} and k.closed_at is null and k.is_ready`
  const more = [
    kind !== undefined && sql<boolean>`k.kind = ${kind}`,
    overdue === true && sql<boolean>`k.due_at <= ${ctx.now}`,
    q !== undefined &&
      sql<boolean>`exists (select from workflow_instance asked
        left join employee about on about.company_id = ${ctx.companyId} and about.id = asked.subject_employee_id
        left join user_account asker on asker.company_id = ${ctx.companyId} and asker.id = asked.requester_id
        where asked.company_id = ${ctx.companyId} and asked.id = k.instance_id and ${wordsIn(q, ...searched)})`,
  ].filter((one) => one !== false)
  return sql<boolean>`${sql.join([open, ...more], sql` and `)}`
}

const searched = ['about.firstName', 'about.lastName', 'asker.firstName', 'asker.lastName', 'asked.title']

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

const cells: Cells<Row> = {
  Kind: ({ kind }) => kind,
  Request: ({ title }) => title,
  'First name': ({ subject }) => subject?.firstName,
  'Last name': ({ subject }) => subject?.lastName,
  'Asked by': ({ requesterName }) => requesterName,
  From: ({ fields }) => dayIn(fields, 'firstDay'),
  To: ({ fields }) => dayIn(fields, 'lastDay'),
  Step: ({ stepName }) => stepName,
  'Stands in for': ({ forName }) => forName,
  'Asked at': ({ askedAt }) => askedAt,
  'Due at': ({ dueAt }) => dueAt,
}

/** The day of a request that has such a one. */
function dayIn(fields: unknown, name: string) {
  const value = (fields as FieldValues)[name]
  return typeof value === 'string' ? value : undefined
}

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
