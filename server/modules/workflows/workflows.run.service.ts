import { sql } from 'kysely'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import { fail } from '../../core/errors.ts'
import type { Definition } from './workflows.definition.rules.ts'
import type { FieldTypes, FieldValues } from './workflows.expression.rules.ts'
import { evolve, isLive, replay } from './workflows.history.rules.ts'
import type { Change, InstanceState, Task } from './workflows.history.rules.ts'
import type { FullCtx } from '../../core/context.ts'

export type Instance = {
  id: string
  kind: string
  requestId: string
  workflowId: string
  workflowVersion: number
  title: string | null
  subjectEmployeeId: string | null
  requesterId: string | null
  fields: FieldValues
  entryCount: number
}

/** One act of the engine on one instance: what it stands on, what has happened so far, and what is to be told afterwards. */
export type Run = {
  readonly ctx: FullCtx
  readonly kind: ApprovalKind
  readonly instance: Instance
  readonly definition: Definition
  readonly isSimple: boolean
  readonly fieldTypes: FieldTypes
  state: InstanceState
  readonly before: InstanceState
  /** When what is recorded happened: now, but for what waited before there was an engine. */
  readonly at: string
  readonly written: { change: Change; userId: string | null; userName: string }[]
}

/**
 * The instance with its state, which is what its history gives. Its row is locked first, so that acts on one instance come one
 * after the other and each sees all of the one before.
 */
export async function openRun(ctx: FullCtx, kinds: readonly ApprovalKind[], instanceId: string): Promise<Run> {
  const row = await ctx.tx
    .selectFrom('workflowInstance')
    .selectAll()
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', instanceId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  const kind = kinds.find(({ code }) => code === row.kind)
  if (!kind) throw new Error(`No module registers the kind ${row.kind}`)
  const [history, version] = await Promise.all([readHistory(ctx, instanceId), readVersion(ctx, row.workflowId, row.workflowVersion)])
  const state = replay(history)
  return {
    ctx,
    kind,
    instance: row as unknown as Instance,
    ...version,
    fieldTypes: { ...kind.fields, ...version.fields },
    state,
    before: state,
    at: ctx.now,
    written: [],
  }
}

/** One version of a workflow as the rules read it. */
export async function readVersion(ctx: FullCtx, workflowId: string, number: number) {
  const row = await ctx.tx
    .selectFrom('workflowVersion as v')
    .innerJoin('workflow as w', (join) => join.onRef('w.id', '=', 'v.workflowId').on('w.companyId', '=', ctx.companyId))
    .select(['v.steps', 'v.fields', 'w.isSimple'])
    .where('v.companyId', '=', ctx.companyId)
    .where('v.workflowId', '=', workflowId)
    .where('v.number', '=', number)
    .executeTakeFirstOrThrow()
  return { definition: { steps: row.steps } as unknown as Definition, fields: row.fields as FieldTypes, isSimple: row.isSimple }
}

/** What happened in an instance, in order. */
export async function readHistory(ctx: FullCtx, instanceId: string): Promise<Change[]> {
  const rows = await ctx.tx
    .selectFrom('workflowHistory')
    .select(['kind', 'stepKey', 'taskId', 'forUserId', 'comment', 'data'])
    .where('companyId', '=', ctx.companyId)
    .where('instanceId', '=', instanceId)
    .orderBy('seq')
    .execute()
  return rows.map(({ stepKey, ...row }) => ({ ...row, step: stepKey }) as unknown as Change)
}

/** Adds to the history of an instance; the state follows. `by` is left out where the engine acts by itself. */
export function record(run: Run, change: Change, by?: { userId: string | null; name: string }) {
  run.state = evolve(run.state, change)
  run.written.push({ change, userId: by?.userId ?? null, userName: by?.name ?? 'Muster' })
}

/** Writes what was recorded, and brings the rows of the instance and its tasks to the state that it gives. */
export async function saveRun(run: Run) {
  const { ctx, instance, state, before, written } = run
  if (written.length === 0) return
  const first = instance.entryCount + 1
  instance.entryCount += written.length
  const over = !['pending', 'stuck', 'failed-action'].includes(state.state)
  await Promise.all([
    ctx.tx
      .insertInto('workflowHistory')
      .values(
        written.map((entry, index) => ({
          companyId: ctx.companyId,
          instanceId: instance.id,
          seq: first + index,
          at: run.at,
          ...rowOf(entry),
        })),
      )
      .execute(),
    ctx.tx
      .updateTable('workflowInstance')
      .set({
        state: state.state,
        waitsAt: state.stuck?.step ?? null,
        waitsBecause: state.stuck?.reason ?? null,
        entryCount: instance.entryCount,
        endedAt: over ? ctx.now : null,
      })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', instance.id)
      .execute(),
    saveTasks(
      run,
      Object.values(state.tasks).filter((task) => before.tasks[task.id] !== task),
    ),
    ...tasksToTell(run).map(({ id }) => ctx.enqueue('mail-asked', { taskId: id })),
  ])
}

/** The tasks that came before somebody by this act. A kind that writes to its approvers in simple mode is left to do so. */
function tasksToTell({ state, before, isSimple, kind }: Run) {
  const told = (because: string) => isSimple && kind.tellsApprovers === true && (because === 'chosen' || because === 'fallback')
  return Object.values(state.tasks).filter(
    (task) => task.ready && task.state === 'open' && !before.tasks[task.id]?.ready && !told(task.because),
  )
}

async function saveTasks({ ctx, instance, definition, before, at }: Run, tasks: readonly Task[]) {
  const fresh = tasks.filter(({ id }) => !before.tasks[id])
  const changed = tasks.filter((task) => before.tasks[task.id] && !isSame(before.tasks[task.id]!, task))
  const nameOf = (key: string) => definition.steps.find((step) => step.key === key)?.name ?? key
  const closedAt = (task: Task) => (isLive(task) ? null : ctx.now)
  if (fresh.length > 0)
    await ctx.tx
      .insertInto('approvalTask')
      .values(
        fresh.map((task) => ({
          companyId: ctx.companyId,
          id: task.id,
          instanceId: instance.id,
          kind: instance.kind,
          stepKey: task.step,
          stepName: nameOf(task.step),
          round: task.round,
          seatId: task.seatId,
          userId: task.userId,
          forUserId: task.forUserId,
          because: task.because,
          state: task.state,
          isReady: task.ready,
          createdAt: at,
          dueAt: task.dueAt,
          remindAt: task.remindAt,
          closedAt: closedAt(task),
        })),
      )
      .execute()
  if (changed.length === 0) return
  const rows = changed.map((task) => ({
    id: task.id,
    state: task.state,
    ready: task.ready,
    due: task.dueAt,
    remind: task.remindAt,
    closed: closedAt(task),
  }))
  await sql`update approval_task as t
    set state = v.state, is_ready = v.ready, due_at = v.due, remind_at = v.remind, closed_at = coalesce(t.closed_at, v.closed)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, state text, ready boolean, due timestamptz, remind timestamptz, closed timestamptz)
    where t.company_id = ${ctx.companyId} and t.id = v.id`.execute(ctx.tx)
}

const isSame = (one: Task, other: Task) =>
  one.state === other.state && one.ready === other.ready && one.dueAt === other.dueAt && one.remindAt === other.remindAt

function rowOf({ change, userId, userName }: Run['written'][number]) {
  const { kind, data, step, taskId, forUserId, comment } = change as Change & {
    step?: string
    taskId?: string
    forUserId?: string | null
    comment?: string | null
  }
  return {
    kind,
    userId,
    userName,
    forUserId: forUserId ?? null,
    stepKey: step ?? null,
    taskId: taskId ?? null,
    seatId: change.kind === 'decided' ? change.data.seatId : null,
    actionKey: change.kind === 'action-done' ? change.data.key : null,
    comment: comment ?? null,
    data: JSON.stringify(data),
  }
}
