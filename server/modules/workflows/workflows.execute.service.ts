import type { ApprovalKind } from '../../core/approval-kind.ts'
import { visible } from '../../core/access.ts'
import type { Body, Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import type * as contract from './workflows.use.contract.ts'
import { seatsFor, timesFor } from './workflows.advance.service.ts'
import { customKind } from './workflows.custom.service.ts'
import type { Definition, Step } from './workflows.definition.rules.ts'
import { evaluate } from './workflows.expression.rules.ts'
import type { FieldTypes, FieldValues } from './workflows.expression.rules.ts'
import { instanceStarted } from './workflows.instance.contract.ts'
import { laneOf, mainLane, wayAfter, wayFrom } from './workflows.path.rules.ts'
import type { FullCtx } from '../../core/context.ts'
import { startInstance } from './workflows.request.service.ts'
import { refuseSeats } from './workflows.seat.rules.ts'

const mostStartable = 200

/** What somebody may start by hand; its fields are those of the version that new instances take. */
export async function listStartable(ctx: FullCtx): Promise<Data<typeof contract.listStartable>> {
  const rows = await ctx.tx
    .selectFrom('workflow as w')
    .innerJoin('workflowVersion as v', (join) =>
      join.onRef('v.workflowId', '=', 'w.id').onRef('v.number', '=', 'w.activeVersion').on('v.companyId', '=', ctx.companyId),
    )
    .select(['w.id', 'w.name', 'w.description', 'v.fields'])
    .where('w.companyId', '=', ctx.companyId)
    .where('w.kind', '=', customKind.code)
    .where('w.state', '=', 'active')
    .where('w.isSimple', '=', false)
    .orderBy('w.name')
    .limit(mostStartable)
    .execute()
  return { workflows: rows.map((row) => ({ ...row, fields: row.fields as FieldTypes })) }
}

/** Starts a custom workflow about somebody or nothing in particular. */
export async function executeWorkflow(
  ctx: FullCtx,
  id: string,
  { title, subjectEmployeeId, fields = {} }: Body<typeof contract.executeWorkflow>,
) {
  if (subjectEmployeeId) await refuseUnseenSubject(ctx, subjectEmployeeId)
  const instance = await executeCustom(ctx, id, {
    title: title.trim(),
    subjectEmployeeId: subjectEmployeeId ?? null,
    fields,
    requesterId: ctx.actor.userId,
  })
  await ctx.emit(instanceStarted, {
    subject: { type: 'workflow-instance', id: instance.id },
    data: { instanceId: instance.id, kind: customKind.code, title },
  })
  return { instance }
}

type Beginning = { title: string; subjectEmployeeId: string | null; fields: FieldValues; requesterId: string | null; isScheduled?: boolean }

/** The same for the engine itself: another workflow's action, a schedule. */
export async function executeCustom(ctx: FullCtx, workflowId: string, beginning: Beginning, id = newId()) {
  const workflow = await ctx.tx
    .selectFrom('workflow')
    .select(['kind', 'state', 'activeVersion', 'fields'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', workflowId)
    .where('isSimple', '=', false)
    .executeTakeFirst()
  if (!workflow) throw fail.notFound()
  if (workflow.kind !== customKind.code)
    throw fail.unprocessable(
      'WORKFLOW_OTHER_KIND',
      `This workflow decides requests of the kind ${workflow.kind}, which start it themselves.`,
      { kind: workflow.kind },
    )
  if (workflow.state !== 'active')
    throw fail.conflict('WORKFLOW_STATE', `A workflow that is ${workflow.state} starts nothing.`, {
      state: workflow.state,
      allowed: ['activate'],
    })
  const types = workflow.fields as FieldTypes
  refuseFields(beginning.fields, types)
  const fields = inOrderOf(types, beginning.fields)
  return startInstance(ctx, customKind, { id, requestId: id, workflowId, workflowVersion: workflow.activeVersion!, ...beginning, fields })
}

/** Shown as the workflow names its fields, in whatever order they were sent. */
function inOrderOf(types: FieldTypes, values: FieldValues): FieldValues {
  return Object.fromEntries(
    Object.keys(types).flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name] as FieldValues[string]]] : [])),
  )
}

const typeNames = { number: 'number', text: 'string', date: 'string', bool: 'boolean' } as const

function refuseFields(values: FieldValues, types: FieldTypes) {
  for (const [name, value] of Object.entries(values)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (!type)
      throw fail.unprocessable('FIELD_UNKNOWN', `This workflow has no field ${name}.`, { field: name, expected: Object.keys(types) })
    if (value !== null && typeof value !== typeNames[type])
      throw fail.unprocessable('FIELD_INVALID', `${name} must be of the type ${type}.`, { field: name, expected: type })
  }
}

async function refuseUnseenSubject(ctx: FullCtx, employeeId: string) {
  const found = await ctx.tx
    .selectFrom('employee as e')
    .select('e.id')
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', employeeId)
    .where(visible(ctx, 'employee.read', 'e.id'))
    .executeTakeFirst()
  if (!found)
    throw fail.unprocessable('SUBJECT_NOT_FOUND', 'There is no such person, or they are not visible to you.', {
      subjectEmployeeId: employeeId,
    })
}

type Simulation = Data<typeof contract.simulateWorkflow>['simulation']

/**
 * Who would be asked for a subject if the draft were active, in which order, until when, and what happens when nobody answers.
 * Everybody is taken to approve; conditions are answered by the fields given, and one that lacks its field ends the simulation.
 */
export async function simulateWorkflow(
  ctx: FullCtx,
  kinds: readonly ApprovalKind[],
  id: string,
  body: Body<typeof contract.simulateWorkflow>,
) {
  await refuseUnseenSubject(ctx, body.subjectEmployeeId)
  const row = await ctx.tx
    .selectFrom('workflow')
    .select(['kind', 'steps', 'fields'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  const definition = { steps: body.steps ?? row.steps } as unknown as Definition
  const types = { ...kinds.find(({ code }) => code === row.kind)?.fields, ...(row.fields as FieldTypes) }
  const subject = { subjectEmployeeId: body.subjectEmployeeId, requesterId: null } as never
  const simulation: Simulation = { outcome: 'approved', steps: [] }
  simulation.outcome = await walk(mainLane)
  return { simulation }

  async function walk(lane: string): Promise<string> {
    const within = definition.steps.filter((step) => laneOf(step) === lane)
    let step: Step | undefined = within[0]
    for (let moves = 0; step && moves < 200; moves += 1) {
      const said = await describe(step)
      simulation.steps.push(said.shown)
      if (said.stuck) return 'stuck'
      for (const branch of step.branches ?? []) {
        const outcome = await walk(`${step.key}.${branch}`)
        if (outcome === 'stuck') return outcome
      }
      const way =
        step.kind === 'condition'
          ? wayFrom(step, said.is ? step.next : (step.otherwise ?? 'rejected'), definition)
          : wayAfter(step, 'approved', definition)
      if ('outcome' in way) return way.outcome
      step = within.find(({ key }) => key === way.step)
    }
    return 'approved'
  }

  async function describe(step: Step): Promise<{ shown: Simulation['steps'][number]; stuck: boolean; is?: boolean }> {
    const shown = {
      key: step.key,
      name: step.name,
      kind: step.kind,
      strategy: step.strategy ?? null,
      note: null,
      overdue: overdueOf(step),
      asked: [],
    }
    if (step.kind === 'condition') {
      const answer = evaluate(step.when ?? '', types, body.fields ?? {})
      if ('missing' in answer) return { shown: { ...shown, note: answer.missing }, stuck: true }
      return { shown: { ...shown, note: String(answer.is) }, stuck: false, is: answer.is }
    }
    if (step.kind !== 'approval') return { shown, stuck: false }
    const seats = await seatsFor({ ctx, instance: subject }, step)
    const refusal = refuseSeats(step.strategy ?? 'any', seats, step.threshold ?? null)
    const userIds = seats.flatMap(({ holderId, standInId }) => [holderId, ...(standInId ? [standInId] : [])])
    const [names, timesOf] = await Promise.all([namesOf(ctx, userIds), timesFor({ ctx }, step, userIds)])
    const asked = seats.map(({ holderId, standInId, weight, because }, rank) => ({
      userId: holderId,
      name: names.get(holderId) ?? '',
      weight,
      standInName: standInId ? (names.get(standInId) ?? null) : null,
      because,
      dueAt: step.strategy === 'sequential' && rank > 0 ? null : timesOf(standInId ?? holderId).dueAt,
    }))
    return { shown: { ...shown, note: refusal, asked }, stuck: refusal !== null }
  }
}

const overdueOf = ({ dueMinutes, overdue }: Step) => (dueMinutes === undefined ? null : (overdue?.do ?? 'remind'))

async function namesOf(ctx: FullCtx, userIds: readonly string[]) {
  if (userIds.length === 0) return new Map<string, string>()
  const rows = await ctx.tx
    .selectFrom('userAccount')
    .select(['id', 'firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', userIds)
    .execute()
  return new Map(rows.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`]))
}
