import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { readMigrations } from '../../core/migrate.ts'
import type { ZipEntry } from '../../core/zip-write.ts'
import { tablesLeftOut, useOf } from './leaving.columns.rules.ts'
import { filesOf, readFile, readRows, readTables } from './leaving.queries.ts'
import type { Row, Table } from './leaving.queries.ts'

/** What an archive says of itself, as its last file `manifest.json`. */
export type Manifest = {
  readonly format: 'muster-company'
  readonly version: 1
  readonly takenAt: string
  /** The newest migration of the database it was taken from. */
  readonly schemaVersion: number
  readonly company: { readonly id: string; readonly name: string; readonly subdomain: string }
  readonly tables: readonly TableFigures[]
  /** Columns and tables of which nothing is in the archive. */
  readonly leftOut: readonly string[]
}

/** A table in the archive: its JSON lines, and the files that its rows name, whose hashes stand in the lines. */
export type TableFigures = {
  readonly table: string
  readonly path: string
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
  readonly files: number
  readonly fileBytes: number
}

export type Progress = { readonly tableCount: number; readonly tablesDone: number; readonly rowCount: number; readonly fileCount: number }

/**
 * Everything a company has, as the files of an archive: tables are found in the database's catalogue, rows are read as `ctx` sees
 * them. `told` hears how far it is after each file. Source: rules-company.md § Leaving.
 */
export async function* archiveOf(ctx: Ctx<'company'>, told: (progress: Progress) => void): AsyncGenerator<ZipEntry> {
  const tables = (await readTables(ctx.tx)).filter(({ name }) => !(name in tablesLeftOut))
  const figures: TableFigures[] = []
  let [rowCount, fileCount] = [0, 0]
  const tell = () => told({ tableCount: tables.length, tablesDone: figures.length, rowCount, fileCount })
  tell()
  for (const table of tables) {
    const files: { key: readonly string[]; paths: readonly (string | null)[] }[] = []
    const path = `tables/${table.name}.jsonl`
    let count = 0
    const lines = counted(
      linesOf(ctx, table, (rows) => {
        count += rows.length
        for (const row of rows) if (row.files.some((file) => file !== null)) files.push({ key: row.key, paths: row.files })
      }),
    )
    yield { path, content: lines.content }
    let [fileBytes, written] = [0, 0]
    for (const { key, paths } of files) {
      for (const [index, column] of filesOf(table).entries()) {
        const filePath = paths[index]
        if (!filePath) continue
        const file = counted(readFile(ctx, table, column, key))
        yield { path: filePath, content: file.content, isPacked: true }
        fileBytes += file.figures().bytes
        written += 1
        fileCount += 1
        tell()
      }
    }
    figures.push({ table: table.name, path, rows: count, ...lines.figures(), files: written, fileBytes })
    rowCount += count
    tell()
  }
  const secrets = tables.flatMap((table) =>
    table.columns.filter((column) => useOf(table.name, column) === 'secret').map((column) => `${table.name}.${column.name}`),
  )
  const manifest: Manifest = {
    format: 'muster-company',
    version: 1,
    takenAt: ctx.now,
    schemaVersion: (await readMigrations()).length,
    company: await ctx.tx
      .selectFrom('company')
      .select(['id', 'name', 'subdomain'])
      .where('id', '=', ctx.companyId)
      .executeTakeFirstOrThrow(),
    tables: figures,
    leftOut: [...secrets, ...Object.keys(tablesLeftOut)],
  }
  yield { path: 'manifest.json', content: [JSON.stringify(manifest, null, 2)] }
}

/** From here on the transaction sees everything as of one moment, and writes nothing; before any other statement. */
export const holdStill = (ctx: Ctx) => sql`set transaction isolation level repeatable read, read only`.execute(ctx.tx)

async function* linesOf(ctx: Ctx, table: Table, seen: (rows: readonly Row[]) => void): AsyncGenerator<string> {
  for await (const rows of readRows(ctx, table)) {
    seen(rows)
    yield rows.map(({ line }) => `${line}\n`).join('')
  }
}

/** The same pieces, with their bytes and their hash once they are all through. */
function counted(source: AsyncIterable<Buffer | string>) {
  const hash = createHash('sha256')
  let bytes = 0
  async function* content() {
    for await (const piece of source) {
      bytes += Buffer.byteLength(piece)
      hash.update(piece)
      yield piece
    }
  }
  return { content: content(), figures: () => ({ bytes, sha256: hash.digest('hex') }) }
}
