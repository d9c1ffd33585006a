import type { Refusal } from '../../core/refusal.ts'

const words = {
  department: {
    cycle: ['DEPARTMENT_CYCLE', 'A department cannot be placed below itself.'],
    deep: ['DEPARTMENT_TOO_DEEP', 'Departments cannot be nested any deeper.'],
  },
  position: {
    cycle: ['POSITION_CYCLE', 'A position cannot report to itself, over however many levels.'],
    deep: ['POSITION_TOO_DEEP', 'A reporting line of positions cannot be any longer.'],
  },
} as const

/**
 * Refuses a place in a tree that would make a cycle or more than `limit` levels. `above` is the line from the new parent up to
 * the top, the parent first; `levelsBelow` counts the levels that move along. Something new has no id yet.
 */
export function refusePlace(
  tree: keyof typeof words,
  id: string | null,
  { above, levelsBelow }: { readonly above: readonly string[]; readonly levelsBelow: number },
  limit: number,
): Refusal | null {
  const { cycle, deep } = words[tree]
  if (id !== null && above.includes(id)) return { code: cycle[0], message: cycle[1], details: { id, parentId: above[0] } }
  const levels = above.length + 1 + levelsBelow
  return levels > limit ? { code: deep[0], message: deep[1], details: { levels, limit } } : null
}

export type Nested<R, K extends string> = R & { [P in K]: Nested<R, K>[] }

/**
 * Rows as a tree, each with what is below it under `below`, in the order they came in. Whose parent is not among them
 * stands at the top.
 */
export function nest<R extends { readonly id: string }, K extends string>(
  rows: readonly R[],
  parentOf: (row: R) => string | null,
  below: K,
): Nested<R, K>[] {
  const nodes = new Map(rows.map((row) => [row.id, { ...row, [below]: [] } as unknown as Nested<R, K>]))
  const tops: Nested<R, K>[] = []
  for (const row of rows) {
    const parent = nodes.get(parentOf(row) ?? '')
    ;(parent ? parent[below] : tops).push(nodes.get(row.id)!)
  }
  return tops
}
