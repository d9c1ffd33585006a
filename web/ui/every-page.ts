const mostPages = 50

/** All rows of a list, page by page: for what is looked up by id or shown whole. Whoever only chooses one searches for it. */
export async function everyPage<T>(fetch: (page: number) => Promise<[rows: T[], totalPages: number]>): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; ; page++) {
    const [rows, totalPages] = await fetch(page)
    all.push(...rows)
    if (page >= Math.min(totalPages, mostPages)) return all
  }
}
