import { sql } from 'kysely'
import type { RawBuilder, SelectQueryBuilder } from 'kysely'
import { fail } from './errors.ts'
import { folded } from './folded.rules.ts'
import { isId } from './ids.ts'

export type PageAsk = { readonly page?: number | undefined; readonly limit?: number | undefined; readonly sort?: string | undefined }

/** Page, limit and offset of a list that can be counted: page 1…, limit 1…100, by default 20 (api.md § Conventions). */
export function pageOf({ page = 1, limit = 20 }: PageAsk) {
  return { page, limit, offset: (page - 1) * limit }
}

/** The `pagination` of an answer. */
export function paginationOf(ask: PageAsk, total: number) {
  const { page, limit } = pageOf(ask)
  return { page, limit, total, totalPages: Math.ceil(total / limit) }
}

/**
 * One page of a query with its pagination, in one round trip: the count of all rows travels with each row. A page past the
 * end has no row to carry it, so only then it is asked for.
 */
export async function fetchPage<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, ask: PageAsk) {
  const { limit, offset } = pageOf(ask)
  const counted = (await query.select(countOver.as('total')).limit(limit).offset(offset).execute()) as (O & { total: number })[]
  const total = counted[0]?.total ?? (offset > 0 ? await countAll(query) : 0)
  return { rows: counted.map(({ total: _, ...row }) => row as unknown as O), pagination: paginationOf(ask, total) }
}

/**
 * The same for rows that are dear to read: which ones the page has is found first, and then only these are read, as `whole` has them.
 * Both call the row's id `id`, such as `r.id`.
 */
export async function fetchPageOf<DB, TB extends keyof DB, DB2, TB2 extends keyof DB2, O extends { id: string }>(
  found: SelectQueryBuilder<DB, TB, unknown>,
  whole: SelectQueryBuilder<DB2, TB2, O>,
  ask: PageAsk,
  id: string,
) {
  const { rows: page, pagination } = await fetchPage(found.clearSelect().select(sql<string>`${sql.ref(id)}`.as('id')), ask)
  const ids = page.map((row) => (row as { id: string }).id)
  const rows = ids.length === 0 ? [] : ((await whole.where(sql<boolean>`${sql.ref(id)} = any(${ids}::uuid[])`).execute()) as O[])
  const places = new Map(ids.map((one, place) => [one, place]))
  return { rows: rows.sort((a, b) => places.get(a.id)! - places.get(b.id)!), pagination }
}

/** The count of all rows behind a page, on each of its rows. */
export const countOver: RawBuilder<number> = sql<number>`count(*) over ()`

async function countAll<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): Promise<number> {
  const { total } = (await query
    .clearSelect()
    .clearOrderBy()
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()) as { total: number }
  return total
}

/** A column to sort by; one that is never null says so, since only then its index gives the order from the end, too. */
type Sortable = string | { readonly filled: string }

/** The query in the order asked for; see `orderOf`. */
export function sorted<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  sort: string,
  columns: Readonly<Record<string, Sortable>>,
  last: string,
) {
  return orderOf(sort, columns, last).reduce((ordered, term) => ordered.orderBy(term), query)
}

/**
 * `sort=-createdAt,name` as ORDER BY terms. Only the names in `columns` may be asked for; `last` makes the order total.
 * Throws a 400 that names what can be sorted by.
 */
function orderOf(sort: string | undefined, columns: Readonly<Record<string, Sortable>>, last: string): RawBuilder<unknown>[] {
  const terms = (sort ?? '').split(',').filter(Boolean)
  return [...terms.map(term), sql`${sql.ref(last)}`]

  function term(text: string) {
    const name = text.replace(/^-/, '')
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!column) {
      throw fail.invalid('VALIDATION_FAILED', 'This list cannot be sorted like that.', [
        { path: 'querystring.sort', message: `cannot sort by ${text}`, expected: Object.keys(columns) },
      ])
    }
    const isFromEnd = text.startsWith('-')
    if (typeof column === 'object') return isFromEnd ? sql`${sql.ref(column.filled)} desc` : sql`${sql.ref(column.filled)}`
    return isFromEnd ? sql`${sql.ref(column)} desc nulls last` : sql`${sql.ref(column)} asc nulls last`
  }
}

/** An opaque cursor for a stream ordered by id (ids are UUIDv7, so by time). */
export const cursorOf = (id: string) => Buffer.from(id).toString('base64url')

/** The id inside a cursor; a cursor we did not make is a 400. */
export function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!isId(id)) {
    throw fail.invalid('VALIDATION_FAILED', 'This cursor is not one of ours.', [
      { path: 'querystring.cursor', message: 'is not a cursor of this list', expected: 'the nextCursor of the answer before' },
    ])
  }
  return id
}

/** One page of a stream: ask for `limit + 1` rows, then hand the surplus on as the cursor. */
export function streamPage<R extends { id: string }>(rows: readonly R[], limit: number) {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: rows.length > limit && last ? cursorOf(last.id) : null }
}

/** The pattern of a text search: every wildcard in it is taken literally. */
export const containing = (text: string) => `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`

/** Whether each of the first five words of a text stands in one of the columns; accents and capitals make no difference. */
export function wordsIn(text: string, ...columns: readonly string[]): RawBuilder<boolean> {
  const words = text.split(/\s+/).filter(Boolean).slice(0, 5)
  const standing = words.map(
    (word) =>
      sql`(${sql.join(
        columns.map((column) => sql`holds_word(${sql.ref(column)}, ${containing(folded(word))})`),
        sql` or `,
      )})`,
  )
  return standing.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(standing, sql` and `)})`
}
