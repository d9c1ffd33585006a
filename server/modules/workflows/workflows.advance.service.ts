import { fail } from '../../core/errors.ts'
import { addDays } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { readCompanyCalendar } from '../working-time/index.ts'
import { approvalStuck } from './workflows.approval.contract.ts'
import { dueAfter, remindAfter } from './workflows.due.rules.ts'
import type { Step } from './workflows.definition.rules.ts'
import { evaluate } from './workflows.expression.rules.ts'
import type { Because, StuckReason } from './workflows.history.rules.ts'
import { branchesOf as branchesOfStep, laneOf, todoOf, wayAfter, wayFrom } from './workflows.path.rules.ts'
import type { Outcome } from './workflows.path.rules.ts'
import { accountOfEmployee, branchesOf, findCandidates, findPeople, managersOf, standInsOf } from './workflows.people.queries.ts'
import { record } from './workflows.run.service.ts'
import type { Run } from './workflows.run.service.ts'
import { refuseSeats, seatsOf } from './workflows.seat.rules.ts'

const mostMoves = 200

/** Who ended it, and with which words: told to the kind. */
export type Ending = { comment: string | null; decidedBy: string | null; byTime?: true }

/** Does what is due in an instance until only people are waited for, or it has ended and its effects are written. */
export async function advance(run: Run, ending: Ending) {
  for (let moves = 0; ; moves += 1) {
    const todo = todoOf(run.definition, run.state)
    if (!todo) return
    if (moves > mostMoves) throw new Error(`The instance ${run.instance.id} does not come to rest`)
    switch (todo.do) {
      case 'open':
        await openStep(run, todo.step)
        break
      case 'evaluate':
        await evaluateStep(run, todo.step)
        break
      case 'act':
        await startAction(run, todo.step)
        break
      case 'notify':
        await notify(run, todo.step)
        break
      case 'fork': {
        const { step } = todo
        record(run, { kind: 'forked', step: step.key, data: { lane: laneOf(step), branches: branchesOfStep(step, run.definition) } })
        break
      }
      case 'join': {
        const { step, outcome } = todo
        const way = wayAfter(step, outcome, run.definition)
        record(run, { kind: 'joined', step: step.key, data: { lane: laneOf(step), outcome, way } })
        break
      }
      case 'end':
        await end(run, todo.outcome, ending)
        return
    }
  }
}

async function end(run: Run, outcome: Outcome, { comment, decidedBy, byTime }: Ending) {
  const { ctx, kind, instance } = run
  const verdict = { comment, decidedBy }
  record(run, { kind: 'ended', data: { state: outcome === 'rejected' && byTime ? 'expired' : outcome } })
  await (outcome === 'approved' ? kind.approved : kind.rejected)(ctx, instance.requestId, verdict)
}

/** Opens an approval step: its set is fixed now. A step with nobody to ask is stuck, and the company's overseers are told. */
async function openStep(run: Run, step: Step) {
  const seats = await seatsFor(run, step)
  const strategy = step.strategy ?? 'any'
  const refusal = refuseSeats(strategy, seats, step.threshold ?? null)
  if (refusal) return stick(run, step, refusal)
  const plans = seats.map((seat, rank) => ({ ...seat, id: newId(), rank }))
  record(run, {
    kind: 'step-opened',
    step: step.key,
    data: {
      lane: laneOf(step),
      strategy,
      threshold: step.threshold ?? null,
      seats: plans.map(({ id, weight, rank }) => ({ id, weight, rank })),
    },
  })
  const timesOf = await timesFor(
    run,
    step,
    plans.flatMap(({ holderId, standInId }) => [holderId, ...(standInId ? [standInId] : [])]),
  )
  for (const { id: seatId, holderId, standInId, because, self, rank } of plans) {
    const ready = strategy !== 'sequential' || rank === 0
    const times = ready ? timesOf(standInId ?? holderId) : { dueAt: null, remindAt: null }
    const holderTask = newId()
    ask(run, step, { taskId: holderTask, seatId, userId: holderId, forUserId: null, because, ready, self }, standInId ? untimed : times)
    if (!standInId) continue
    record(run, { kind: 'delegated', step: step.key, taskId: holderTask, data: {} })
    ask(run, step, { taskId: newId(), seatId, userId: standInId, forUserId: holderId, because: 'substitute', ready, self: false }, times)
  }
}

const untimed = { dueAt: null, remindAt: null }

type Asking = { taskId: string; seatId: string; userId: string; forUserId: string | null; because: Because; ready: boolean; self: boolean }

/** Puts a task before somebody. */
export function ask(run: Run, step: Step, asking: Asking, times: { dueAt: string | null; remindAt: string | null }) {
  const { taskId, seatId, userId, forUserId, because, ready, self } = asking
  record(run, {
    kind: 'asked',
    step: step.key,
    taskId,
    forUserId,
    data: { seatId, userId, because, ready, ...(self && { self: true as const }), ...times },
  })
}

/** What is decided; what is only tried out has no request yet, and no kind. */
type Deciding = Pick<Run, 'ctx' | 'instance'> & Partial<Pick<Run, 'kind'>>

/** Who sits in a step if it opened now: its approvers, else its fallback. */
export async function seatsFor(run: Deciding, step: Step) {
  const { ctx, instance } = run
  const subject = instance.subjectEmployeeId
  const [excluded, chosen] = await Promise.all([excludedOf(run), findCandidates(ctx, step.approvers ?? [], subject, 'chosen')])
  const seated = async (found: typeof chosen) => {
    const userIds = found.map(({ userId }) => userId)
    const standIns = await standInsOf(ctx, userIds)
    const managerOf = [...standIns.values()].some((id) => excluded.has(id)) ? await managersOf(ctx, userIds) : new Map<string, string>()
    return seatsOf(found, { excluded, allowSelf: step.allowSelf ?? false, standIns, managerOf })
  }
  const seats = await seated(chosen)
  if (seats.length > 0 || !step.fallback?.length) return seats
  return seated(await findCandidates(ctx, step.fallback, subject, 'fallback'))
}

/** Whoever asked, whom it is about and who else is involved: they do not decide it. */
export async function excludedOf({ ctx, instance, kind }: Deciding): Promise<Set<string>> {
  const involved = (await kind?.involved?.(ctx, instance.requestId)) ?? []
  const accounts = await Promise.all([instance.subjectEmployeeId, ...involved].map((id) => accountOfEmployee(ctx, id)))
  return new Set([instance.requesterId, ...accounts].filter((id) => id !== null && id !== undefined))
}

export async function stick(run: Run, step: Pick<Step, 'key' | 'name'>, reason: StuckReason, said = sentences[reason](step.name)) {
  const { ctx, instance, kind } = run
  record(run, { kind: 'stuck', step: step.key, data: { reason, message: said } })
  await ctx.emit(approvalStuck, {
    subject: { type: 'workflow-instance', id: instance.id },
    data: { instanceId: instance.id, kind: kind.code, title: instance.title ?? kind.title, reason: said },
  })
}

const sentences: Readonly<Record<StuckReason, (step: string) => string>> = {
  'nobody-to-ask': (step) => `There is nobody to ask in the step ${step}.`,
  'approver-gone': (step) => `Somebody asked in the step ${step} has gone, and nobody takes their place.`,
  'quorum-impossible': (step) => `Those asked in the step ${step} cannot reach its threshold together.`,
  'field-missing': (step) => `The condition ${step} cannot be answered.`,
}

async function evaluateStep(run: Run, step: Step) {
  const answer = evaluate(step.when ?? '', run.fieldTypes, run.instance.fields)
  if ('missing' in answer) return stick(run, step, 'field-missing', `${sentences['field-missing'](step.name)} ${answer.missing}`)
  const way = wayFrom(step, answer.is ? step.next : (step.otherwise ?? 'rejected'), run.definition)
  record(run, { kind: 'evaluated', step: step.key, data: { lane: laneOf(step), is: answer.is, way } })
}

/** An action runs after the commit; its key makes its effect happen once, however often it is tried. */
async function startAction(run: Run, step: Step) {
  const attempt = run.written.length + run.instance.entryCount
  const key = `${run.instance.id}:${step.key}:${attempt}`
  record(run, { kind: 'action-started', step: step.key, data: { lane: laneOf(step), key } })
  await run.ctx.enqueue('workflow-action', { instanceId: run.instance.id, step: step.key, key }, { jobKey: key })
}

async function notify(run: Run, step: Step) {
  const { ctx, instance, definition } = run
  const userIds = new Set<string>()
  for (const selector of step.to ?? []) for (const id of await findPeople(ctx, selector, instance.subjectEmployeeId)) userIds.add(id)
  record(run, {
    kind: 'notified',
    step: step.key,
    data: { lane: laneOf(step), way: wayFrom(step, step.next, definition), userIds: [...userIds] },
  })
  await ctx.enqueue('mail-notification', { instanceId: instance.id, step: step.key })
}

/** When the tasks of a step are due and first reminded of, by person: working time differs by branch. */
export async function timesFor({ ctx }: Pick<Run, 'ctx'>, step: Step, userIds: readonly string[]) {
  const { timeZone } = ctx.actor.settings
  const remindAt = step.remindEveryDays ? remindAfter(ctx.now, step.remindEveryDays, timeZone) : null
  const { dueMinutes } = step
  if (dueMinutes === undefined) return () => ({ dueAt: null, remindAt })
  const [calendar, branches] = await Promise.all([
    readCompanyCalendar(ctx, addDays(ctx.today, -2), addDays(ctx.today, 800)),
    branchesOf(ctx, userIds),
  ])
  return (userId: string) => ({ dueAt: dueAfter(ctx.now, dueMinutes, timeZone, calendar(branches.get(userId) ?? null)), remindAt })
}

/** A step of the definition by its key. */
export function stepOf({ definition }: Pick<Run, 'definition'>, key: string): Step {
  return (
    definition.steps.find((step) => step.key === key) ??
    (() => {
      throw fail.notFound()
    })()
  )
}
