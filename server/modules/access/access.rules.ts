import type { Refusal } from '../../core/refusal.ts'

export type Edge = { readonly roleId: string; readonly parentId: string }
type Names = ReadonlyMap<string, string>

/**
 * Why a role may not inherit from these roles: it would inherit from itself, named as the way round, or some chain of roles
 * would become longer than `maxDepth` steps. `edges` are all others of the company, those of the role itself left out.
 * Source: rules-access.md § Who decides a question (10 deep; a cycle is refused naming it).
 */
export function refuseParents(roleId: string, parentIds: readonly string[], edges: readonly Edge[], names: Names, maxDepth: number) {
  const next = [...edges.filter((edge) => edge.roleId !== roleId), ...parentIds.map((parentId) => ({ roleId, parentId }))]
  const cycle = cycleFrom(roleId, next)
  const nameOf = (id: string) => names.get(id) ?? id
  if (cycle) {
    const way = cycle.map(nameOf)
    return refusal('ROLE_CYCLE', `A role cannot inherit from itself: ${way.join(' → ')}.`, { cycle: way })
  }
  const depth = longest(roleId, next, 'up') + longest(roleId, next, 'down')
  if (depth <= maxDepth) return undefined
  return refusal('ROLE_TOO_DEEP', `Roles inherit over ${maxDepth} steps at most; this would be ${depth}.`, { depth, maxDepth })
}

const refusal = (code: string, message: string, details: Record<string, unknown>): Refusal => ({ code, message, details })

/** The way from a role over its parents back to itself, both ends included. */
function cycleFrom(roleId: string, edges: readonly Edge[]): string[] | undefined {
  const came = new Map<string, string>()
  const queue = [roleId]
  for (const id of queue) {
    for (const { parentId } of edges.filter((edge) => edge.roleId === id)) {
      if (parentId === roleId) return [...wayTo(id, came), roleId]
      if (came.has(parentId)) continue
      came.set(parentId, id)
      queue.push(parentId)
    }
  }
  return undefined
}

function wayTo(id: string, came: ReadonlyMap<string, string>): string[] {
  const before = came.get(id)
  return before === undefined ? [id] : [...wayTo(before, came), id]
}

/** Steps of the longest chain from a role. There must be no cycle. */
function longest(roleId: string, edges: readonly Edge[], way: 'up' | 'down', known = new Map<string, number>()): number {
  const found = known.get(roleId)
  if (found !== undefined) return found
  const next = edges.flatMap((edge) =>
    way === 'up' ? (edge.roleId === roleId ? edge.parentId : []) : edge.parentId === roleId ? edge.roleId : [],
  )
  const steps = Math.max(0, ...next.map((id) => 1 + longest(id, edges, way, known)))
  known.set(roleId, steps)
  return steps
}

/** Roles that can be come to from one, nearest first, each with how many steps it takes. */
export function lineage(roleId: string, edges: readonly Edge[], way: 'up' | 'down'): { id: string; depth: number }[] {
  const depths = new Map([[roleId, 0]])
  for (const [id, depth] of depths) {
    for (const edge of edges) {
      const [from, to] = way === 'up' ? [edge.roleId, edge.parentId] : [edge.parentId, edge.roleId]
      if (from === id && !depths.has(to)) depths.set(to, depth + 1)
    }
  }
  return [...depths].slice(1).map(([id, depth]) => ({ id, depth }))
}

/** The shortest way from one of some roles up to another, both ends included; nothing when there is none. */
export function chainTo(from: readonly string[], to: string, edges: readonly Edge[]): string[] {
  const came = new Map<string, string | null>(from.map((id) => [id, null]))
  for (const id of came.keys()) {
    for (const { parentId } of edges.filter((edge) => edge.roleId === id)) if (!came.has(parentId)) came.set(parentId, id)
  }
  const chain: string[] = []
  for (let id: string | null | undefined = came.has(to) ? to : undefined; id; id = came.get(id)) chain.unshift(id)
  return chain
}

type Times = { readonly validFrom: string | null; readonly validTo: string | null }

/** Whether something counts now, will later, or no longer does. Half-open: at `validTo` it is over. */
export function stateOf({ validFrom, validTo }: Times, now: string): 'active' | 'planned' | 'ended' {
  const at = Date.parse(now)
  if (validTo !== null && Date.parse(validTo) <= at) return 'ended'
  return validFrom !== null && Date.parse(validFrom) > at ? 'planned' : 'active'
}
