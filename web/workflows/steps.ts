import type { Body } from '../../server/core/contract.ts'
import type { createWorkflow } from '../../server/modules/workflows/workflows.contract.ts'

export type Step = Body<typeof createWorkflow>['steps'][number]
export type Selector = NonNullable<Step['approvers']>[number]
export type StepKind = Step['kind']

export const stepKinds = ['approval', 'condition', 'action', 'notification', 'parallel'] as const
export const strategies = ['any', 'all', 'majority', 'weighted', 'sequential'] as const
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

/** The steps of one lane, in their order; the main path has no lane. */
export const stepsIn = (steps: readonly Step[], lane: string | undefined) => steps.filter((step) => step.lane === lane)

/** Puts a step before or after another of its lane; steps of other lanes stay where they are. */
export function moveTo(steps: readonly Step[], key: string, onto: string): Step[] {
  const [from, to] = [key, onto].map((one) => steps.findIndex((step) => step.key === one)) as [number, number]
  const moved = steps[from]
  if (!moved || from === to || moved.lane !== steps[to]?.lane) return [...steps]
  const rest = steps.filter((_, at) => at !== from)
  rest.splice(to, 0, moved)
  return rest
}

/** One place up (-1) or down (1) within its lane. */
export function moveBy(steps: readonly Step[], key: string, by: -1 | 1): Step[] {
  const lane = stepsIn(steps, steps.find((step) => step.key === key)?.lane)
  const next = lane[lane.findIndex((step) => step.key === key) + by]
  return next ? moveTo(steps, key, next.key) : [...steps]
}

/** Without a step, and without all that lies in its branches. */
export function without(steps: readonly Step[], key: string): Step[] {
  const inside = steps.filter((step) => step.lane?.startsWith(`${key}.`)).map((step) => step.key)
  return inside.reduce<Step[]>(
    (left, one) => without(left, one),
    steps.filter((step) => step.key !== key),
  )
}

/** A new step of a kind at the end of a lane, under a key nobody has. */
export function added(steps: readonly Step[], kind: StepKind, name: string, lane: string | undefined): { steps: Step[]; key: string } {
  let count = 1
  while (steps.some((step) => step.key === `${kind}-${count}`)) count += 1
  const key = `${kind}-${count}`
  const common = { key, kind, name, ...(lane !== undefined && { lane }) }
  const own: Partial<Step> =
    kind === 'approval'
      ? { strategy: 'any', approvers: [{ by: 'manager' }] }
      : kind === 'parallel'
        ? { branches: ['a', 'b'], join: 'all' }
        : kind === 'notification'
          ? { to: [{ by: 'manager' }], subject: '', text: '' }
          : {}
  return { steps: [...steps, { ...common, ...own }], key }
}

/** What a change leaves: a value that was emptied is left out. */
export function changed(step: Step, changes: Partial<Record<keyof Step, unknown>>): Step {
  const entries = Object.entries({ ...step, ...changes }).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries) as unknown as Step
}

export type Difference = {
  key: string
  name: string
  is: 'added' | 'removed' | 'changed' | 'moved'
  fields: { field: string; before: string; after: string }[]
}

/** What differs between two versions, step by step; `moved` is another place in the order and nothing else. */
export function differences(before: readonly Step[], after: readonly Step[]): Difference[] {
  const known = new Map(before.map((step) => [step.key, step]))
  const stays = before.filter(({ key }) => after.some((step) => step.key === key)).map(({ key }) => key)
  const order = after.filter(({ key }) => known.has(key)).map(({ key }) => key)
  const removed = before.filter(({ key }) => after.every((step) => step.key !== key))
  return [
    ...after.flatMap((step): Difference[] => {
      const { key, name } = step
      const was = known.get(key)
      if (!was) return [{ key, name, is: 'added', fields: [] }]
      const names = [...new Set([...Object.keys(was), ...Object.keys(step)])] as (keyof Step)[]
      const fields = names
        .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(step[field]))
        .map((field) => ({ field, before: inShort(was[field]), after: inShort(step[field]) }))
      if (fields.length > 0) return [{ key, name, is: 'changed', fields }]
      return stays.indexOf(key) === order.indexOf(key) ? [] : [{ key, name, is: 'moved', fields: [] }]
    }),
    ...removed.map(({ key, name }): Difference => ({ key, name, is: 'removed', fields: [] })),
  ]
}

function inShort(value: unknown): string {
  if (value === undefined || value === null) return '–'
  if (Array.isArray(value)) return value.map(inShort).join(', ')
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return JSON.stringify(value)
  return Object.values(value).map(inShort).join(' ')
}
