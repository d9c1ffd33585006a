type Waiting<T, R> = { readonly item: T; readonly resolve: (result: R) => void; readonly reject: (error: unknown) => void }

/**
 * Work that is cheaper for several items of one group than for each: while some of a group are worked on, those who come wait, and
 * are then taken together, at most `atOnce`. What was asked for begins after it was asked for. All that were taken together fail together.
 */
export function gathered<G, T, R>(atOnce: number, work: (group: G, items: readonly T[]) => Promise<readonly R[]>) {
  const groups = new Map<G, Waiting<T, R>[]>()

  async function run(group: G, waiting: Waiting<T, R>[]) {
    while (waiting.length > 0) {
      const taken = waiting.splice(0, atOnce)
      await work(
        group,
        taken.map(({ item }) => item),
      ).then(
        (results) => taken.forEach(({ resolve }, nth) => resolve(results[nth]!)),
        (error: unknown) => taken.forEach(({ reject }) => reject(error)),
      )
    }
    groups.delete(group)
  }

  return (group: G, item: T): Promise<R> => {
    const { promise, resolve, reject } = Promise.withResolvers<R>()
    const one = { item, resolve, reject }
    const waiting = groups.get(group)
    if (waiting) waiting.push(one)
    else {
      const first = [one]
      groups.set(group, first)
      void run(group, first)
    }
    return promise
  }
}
