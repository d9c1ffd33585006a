/** A table, and those whose rows its rows refer to. */
export type Table = { readonly name: string; readonly refersTo: readonly string[] }

/**
 * The order in which tables can be emptied: whatever refers to others before them. References of a table to itself do not count. Throws
 * for tables that refer to each other in a circle: no order would do.
 */
export function emptyingOrder(tables: readonly Table[]): string[] {
  const order: string[] = []
  let left = [...tables]
  while (left.length > 0) {
    const needed = new Set(left.flatMap(({ name, refersTo }) => refersTo.filter((other) => other !== name)))
    const free = left.filter(({ name }) => !needed.has(name))
    if (free.length === 0) throw new Error(`These tables refer to each other in a circle: ${left.map(({ name }) => name).join(', ')}`)
    order.push(...free.map(({ name }) => name).sort())
    left = left.filter((table) => !free.includes(table))
  }
  return order
}

/** The counts of two steps together. */
export function added(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...one }
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
