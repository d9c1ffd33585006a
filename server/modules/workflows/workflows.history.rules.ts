import type { Strategy } from './workflows.definition.rules.ts'
import { mainLane } from './workflows.path.rules.ts'
import type { Outcome, Way } from './workflows.path.rules.ts'

export const instanceStates = ['pending', 'approved', 'rejected', 'cancelled', 'expired', 'stuck', 'failed-action'] as const
export type InstanceStatus = (typeof instanceStates)[number]
export const taskStates = ['open', 'approved', 'rejected', 'skipped', 'escalated', 'delegated'] as const
export type TaskState = (typeof taskStates)[number]
export type Because = 'chosen' | 'fallback' | 'substitute' | 'escalated' | 'handed-over' | 'delegated'
export type StuckReason = 'nobody-to-ask' | 'approver-gone' | 'quorum-impossible' | 'field-missing'

/**
 * What happened in an instance, one entry each. An entry says all that follows from it, so that the history alone, without the
 * definition, gives the state.
 */
export type Change =
  | { kind: 'started'; data: { first: string } }
  | { kind: 'step-opened'; step: string; data: { lane: string; strategy: Strategy; threshold: number | null; seats: SeatAsked[] } }
  | { kind: 'asked'; step: string; taskId: string; forUserId: string | null; data: Asked }
  | { kind: 'turn'; step: string; taskId: string; data: Times }
  | { kind: 'decided'; step: string; taskId: string; forUserId: string | null; comment: string | null; data: Decided }
  | { kind: 'step-closed'; step: string; data: { lane: string; outcome: Outcome; way: Way; byTime?: true } }
  | { kind: 'evaluated'; step: string; data: { lane: string; is: boolean; way: Way } }
  | { kind: 'forked'; step: string; data: { lane: string; branches: Record<string, Way> } }
  | { kind: 'joined'; step: string; data: { lane: string; outcome: Outcome; way: Way } }
  | { kind: 'notified'; step: string; data: { lane: string; way: Way; userIds: string[] } }
  | { kind: 'action-started'; step: string; data: { lane: string; key: string } }
  | { kind: 'action-done'; step: string; data: { lane: string; way: Way; key: string } }
  | { kind: 'action-failed'; step: string; data: { error: string } }
  | { kind: 'reminded'; step: string; taskId: string; data: { remindAt: string | null } }
  | { kind: 'overdue'; step: string; taskId: string; data: { did: 'remind' | 'escalate' | 'nobody' | 'reject' | 'approve' } }
  | { kind: 'escalated' | 'delegated' | 'handed-over'; step: string; taskId: string; comment?: string | null; data: Record<never, never> }
  | { kind: 'stuck'; step: string; data: { reason: StuckReason; message: string } }
  | { kind: 'resumed'; step: string; data: Record<never, never> }
  | { kind: 'restarted'; step: string; data: Record<never, never> }
  | { kind: 'commented'; comment: string; data: Record<never, never> }
  | { kind: 'ended'; comment?: string | null; data: { state: Exclude<InstanceStatus, 'pending' | 'stuck' | 'failed-action'> } }

type SeatAsked = { id: string; weight: number; rank: number }
type Times = { dueAt: string | null; remindAt: string | null }
type Asked = Times & { seatId: string; userId: string; because: Because; ready: boolean; self?: true }
type Decided = { seatId: string; outcome: Outcome; seenHash: string | null }

/** A seat is one vote; whoever sits in it by a task (the approver, who stands in, to whom it was escalated) may cast it. */
export type Seat = { id: string; step: string; weight: number; rank: number; vote: Outcome | null }
export type Task = Times & {
  id: string
  seatId: string
  step: string
  round: number
  userId: string
  forUserId: string | null
  because: Because
  state: TaskState
  /** False until its turn in a sequential step. */
  ready: boolean
}
export type StepState = {
  lane: string
  state: 'open' | Outcome | 'done' | 'running' | 'failed' | 'skipped'
  strategy: Strategy | null
  threshold: number | null
  seatIds: string[]
}
export type InstanceState = {
  state: InstanceStatus
  lanes: Record<string, { at: string | null; outcome: Outcome | null }>
  steps: Record<string, StepState>
  rounds: Record<string, number>
  seats: Record<string, Seat>
  tasks: Record<string, Task>
  /** Where it waits for somebody of the company, and why. */
  stuck: { step: string; reason: StuckReason | 'action-failed' } | null
}

const live: readonly TaskState[] = ['open', 'escalated', 'delegated']

/** Whether a task may still be decided: whoever handed it on, or was passed over, still may. */
export const isLive = ({ state }: Pick<Task, 'state'>): boolean => live.includes(state)

export const isOver = ({ state }: Pick<InstanceState, 'state'>): boolean => !['pending', 'stuck', 'failed-action'].includes(state)

export const nothing: InstanceState = { state: 'pending', lanes: {}, steps: {}, rounds: {}, seats: {}, tasks: {}, stuck: null }

/** The state that a history gives (rules-approvals.md § Life of an instance, History). */
export function replay(history: readonly Change[]): InstanceState {
  return history.reduce(evolve, nothing)
}

/** The state after one more entry; the one before stays as it was. */
export function evolve(state: InstanceState, change: Change): InstanceState {
  switch (change.kind) {
    case 'started':
      return { ...state, lanes: { [mainLane]: { at: change.data.first, outcome: null } } }
    case 'step-opened':
      return opened(state, change)
    case 'asked':
      return asked(state, change)
    case 'turn':
      return inTurn(state, change)
    case 'decided':
      return decided(state, change)
    case 'step-closed': {
      const closed = withStep(unstuck(skipTasks(state, [change.step]), change.step), change.step, { state: change.data.outcome })
      return moved(closed, change.data.lane, change.data.way)
    }
    case 'evaluated':
    case 'notified':
      return moved(withStep(state, change.step, { lane: change.data.lane, state: 'done' }), change.data.lane, change.data.way)
    case 'forked': {
      const forked = withStep(state, change.step, { lane: change.data.lane, state: 'open' })
      return Object.entries(change.data.branches).reduce((next, [lane, way]) => moved(next, lane, way), forked)
    }
    case 'joined': {
      const joined = withStep(closeBranches(state, change.step), change.step, { state: change.data.outcome })
      return moved(joined, change.data.lane, change.data.way)
    }
    case 'action-started':
      return withStep(state, change.step, { lane: change.data.lane, state: 'running' })
    case 'action-done':
      return moved(withStep(unstuck(state, change.step), change.step, { state: 'done' }), change.data.lane, change.data.way)
    case 'action-failed':
      return {
        ...withStep(state, change.step, { state: 'failed' }),
        state: 'failed-action',
        stuck: { step: change.step, reason: 'action-failed' },
      }
    case 'reminded':
      return withTask(state, change.taskId, { remindAt: change.data.remindAt })
    case 'overdue':
      return withTask(state, change.taskId, { dueAt: null })
    case 'escalated':
    case 'delegated':
      return withTask(state, change.taskId, { state: change.kind, dueAt: null, remindAt: null })
    case 'handed-over':
      return withTask(state, change.taskId, { state: 'skipped' })
    case 'stuck':
      return { ...state, state: 'stuck', stuck: { step: change.step, reason: change.data.reason } }
    case 'resumed':
      return resumed(state, change.step)
    case 'restarted':
      return { ...forget(skipTasks(state, [change.step]), change.step), state: 'pending', stuck: null }
    case 'commented':
      return state
    // It has ended.
    default:
      return { ...skipTasks(state, Object.keys(state.steps)), state: change.data.state, stuck: null }
  }
}

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>

function opened(state: InstanceState, { step, data: { lane, strategy, threshold, seats } }: Of<'step-opened'>): InstanceState {
  const fresh = seats.map((seat) => [seat.id, { ...seat, step, vote: null }] as const)
  return {
    ...withStep(state, step, { lane, state: 'open', strategy, threshold, seatIds: seats.map(({ id }) => id) }),
    rounds: { ...state.rounds, [step]: (state.rounds[step] ?? 0) + 1 },
    seats: { ...state.seats, ...Object.fromEntries(fresh) },
  }
}

function asked(state: InstanceState, { step, taskId, forUserId, data }: Of<'asked'>): InstanceState {
  const { seatId, userId, because, ready, dueAt, remindAt } = data
  const task: Task = {
    id: taskId,
    seatId,
    step,
    round: state.rounds[step] ?? 1,
    userId,
    forUserId,
    because,
    state: 'open',
    ready,
    dueAt,
    remindAt,
  }
  return { ...state, tasks: { ...state.tasks, [taskId]: task } }
}

function inTurn(state: InstanceState, { taskId, data }: Of<'turn'>): InstanceState {
  return withTask(state, taskId, { ready: true, ...data })
}

function decided(state: InstanceState, { taskId, data: { seatId, outcome } }: Of<'decided'>): InstanceState {
  const tasks = mapTasks(state, (task) => {
    if (task.id === taskId) return { ...task, state: outcome }
    return task.seatId === seatId && isLive(task) ? { ...task, state: 'skipped' } : task
  })
  const seat = state.seats[seatId]!
  return { ...state, tasks, seats: { ...state.seats, [seatId]: { ...seat, vote: outcome } } }
}

function resumed(state: InstanceState, step: string): InstanceState {
  const pending: InstanceState = { ...state, state: 'pending', stuck: null }
  // A step that was open keeps its votes; one that could not be begun, or whose action failed, is begun again.
  return state.steps[step]?.state === 'open' ? pending : forget(pending, step)
}

function moved(state: InstanceState, lane: string, way: Way): InstanceState {
  const place = 'step' in way ? { at: way.step, outcome: null } : { at: null, outcome: way.outcome }
  return { ...state, lanes: { ...state.lanes, [lane]: place } }
}

/** Ends what still runs in the branches of a parallel step, and in branches inside them. */
function closeBranches(state: InstanceState, parallel: string): InstanceState {
  const lanes = Object.keys(state.lanes).filter((lane) => isWithin(lane, parallel, state))
  const steps = Object.entries(state.steps).flatMap(([key, { lane }]) => (lanes.includes(lane) ? [key] : []))
  const open = steps.filter((key) => ['open', 'running'].includes(state.steps[key]!.state))
  const skipped = open.reduce((next, key) => withStep(next, key, { state: 'skipped' }), skipTasks(state, steps))
  const left = Object.fromEntries(lanes.map((lane) => [lane, { at: null, outcome: state.lanes[lane]!.outcome }]))
  const freed = state.stuck && steps.includes(state.stuck.step) ? unstuck(skipped, state.stuck.step) : skipped
  return { ...freed, lanes: { ...state.lanes, ...left } }
}

function isWithin(lane: string, parallel: string, state: InstanceState): boolean {
  const owner = lane.slice(0, lane.lastIndexOf('.'))
  if (lane === mainLane) return false
  return owner === parallel || isWithin(state.steps[owner]?.lane ?? mainLane, parallel, state)
}

function unstuck(state: InstanceState, step: string): InstanceState {
  return state.stuck?.step === step ? { ...state, state: 'pending', stuck: null } : state
}

function skipTasks(state: InstanceState, steps: readonly string[]): InstanceState {
  return { ...state, tasks: mapTasks(state, (task) => (steps.includes(task.step) && isLive(task) ? { ...task, state: 'skipped' } : task)) }
}

function withTask(state: InstanceState, id: string, changes: Partial<Task>): InstanceState {
  return { ...state, tasks: { ...state.tasks, [id]: { ...state.tasks[id]!, ...changes } } }
}

const blank: StepState = { lane: mainLane, state: 'open', strategy: null, threshold: null, seatIds: [] }

function withStep(state: InstanceState, key: string, changes: Partial<StepState>): InstanceState {
  return { ...state, steps: { ...state.steps, [key]: { ...blank, ...state.steps[key], ...changes } } }
}

function forget(state: InstanceState, step: string): InstanceState {
  const { [step]: _, ...steps } = state.steps
  return { ...state, steps }
}

function mapTasks({ tasks }: InstanceState, change: (task: Task) => Task): Record<string, Task> {
  return Object.fromEntries(Object.entries(tasks).map(([id, task]) => [id, change(task)]))
}
