import type { Definition, Step } from './workflows.definition.rules.ts'
import type { InstanceState } from './workflows.history.rules.ts'

export const mainLane = 'main'
export type Outcome = 'approved' | 'rejected'
/** Where a lane goes on: at another of its steps, or nowhere, because it has ended. */
export type Way = { step: string } | { outcome: Outcome }

/** What is to be done next in an instance; nothing while only people are waited for. */
export type Todo =
  | { do: 'open' | 'evaluate' | 'act' | 'notify' | 'fork'; step: Step }
  | { do: 'join'; step: Step; outcome: Outcome }
  | { do: 'end'; outcome: Outcome }

export const laneOf = ({ lane }: Pick<Step, 'lane'>) => lane ?? mainLane

/** The way out of a step: what its `target` says, else the next step of its lane, else the lane is approved. */
export function wayFrom(step: Step, target: string | undefined, { steps }: Definition): Way {
  if (target === 'approved' || target === 'rejected') return { outcome: target }
  if (target !== undefined) return { step: target }
  const within = steps.filter(({ lane }) => lane === step.lane)
  const following = within[within.findIndex(({ key }) => key === step.key) + 1]
  return following ? { step: following.key } : { outcome: 'approved' }
}

/** Where an approval step leads, by its outcome. A rejection ends the lane unless the step says otherwise. */
export const wayAfter = (step: Step, outcome: Outcome, definition: Definition): Way =>
  wayFrom(step, outcome === 'approved' ? step.next : (step.onRejected ?? 'rejected'), definition)

/**
 * The next thing to do, in the order in which the lanes were begun. A join is due when a branch decides it: with `all` the first
 * rejection, else once every branch has ended; with `any` the first approval, else once every branch has ended.
 */
export function todoOf(definition: Definition, state: InstanceState): Todo | null {
  if (state.state !== 'pending') return null
  for (const [lane, { at, outcome }] of Object.entries(state.lanes)) {
    if (lane === mainLane && outcome) return { do: 'end', outcome }
    if (at === null) continue
    const step = definition.steps.find(({ key }) => key === at)
    if (!step) throw new Error(`The workflow has no step ${at}`)
    const stands = state.steps[at]?.state
    if (stands === 'open' && step.kind === 'parallel') {
      const joined = joinOf(step, state)
      if (joined) return { do: 'join', step, outcome: joined }
    }
    if (stands === undefined) return { do: doing[step.kind], step }
  }
  return null
}

const doing = { approval: 'open', condition: 'evaluate', action: 'act', notification: 'notify', parallel: 'fork' } as const

/** The first step of each branch; a branch without steps is approved at once. */
export function branchesOf(step: Step, { steps }: Definition): Record<string, Way> {
  return Object.fromEntries(
    (step.branches ?? []).map((branch) => {
      const lane = `${step.key}.${branch}`
      const first = steps.find((one) => one.lane === lane)
      return [lane, first ? { step: first.key } : { outcome: 'approved' as const }]
    }),
  )
}

function joinOf(step: Step, { lanes }: InstanceState): Outcome | null {
  const outcomes = (step.branches ?? []).map((branch) => lanes[`${step.key}.${branch}`]?.outcome ?? null)
  const decisive = step.join === 'any' ? 'approved' : 'rejected'
  if (outcomes.includes(decisive)) return decisive
  return outcomes.includes(null) ? null : decisive === 'approved' ? 'rejected' : 'approved'
}

/** The steps that may follow one of a lane, by their keys. */
export function nextOf(step: Step, lane: readonly Step[]): string[] {
  const definition = { steps: [...lane] }
  const targets = [
    step.next,
    ...(step.kind === 'approval' || step.kind === 'parallel' ? [step.onRejected ?? 'rejected'] : []),
    ...(step.kind === 'condition' ? [step.otherwise ?? 'rejected'] : []),
  ]
  return targets.flatMap((target) => {
    const way = wayFrom(step, target, definition)
    return 'step' in way ? [way.step] : []
  })
}

export function reachableFrom(key: string, lane: readonly Step[]): ReadonlySet<string> {
  const reached = new Set<string>([key])
  // A set grows while it is walked, and its new members are walked too.
  for (const one of reached) {
    const step = lane.find((found) => found.key === one)
    if (step) for (const next of nextOf(step, lane)) reached.add(next)
  }
  return reached
}

/** Whether some step of a lane leads back to itself. */
export function hasCycle(lane: readonly Step[]): boolean {
  return lane.some((step) => nextOf(step, lane).some((next) => reachableFrom(next, lane).has(step.key)))
}
