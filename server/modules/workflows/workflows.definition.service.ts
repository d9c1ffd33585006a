import { sql } from 'kysely'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import type { Refusal } from '../../core/refusal.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './workflows.contract.ts'
import { faultsOf } from './workflows.definition.rules.ts'
import type { Step } from './workflows.definition.rules.ts'
import { readKnown } from './workflows.definition.queries.ts'
import type { FieldTypes } from './workflows.expression.rules.ts'
import type { FullCtx } from '../../core/context.ts'
import { nextRun, refuseSchedule } from './workflows.schedule.rules.ts'
import type { checkWorkflow as checkContract, listVersions as listVersionsContract } from './workflows.use.contract.ts'

type Kinds = readonly ApprovalKind[]
type Workflow = Data<typeof contract.getWorkflow>['workflow']

/** Those somebody designed; the ways of simple mode are changed by the policy of their kind. */
function selectWorkflows(ctx: FullCtx) {
  return ctx.tx
    .selectFrom('workflow as w')
    .select(['w.id', 'w.kind', 'w.name', 'w.description', 'w.state', 'w.steps', 'w.fields', 'w.activeVersion', 'w.cron', 'w.timeZone'])
    .select(['w.catchUp', 'w.lastRunAt', 'w.createdAt', 'w.version'])
    .select(
      sql<number>`(select count(*)::int from workflow_instance as i where i.company_id = ${ctx.companyId} and i.workflow_id = w.id and i.ended_at is null)`.as(
        'running',
      ),
    )
    .where('w.companyId', '=', ctx.companyId)
    .where('w.isSimple', '=', false)
    .$castTo<Omit<Workflow, 'faults' | 'nextRunAt'>>()
}

export async function listWorkflows(ctx: FullCtx, ask: Query<typeof contract.listWorkflows>) {
  let query = selectWorkflows(ctx)
  if (ask.kind) query = query.where('w.kind', '=', ask.kind)
  if (ask.state) query = query.where('w.state', '=', ask.state)
  if (ask.q) query = query.where(wordsIn(ask.q, 'w.name', 'w.description'))
  const { rows, pagination } = await fetchPage(sorted(query, ask.sort ?? 'name', sortable, 'w.id'), ask)
  return { workflows: rows.map((row) => ({ ...row, nextRunAt: nextRunOf(ctx, row) })), pagination }
}

const sortable = { name: 'w.name', kind: 'w.kind', state: 'w.state', running: 'running', createdAt: 'w.createdAt' }

export async function getWorkflow(ctx: FullCtx, kinds: Kinds, id: string): Promise<{ workflow: Workflow }> {
  const row = await selectWorkflows(ctx).where('w.id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return { workflow: { ...row, nextRunAt: nextRunOf(ctx, row), faults: (await faultsIn(ctx, kinds, row)).map(shownFault) } }
}

const shownFault = ({ code, message, details }: Refusal) => ({ code, message, step: String(details['step']) })

/** What is wrong with steps that somebody is still writing. */
export async function checkWorkflow(ctx: FullCtx, kinds: Kinds, { kind, steps, fields = {} }: Body<typeof checkContract>) {
  return { faults: (await faultsIn(ctx, kinds, { kind, steps, fields })).map(shownFault) }
}

const nextRunOf = ({ now }: FullCtx, { cron, timeZone, state }: Pick<Workflow, 'cron' | 'timeZone' | 'state'>) =>
  cron && timeZone && state === 'active' ? nextRun(cron, timeZone, now) : null

/** What keeps a draft from being activated. */
async function faultsIn(ctx: FullCtx, kinds: Kinds, { kind: code, steps, fields }: Pick<Workflow, 'kind' | 'steps' | 'fields'>) {
  const kind = kinds.find((one) => one.code === code)
  if (!kind) return [{ code: 'KIND_UNKNOWN', message: `No part of Muster has requests of the kind ${code} yet.`, details: { step: code } }]
  const definition = { steps: steps as unknown as Step[] }
  return faultsOf(definition, await readKnown(ctx, definition, { ...kind.fields, ...(fields as FieldTypes) }))
}

export async function createWorkflow(ctx: FullCtx, kinds: Kinds, body: Body<typeof contract.createWorkflow>) {
  if (!kinds.some(({ code }) => code === body.kind))
    throw fail.unprocessable('KIND_UNKNOWN', `There are no requests of the kind ${body.kind}.`, {
      kind: body.kind,
      expected: kinds.map(({ code }) => code),
    })
  return draft(ctx, kinds, body)
}

/** Writes a draft; what is wrong with it is told beside it, and keeps it from being activated. */
export async function draft(ctx: FullCtx, kinds: Kinds, body: Body<typeof contract.createWorkflow>) {
  const { kind, name, description = null, steps, fields = {}, cron = null, timeZone = null, catchUp = 'last' } = body
  refuseBadSchedule(kind, cron, timeZone)
  const id = newId()
  const own = { kind, name: name.trim(), description, cron, timeZone, catchUp }
  await ctx.tx
    .insertInto('workflow')
    .values({ companyId: ctx.companyId, id, ...own, steps: JSON.stringify(steps), fields: JSON.stringify(fields), createdAt: ctx.now })
    .execute()
  await ctx.emit(contract.workflowCreated, {
    subject: { type: 'workflow', id },
    after: { ...own, steps, fields },
    data: { name: own.name },
  })
  return getWorkflow(ctx, kinds, id)
}

function refuseBadSchedule(kind: string, cron: string | null, timeZone: string | null) {
  if (cron === null) return
  if (kind !== 'custom') throw fail.unprocessable('SCHEDULE_NOT_CUSTOM', 'Only custom workflows run by schedule.', { kind })
  if (timeZone === null) throw fail.unprocessable('TIME_ZONE_MISSING', 'A schedule needs its time zone.', { field: 'timeZone' })
  const refusal = refuseSchedule(cron, timeZone)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
}

export async function updateWorkflow(
  ctx: FullCtx,
  kinds: Kinds,
  id: string,
  { version, ...changes }: Body<typeof contract.updateWorkflow>,
) {
  const before = await lockWorkflow(ctx, id)
  refuseStale(version, before.version)
  if (before.state === 'archived')
    throw fail.conflict('WORKFLOW_ARCHIVED', 'This workflow is put away for good.', { state: before.state, allowed: [] })
  const { cron, timeZone } = { cron: before.cron, timeZone: before.timeZone, ...changes }
  refuseBadSchedule(before.kind, cron, timeZone)
  const { steps, fields, ...plain } = changes
  await ctx.tx
    .updateTable('workflow')
    .set((eb) => ({
      ...plain,
      ...(steps && { steps: JSON.stringify(steps) }),
      ...(fields && { fields: JSON.stringify(fields) }),
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const { workflow } = await getWorkflow(ctx, kinds, id)
  await ctx.emit(contract.workflowUpdated, {
    subject: { type: 'workflow', id },
    before: recordOf(before),
    after: recordOf(workflow),
    data: { name: workflow.name },
  })
  return { workflow }
}

const recordOf = ({ name, description, steps, fields, cron, timeZone, catchUp }: Omit<Workflow, 'faults' | 'nextRunAt' | 'running'>) => ({
  name,
  description,
  steps,
  fields,
  cron,
  timeZone,
  catchUp,
})

async function lockWorkflow(ctx: FullCtx, id: string) {
  const row = await ctx.tx
    .selectFrom('workflow')
    .selectAll()
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('isSimple', '=', false)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  return row as unknown as Omit<Workflow, 'faults' | 'nextRunAt' | 'running'>
}

/** Makes the draft the newest version; refused with everything that is wrong with it. */
export async function activateWorkflow(ctx: FullCtx, kinds: Kinds, id: string) {
  const before = await lockWorkflow(ctx, id)
  refuseTurn(before.state, ['draft', 'active', 'inactive'], 'activated')
  const faults = await faultsIn(ctx, kinds, before)
  if (faults.length > 0) throw fail.unprocessable('WORKFLOW_INVALID', faults[0]!.message, { faults })
  const number = (await newestVersion(ctx, id)) + 1
  await ctx.tx
    .insertInto('workflowVersion')
    .values({
      companyId: ctx.companyId,
      workflowId: id,
      number,
      steps: JSON.stringify(before.steps),
      fields: JSON.stringify(before.fields),
      createdBy: ctx.actor.userId,
      createdAt: ctx.now,
    })
    .execute()
  // A schedule counts from now on: what would have run before is not made up for.
  return turn(ctx, kinds, id, 'active', { activeVersion: number, lastRunAt: ctx.now })
}

async function newestVersion(ctx: FullCtx, id: string): Promise<number> {
  const row = await ctx.tx
    .selectFrom('workflowVersion')
    .select('number')
    .where('companyId', '=', ctx.companyId)
    .where('workflowId', '=', id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.number ?? 0
}

export async function deactivateWorkflow(ctx: FullCtx, kinds: Kinds, id: string) {
  const before = await lockWorkflow(ctx, id)
  refuseTurn(before.state, ['active'], 'deactivated')
  await refuseInUse(ctx, id)
  return turn(ctx, kinds, id, 'inactive')
}

export async function archiveWorkflow(ctx: FullCtx, kinds: Kinds, id: string) {
  const before = await lockWorkflow(ctx, id)
  refuseTurn(before.state, ['draft', 'inactive', 'active'], 'archived')
  await refuseInUse(ctx, id)
  return turn(ctx, kinds, id, 'archived')
}

/** Delete is for what never ran; what did stays, with its instances. */
export async function deleteWorkflow(ctx: FullCtx, kinds: Kinds, id: string) {
  await lockWorkflow(ctx, id)
  await refuseInUse(ctx, id)
  const { workflow } = await getWorkflow(ctx, kinds, id)
  if (workflow.running > 0)
    throw fail.conflict('WORKFLOW_RUNNING', `${workflow.running} instances of this workflow are running.`, { running: workflow.running })
  if (workflow.activeVersion !== null)
    throw fail.conflict('WORKFLOW_HAS_RUN', 'This workflow was active; archive it instead.', {
      state: workflow.state,
      allowed: ['archive'],
    })
  await ctx.tx.deleteFrom('workflow').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.workflowDeleted, { subject: { type: 'workflow', id }, before: recordOf(workflow), data: { name: workflow.name } })
  return {}
}

function refuseTurn(state: string, from: readonly string[], turned: string) {
  if (from.includes(state)) return
  const allowed =
    { draft: ['activate', 'archive'], active: ['deactivate', 'archive'], inactive: ['activate', 'archive'], archived: [] }[state] ?? []
  throw fail.conflict('WORKFLOW_STATE', `A workflow that is ${state} cannot be ${turned}.`, { state, allowed })
}

async function refuseInUse(ctx: FullCtx, id: string) {
  const policy = await ctx.tx
    .selectFrom('approvalPolicy')
    .select('kind')
    .where('companyId', '=', ctx.companyId)
    .where('workflowId', '=', id)
    .where('mode', '=', 'strict')
    .executeTakeFirst()
  if (policy)
    throw fail.conflict(
      'WORKFLOW_IN_USE',
      `Requests of the kind ${policy.kind} are decided by this workflow; choose another way first.`,
      policy,
    )
}

async function turn(ctx: FullCtx, kinds: Kinds, id: string, state: string, more: { activeVersion?: number; lastRunAt?: string } = {}) {
  await ctx.tx
    .updateTable('workflow')
    .set((eb) => ({ state, ...more, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const { workflow } = await getWorkflow(ctx, kinds, id)
  await ctx.emit(contract.workflowTurned, {
    subject: { type: 'workflow', id },
    after: { state, ...more },
    data: { name: workflow.name, state },
  })
  return { workflow }
}

export async function listVersions(ctx: FullCtx, id: string): Promise<Data<typeof listVersionsContract>> {
  const exists = await selectWorkflows(ctx).where('w.id', '=', id).executeTakeFirst()
  if (!exists) throw fail.notFound()
  const versions = await ctx.tx
    .selectFrom('workflowVersion as v')
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'v.createdBy').on('u.companyId', '=', ctx.companyId))
    .select(['v.number', 'v.steps', 'v.fields', 'v.createdAt'])
    .select([
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('createdByName'),
      sql<number>`(select count(*)::int from workflow_instance as i where i.company_id = ${ctx.companyId} and i.workflow_id = v.workflow_id
        and i.workflow_version = v.number and i.ended_at is null)`.as('running'),
    ])
    .where('v.companyId', '=', ctx.companyId)
    .where('v.workflowId', '=', id)
    .orderBy('v.number', 'desc')
    .limit(200)
    .execute()
  return { versions: versions as unknown as Data<typeof listVersionsContract>['versions'] }
}
