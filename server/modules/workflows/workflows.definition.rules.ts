import type { Refusal } from '../../core/refusal.ts'
import { faultOfExpression } from './workflows.expression.rules.ts'
import type { FieldTypes } from './workflows.expression.rules.ts'
import { hasCycle, nextOf, reachableFrom } from './workflows.path.rules.ts'

export const stepKinds = ['approval', 'condition', 'action', 'notification', 'parallel'] as const
export type StepKind = (typeof stepKinds)[number]
export const strategies = ['any', 'all', 'majority', 'weighted', 'sequential'] as const
export type Strategy = (typeof strategies)[number]
export const selectorKinds = [
  'user',
  'role',
  'position',
  'manager',
  'department-head',
  'branch-head',
  'project-lead',
  'permission',
] as const
export type SelectorKind = (typeof selectorKinds)[number]

/**
 * Who is asked. `user` and `position` name an id, `role` and `permission` a code; `manager` climbs `levels` of the subject's
 * reporting line, nearest first. A permission counts where its reach holds the subject; `roles` narrows to those who hold it by
 * one of these roles, or by a grant of their own. `weight` is what each person found counts for in a weighted step.
 */
export type Selector = {
  by: SelectorKind
  id?: string | undefined
  code?: string | undefined
  levels?: number | undefined
  roles?: string[] | undefined
  weight?: number | undefined
}

/** What happens to a task that is not decided when it is due. `approve` is never a default: it must be written down. */
export type Overdue = { do: 'remind' | 'escalate' | 'reject' | 'approve'; to?: Selector | undefined }

/**
 * One step. `lane` is left out on the main path, and `parallelKey.branch` inside a branch. `next` (and `onRejected`, `otherwise`)
 * name a step of the same lane, or `approved` or `rejected`, which end the lane; left out, the next step of the lane follows, and
 * after the last one the lane is approved. Durations are whole minutes of working time.
 */
export type Step = {
  key: string
  kind: StepKind
  name: string
  lane?: string | undefined
  next?: string | undefined
  approvers?: Selector[] | undefined
  strategy?: Strategy | undefined
  threshold?: number | undefined
  fallback?: Selector[] | undefined
  allowSelf?: boolean | undefined
  dueMinutes?: number | undefined
  overdue?: Overdue | undefined
  remindEveryDays?: number | undefined
  onRejected?: string | undefined
  when?: string | undefined
  otherwise?: string | undefined
  action?: string | undefined
  with?: Record<string, string> | undefined
  to?: Selector[] | undefined
  subject?: string | undefined
  text?: string | undefined
  branches?: string[] | undefined
  join?: 'all' | 'any' | undefined
}

export type Definition = { steps: Step[] }

/** What a definition may refer to, looked up before it is checked. */
export type Known = {
  fields: FieldTypes
  /** Ids of people with an active account of this company. */
  userIds: ReadonlySet<string>
  positionIds: ReadonlySet<string>
  roleCodes: ReadonlySet<string>
  permissionCodes: ReadonlySet<string>
  /** Registered actions, with the names each of them needs. */
  actions: Readonly<Record<string, readonly string[]>>
}

export const outcomes = ['approved', 'rejected'] as const
export const mostSteps = 50
const deepest = 3

/**
 * Everything wrong with a definition, or an empty list. Refused are weights that are not positive or do not reach the threshold,
 * cycles, steps nobody comes to, sets that are empty by themselves, fields a request does not have, and people, positions, roles
 * and permissions that are not there (rules-approvals.md § Definition).
 */
export function faultsOf({ steps }: Definition, known: Known): Refusal[] {
  if (steps.length === 0) return [fault('NO_STEPS', 'A workflow needs at least one step.', 'steps')]
  if (steps.length > mostSteps) return [fault('TOO_MANY_STEPS', `A workflow has at most ${mostSteps} steps.`, 'steps')]
  const keys = new Set<string>()
  const doubled = steps.filter(({ key }) => keys.size === keys.add(key).size)
  if (doubled.length > 0) return doubled.map(({ key }) => fault('STEP_KEY_TAKEN', `Two steps are called ${key}.`, key))
  const lanes = faultsOfLanes(steps)
  if (lanes.length > 0) return lanes
  const targets = steps.flatMap((step) => faultsOfTargets(step, steps))
  const own = steps.flatMap((step) => faultsOfStep(step, known))
  if (targets.length > 0) return [...targets, ...own]
  return [...own, ...faultsOfPaths(steps)]
}

function faultsOfLanes(steps: readonly Step[]): Refusal[] {
  const branches = new Map<string, Step>(
    steps.flatMap((step) => (step.branches ?? []).map((branch) => [`${step.key}.${branch}`, step] as const)),
  )
  return steps.flatMap((step) => {
    if (step.lane !== undefined && !branches.has(step.lane))
      return [fault('BRANCH_UNKNOWN', `${step.name} lies in ${step.lane}, which no parallel step has.`, step.key)]
    return depthOf(step, branches) > deepest
      ? [fault('BRANCHES_TOO_DEEP', `${step.name} lies more than ${deepest} branches deep, or inside itself.`, step.key)]
      : []
  })
}

function depthOf(step: Step, branches: ReadonlyMap<string, Step>): number {
  let depth = 0
  for (let lane = step.lane; lane !== undefined && depth <= deepest; lane = branches.get(lane)?.lane) depth += 1
  return depth
}

function faultsOfTargets(step: Step, steps: readonly Step[]): Refusal[] {
  return (['next', 'onRejected', 'otherwise'] as const).flatMap((name) => {
    const target = step[name]
    if (target === undefined || (outcomes as readonly string[]).includes(target)) return []
    const found = steps.find(({ key }) => key === target)
    if (!found) return [fault('STEP_UNKNOWN', `${step.name} goes on to ${target}, which is no step.`, step.key, { field: name })]
    if (found.lane !== step.lane)
      return [fault('STEP_IN_OTHER_BRANCH', `${step.name} goes on to ${found.name}, which lies in another branch.`, step.key)]
    return []
  })
}

function faultsOfPaths(steps: readonly Step[]): Refusal[] {
  const lanes = [...new Set(steps.map(({ lane }) => lane))]
  return lanes.flatMap((lane) => {
    const within = steps.filter((step) => step.lane === lane)
    if (hasCycle(within)) return [fault('CYCLE', `The steps ${namesOf(within)} lead back to themselves.`, within[0]!.key)]
    const reached = reachableFrom(within[0]!.key, within)
    return within
      .filter(({ key }) => !reached.has(key))
      .map(({ key, name }) => fault('STEP_UNREACHABLE', `Nothing leads to the step ${name}.`, key))
  })
}

function faultsOfStep(step: Step, known: Known): Refusal[] {
  switch (step.kind) {
    case 'approval':
      return [...faultsOfApproval(step, known), ...faultsOfOverdue(step, known)]
    case 'condition': {
      if (!step.when?.trim()) return [fault('CONDITION_MISSING', `${step.name} does not say on what it depends.`, step.key)]
      const wrong = faultOfExpression(step.when, known.fields)
      return wrong ? [fault('CONDITION_INVALID', `${step.name}: ${wrong}`, step.key, { fields: Object.keys(known.fields) })] : []
    }
    case 'action': {
      const needed = known.actions[step.action ?? '']
      if (!needed)
        return [fault('ACTION_UNKNOWN', `${step.name} names no registered action.`, step.key, { actions: Object.keys(known.actions) })]
      const missing = needed.filter((name) => !step.with?.[name]?.trim())
      return missing.map((name) => fault('ACTION_INCOMPLETE', `${step.name} needs ${name}.`, step.key, { field: `with.${name}` }))
    }
    case 'notification':
      return [
        ...faultsOfSet(step, 'to', step.to, known),
        ...(step.subject?.trim() && step.text?.trim() ? [] : [fault('TEXT_MISSING', `${step.name} has nothing to say.`, step.key)]),
      ]
    default: {
      const branches = step.branches ?? []
      if (branches.length < 2) return [fault('BRANCHES_MISSING', `${step.name} needs two branches or more.`, step.key)]
      return new Set(branches).size < branches.length ? [fault('BRANCH_TAKEN', `Two branches of ${step.name} are alike.`, step.key)] : []
    }
  }
}

function faultsOfApproval(step: Step, known: Known): Refusal[] {
  const { key, name, approvers = [], strategy, threshold } = step
  const sets = [
    ...faultsOfSet(step, 'approvers', approvers, known),
    ...(step.fallback?.length ? faultsOfSet(step, 'fallback', step.fallback, known) : []),
  ]
  if (!strategy) return [...sets, fault('STRATEGY_MISSING', `${name} does not say how its approvers decide together.`, key)]
  if (strategy !== 'weighted') return sets
  const weights = approvers.map(({ weight = 1 }) => weight)
  if (weights.some((weight) => !Number.isInteger(weight) || weight < 1))
    return [...sets, fault('WEIGHT_INVALID', `The weights of ${name} are whole numbers from 1.`, key)]
  if (!threshold || !Number.isInteger(threshold) || threshold < 1)
    return [...sets, fault('THRESHOLD_MISSING', `${name} does not say which weight is enough.`, key)]
  const sum = weights.reduce((total, weight) => total + weight, 0)
  // Of a role nobody knows how many hold it; named people are counted now.
  if (approvers.every(({ by }) => by === 'user') && sum < threshold)
    return [
      ...sets,
      fault('THRESHOLD_TOO_HIGH', `The weights of ${name} come to ${sum}, its threshold is ${threshold}.`, key, { sum, threshold }),
    ]
  return sets
}

function faultsOfOverdue(step: Step, known: Known): Refusal[] {
  const { overdue, dueMinutes, name, key } = step
  if (!overdue) return []
  if (dueMinutes === undefined) return [fault('DUE_TIME_MISSING', `${name} says what happens when it is overdue, but not when it is.`, key)]
  if (overdue.do !== 'escalate') return []
  if (!overdue.to) return [fault('ESCALATION_MISSING', `${name} does not say to whom it is escalated.`, key)]
  return faultsOfSelector(step, 'overdue.to', overdue.to, known)
}

function faultsOfSet(step: Step, field: string, selectors: readonly Selector[] | undefined, known: Known): Refusal[] {
  if (!selectors || selectors.length === 0) return [fault('NOBODY_TO_ASK', `${step.name} asks nobody.`, step.key, { field })]
  return selectors.flatMap((selector) => faultsOfSelector(step, field, selector, known))
}

function faultsOfSelector(step: Step, field: string, { by, id, code, levels, roles }: Selector, known: Known): Refusal[] {
  const unknown = (what: string) => [
    fault('APPROVER_UNKNOWN', `${step.name} names ${what} that is not there.`, step.key, {
      field,
      ...(id && { id }),
      ...(code && { code }),
    }),
  ]
  if (by === 'user' && !known.userIds.has(id ?? '')) return unknown('a person')
  if (by === 'position' && !known.positionIds.has(id ?? '')) return unknown('a position')
  if (by === 'role' && !known.roleCodes.has(code ?? '')) return unknown('a role')
  if (by === 'permission' && !known.permissionCodes.has(code ?? '')) return unknown('a permission')
  if (roles?.some((role) => !known.roleCodes.has(role))) return unknown('a role')
  if (by === 'manager' && levels !== undefined && !(Number.isInteger(levels) && levels >= 1 && levels <= 10))
    return [fault('LEVELS_INVALID', `${step.name} climbs 1 to 10 levels of managers.`, step.key, { field, levels })]
  return []
}

const namesOf = (steps: readonly Step[]) =>
  steps
    .filter((step) => nextOf(step, steps).length > 0)
    .map(({ name }) => name)
    .join(', ')

function fault(code: string, message: string, step: string, details: Record<string, unknown> = {}): Refusal {
  return { code, message, details: { step, ...details } }
}
