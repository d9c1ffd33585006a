import type { Refusal } from '../../core/refusal.ts'

/** How many levels a tree may have: people find their way in it, and an answer that holds all of it stays readable. */
export const levelLimits = { department: 10, position: 15 } as const

const words = {
  department: {
    cycle: ['DEPARTMENT_CYCLE', 'A department cannot be placed below itself.'],
    deep: ['DEPARTMENT_TOO_DEEP', 'Departments can be nested 10 levels deep at most.'],
  },
  position: {
    cycle: ['POSITION_CYCLE', 'A position cannot report to itself, over however many levels.'],
    deep: ['POSITION_TOO_DEEP', 'A reporting line of positions can be 15 levels long at most.'],
  },
} as const

/**
 * Refuses a place in a tree that would make a cycle or a tree deeper than `levelLimits`. `above` is the line from the new
 * parent up to the top, the parent first; `levelsBelow` counts the levels that move along.
 */
export function refusePlace(
  tree: keyof typeof words,
  id: string | null,
  { above, levelsBelow }: { readonly above: readonly string[]; readonly levelsBelow: number },
): Refusal | null {
  const { cycle, deep } = words[tree]
  if (id !== null && above.includes(id)) return { code: cycle[0], message: cycle[1], details: { id, parentId: above[0] } }
  const levels = above.length + 1 + levelsBelow
  if (levels <= levelLimits[tree]) return null
  return { code: deep[0], message: deep[1], details: { levels, limit: levelLimits[tree] } }
}

/**
 * Rows as a tree, each with what is below it under `below`, in the order they came in. Whose parent is not among them
 * stands at the top.
 */
export function nest<R extends { readonly id: string }, K extends string>(
  rows: readonly R[],
  parentOf: (row: R) => string | null,
  below: K,
): Nested<R, K>[] {
  const nodes = new Map(rows.map((row) => [row.id, { ...row, [below]: [] } as Nested<R, K>]))
  const tops: Nested<R, K>[] = []
  for (const row of rows) {
    const parent = nodes.get(parentOf(row) ?? '')
    ;(parent ? parent[below] : tops).push(nodes.get(row.id)!)
  }
  return tops
}

export type Nested<R, K extends string> = R & { [P in K]: Nested<R, K>[] }
