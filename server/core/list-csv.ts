import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Bound } from './context.ts'
import type { FileAnswer } from './contract.ts'
import { fail } from './errors.ts'
import { mostCsvRows } from './list-contract.ts'
import type { csvExported } from './list-contract.ts'
import { writeCsv } from './sheet.ts'

/** The columns of a file by their headings, each with what stands in it of a row. */
export type Cells<R> = Readonly<Record<string, (row: R) => string | number | null | undefined>>

/** A query whose rows are the list; it is in the list's order. */
type Rows<R> = { limit(most: number): { execute(): Promise<R[]> } }

/**
 * All rows of a list as CSV; that it was made is recorded with what was asked for. More rows than a file holds are a 422
 * `TOO_MANY_ROWS`: it never holds a part of them.
 */
export async function exportList<R>(
  ctx: Pick<Bound, 'noteRead' | 'today'>,
  asked: object,
  list: { name: string; rows: Rows<R>; cells: Cells<NoInfer<R>>; event: ReturnType<typeof csvExported> },
): Promise<FileAnswer> {
  const rows = await list.rows.limit(mostCsvRows + 1).execute()
  const file = await csvFile(rows, list.cells, `${list.name}-${ctx.today}.csv`)
  ctx.noteRead(list.event, { data: { count: rows.length, filters: filtersIn(asked) } })
  return file
}

/** Rows as a CSV file. Throws a 422 for more than `mostCsvRows`. */
export async function csvFile<R>(rows: readonly R[], cells: Cells<R>, fileName: string): Promise<FileAnswer> {
  if (rows.length > mostCsvRows) {
    throw fail.unprocessable('TOO_MANY_ROWS', `A file holds ${mostCsvRows} rows, and more are meant; narrow the list.`, {
      limit: mostCsvRows,
    })
  }
  const lines = function* () {
    yield Object.keys(cells)
    for (const row of rows) yield Object.values(cells).map((cell) => String(cell(row) ?? ''))
  }
  return sheetFile(writeCsv(lines()), fileName)
}

/** A written sheet as an answer that is kept as a file. */
export async function sheetFile(sheet: Readable, fileName: string): Promise<FileAnswer> {
  const content = await buffer(sheet)
  return { content, hash: createHash('sha256').update(content).digest('base64url').slice(0, 32), fileName }
}

/** What a list was asked for, as the audit log tells it. */
export const filtersIn = (asked: object) =>
  Object.entries(asked)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${[value].flat().join('+')}`)
    .join(', ')
