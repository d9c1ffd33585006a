import { mainLane } from '../../server/modules/workflows/workflows.path.rules.ts'
import type { LeaveCost } from '../../server/modules/leave/leave-cost.rules.ts'
import type { LeaveState, LeaveTypeRule } from '../../server/modules/leave/leave.rules.ts'
import type { DemoCompany } from './company.ts'
import type { Intent } from './leave-intents.ts'
import type { Person } from './people.ts'
import { idAt } from './random.ts'
import { insertRows } from './write.ts'

/** A request for leave that somebody decided, as the engine saw it. */
export type DecidedLeave = {
  readonly id: string
  readonly who: Person
  readonly decider: Person
  readonly outcome: 'approved' | 'rejected'
  readonly submittedAt: number
  readonly decidedAt: number
  readonly comment: string | null
  readonly title: string
  readonly fields: Readonly<Record<string, string | number | boolean | null>>
}

type Asked = Intent & {
  readonly id: string
  readonly rule: Pick<LeaveTypeRule, 'unit'> & { readonly name: string }
  readonly cost: Pick<LeaveCost, 'quantity'>
  readonly state: LeaveState
  readonly decider: Person | null
}

const step = { key: 'step-1', name: 'Approval' }

/**
 * What the approval engine would have kept of leave decided before the demo was loaded, one who is asked and decides each: how long
 * deciding takes is shown from it. What still waits is begun by the engine itself.
 */
export async function loadApprovals({ db, id: companyId }: DemoCompany, decided: readonly DecidedLeave[]) {
  const policy = await db
    .selectFrom('approvalPolicy')
    .select('simpleWorkflowId')
    .where('companyId', '=', companyId)
    .where('kind', '=', 'leave')
    .executeTakeFirstOrThrow()
  const ids = ({ id, submittedAt }: DecidedLeave) => ({
    instanceId: idAt(submittedAt, `instance ${id}`),
    taskId: idAt(submittedAt, `task ${id}`),
    seatId: idAt(submittedAt, `seat ${id}`),
  })
  const instances = decided.map((one) => ({
    companyId,
    id: ids(one).instanceId,
    kind: 'leave',
    requestId: one.id,
    workflowId: policy.simpleWorkflowId,
    workflowVersion: 1,
    title: one.title,
    subjectEmployeeId: one.who.id,
    requesterId: one.who.userId,
    // Written as JSON within JSON it would be a text.
    fields: one.fields as never,
    state: one.outcome,
    entryCount: 6,
    isScheduled: false,
    startedAt: iso(one.submittedAt),
    endedAt: iso(one.decidedAt),
  }))
  await insertRows(db, 'workflowInstance', instances)
  await insertRows(db, 'workflowHistory', decided.flatMap(historyOf))
  const tasks = decided.map((one) => ({
    companyId,
    id: ids(one).taskId,
    instanceId: ids(one).instanceId,
    kind: 'leave',
    stepKey: step.key,
    stepName: step.name,
    round: 1,
    seatId: ids(one).seatId,
    userId: one.decider.userId,
    because: 'chosen',
    state: one.outcome,
    isReady: true,
    createdAt: iso(one.submittedAt),
    closedAt: iso(one.decidedAt),
  }))
  await insertRows(db, 'approvalTask', tasks)

  function historyOf(one: DecidedLeave) {
    const { outcome, who, decider, comment } = one
    const { instanceId, taskId, seatId } = ids(one)
    const times = { dueAt: null, remindAt: null }
    const entry = (seq: number, kind: string, data: object, more: object = {}) => ({
      companyId,
      instanceId,
      seq,
      kind,
      at: iso(seq <= 3 ? one.submittedAt : one.decidedAt),
      userId: null,
      userName: 'Muster',
      stepKey: step.key,
      taskId: null,
      seatId: null,
      comment: null,
      data: data as never,
      ...more,
    })
    const seats = [{ id: seatId, weight: 1, rank: 1 }]
    return [
      entry(1, 'started', { first: step.key }, { userId: who.userId, userName: who.name, stepKey: null }),
      entry(2, 'step-opened', { lane: mainLane, strategy: 'any', threshold: null, seats }),
      entry(3, 'asked', { seatId, userId: decider.userId, because: 'chosen', ready: true, ...times }, { taskId }),
      entry(4, 'decided', { seatId, outcome, seenHash: null }, { userId: decider.userId, userName: decider.name, taskId, seatId, comment }),
      entry(5, 'step-closed', { lane: mainLane, outcome, way: { outcome } }),
      entry(6, 'ended', { state: outcome }, { stepKey: null }),
    ]
  }
}

const iso = (millis: number) => new Date(millis).toISOString()

/** As the engine saw it; what was taken back or cancelled has a story without one. */
export function decidedOf({
  id,
  who,
  type,
  rule,
  ask,
  cost,
  state,
  decider,
  submittedAt,
  decidedAt,
  note,
  comment,
}: Asked): DecidedLeave[] {
  if (!decider || (state !== 'approved' && state !== 'rejected')) return []
  const quantity = Number(cost.quantity)
  const fields = {
    type,
    typeName: rule.name,
    paid: type !== 'unpaid',
    days: rule.unit === 'days' ? quantity : null,
    hours: rule.unit === 'hours' ? quantity : null,
    firstDay: ask.firstDay,
    lastDay: ask.lastDay,
    startsAt: ask.startsAt,
    endsAt: ask.endsAt,
    fromTime: null,
    toTime: null,
    note,
    version: 1,
  }
  const title = `${who.name}: ${cost.quantity} ${quantity === 1 ? 'day' : 'days'} of ${rule.name}`
  return [{ id, who, decider, outcome: state, submittedAt, decidedAt, comment, title, fields }]
}
