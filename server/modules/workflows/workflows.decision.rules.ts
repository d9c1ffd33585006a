import type { Refusal } from '../../core/refusal.ts'
import type { Definition, Strategy } from './workflows.definition.rules.ts'
import { isLive, isOver } from './workflows.history.rules.ts'
import type { Change, InstanceState, Seat, Task } from './workflows.history.rules.ts'
import { wayAfter } from './workflows.path.rules.ts'
import type { Outcome } from './workflows.path.rules.ts'

type Vote = Pick<Seat, 'weight' | 'vote'>

/**
 * What the votes of a fixed set come to; null while it is open (rules-approvals.md § Definition, Strategies). A set of nobody is
 * never decided. `threshold` is for weighted steps, positive.
 */
export function tally(strategy: Strategy, seats: readonly Vote[], threshold: number | null): Outcome | null {
  if (seats.length === 0) return null
  const approvals = seats.filter(({ vote }) => vote === 'approved')
  const rejections = seats.filter(({ vote }) => vote === 'rejected')
  const possible = seats.length - rejections.length
  switch (strategy) {
    case 'any':
      if (approvals.length > 0) return 'approved'
      return possible === 0 ? 'rejected' : null
    case 'all':
    case 'sequential':
      if (rejections.length > 0) return 'rejected'
      return approvals.length === seats.length ? 'approved' : null
    case 'majority':
      if (approvals.length * 2 > seats.length) return 'approved'
      return possible * 2 <= seats.length ? 'rejected' : null
    // By weight.
    default: {
      const needed = threshold ?? Infinity
      if (weightOf(approvals) >= needed) return 'approved'
      return weightOf(seats) - weightOf(rejections) < needed ? 'rejected' : null
    }
  }
}

export const weightOf = (seats: readonly Vote[]): number => seats.reduce((sum, { weight }) => sum + weight, 0)

/** What somebody may do with an instance now, by the words of the API. */
export function allowedNow(state: InstanceState, userId: string | null): string[] {
  if (isOver(state)) return []
  const mine = Object.values(state.tasks).filter((task) => task.userId === userId)
  if (mine.length === 0) return []
  return mine.some((task) => isLive(task) && task.ready) ? ['approve', 'reject', 'delegate', 'comment'] : ['comment']
}

export type Ask = { userId: string | null; outcome: Outcome; comment: string | null; taskId?: string | undefined }

/**
 * The task somebody decides, or why not: they were not asked (`NOT_APPROVER`), it is over (`APPROVAL_ENDED`), they decided already
 * (`ALREADY_DECIDED`), it is not their turn (`OUT_OF_TURN`), or a rejection does not say why (`COMMENT_REQUIRED`).
 */
export function taskToDecide(state: InstanceState, { userId, outcome, comment, taskId }: Ask): Task | Refusal {
  const mine = Object.values(state.tasks).filter((task) => task.userId === userId && (taskId === undefined || task.id === taskId))
  const allowed = allowedNow(state, userId)
  if (mine.length === 0) return { code: 'NOT_APPROVER', message: 'You are not asked to decide this.', details: { allowed } }
  if (isOver(state)) return { code: 'APPROVAL_ENDED', message: `This is already ${state.state}.`, details: { state: state.state, allowed } }
  const open = mine.filter(isLive)
  if (open.length === 0)
    return {
      code: 'ALREADY_DECIDED',
      message: 'This was decided already, or is no longer asked of you.',
      details: { state: state.state, allowed },
    }
  const ready = open.find((task) => task.ready)
  if (!ready) return { code: 'OUT_OF_TURN', message: 'Others decide before you.', details: { state: state.state, allowed } }
  if (outcome === 'rejected' && !comment?.trim())
    return { code: 'COMMENT_REQUIRED', message: 'Say why you reject the request.', details: { field: 'comment' } }
  return ready
}

/**
 * What a vote leads to: the vote, and, once the set has decided, the end of the step, or the next one's turn. `timesOf` says when
 * a task whose turn begins is due.
 */
export function changesOfVote(
  definition: Definition,
  state: InstanceState,
  task: Task,
  vote: { outcome: Outcome; comment: string | null; seenHash: string | null },
  timesOf: (task: Task) => { dueAt: string | null; remindAt: string | null },
): Change[] {
  const { seatId, step: key } = task
  const { outcome, comment, seenHash } = vote
  const cast: Change = {
    kind: 'decided',
    step: key,
    taskId: task.id,
    forUserId: task.forUserId,
    comment,
    data: { seatId, outcome, seenHash },
  }
  const { strategy, threshold, seatIds } = state.steps[key]!
  const seats = seatIds.map((id) => (id === seatId ? { ...state.seats[id]!, vote: outcome } : state.seats[id]!))
  const decided = tally(strategy!, seats, threshold)
  if (decided) return [cast, closing(definition, state, key, decided)]
  if (strategy !== 'sequential') return [cast]
  const [next] = seats.filter(({ vote: cast }) => cast === null).sort((a, b) => a.rank - b.rank)
  const turns = Object.values(state.tasks).filter((one) => one.seatId === next?.id && isLive(one))
  return [cast, ...turns.map((one): Change => ({ kind: 'turn', step: key, taskId: one.id, data: timesOf(one) }))]
}

/** The end of an approval step, and where its lane goes on. `byTime` when it was not people who decided. */
export function closing(definition: Definition, state: InstanceState, key: string, outcome: Outcome, byTime = false): Change {
  const step = definition.steps.find((one) => one.key === key)
  if (!step) throw new Error(`The workflow has no step ${key}`)
  const way = wayAfter(step, outcome, definition)
  return { kind: 'step-closed', step: key, data: { lane: state.steps[key]!.lane, outcome, way, ...(byTime && { byTime }) } }
}
