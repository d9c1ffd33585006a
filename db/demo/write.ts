import { sql } from 'kysely'
import type { Insertable, Kysely } from 'kysely'
import type { DB } from '../types.ts'

const chunkRows = 4_000

/** Inserts any number of rows, thousands per statement; all of them have the fields of the first. */
export async function insertRows<T extends keyof DB>(db: Kysely<DB>, table: T, rows: readonly Insertable<DB[T]>[]) {
  if (rows.length === 0) return
  const columns = sql.raw(
    Object.keys(rows[0]!)
      .map((field) => `"${snake(field)}"`)
      .join(', '),
  )
  const name = sql.raw(`"${snake(table)}"`)
  for (let from = 0; from < rows.length; from += chunkRows) {
    const json = JSON.stringify(rows.slice(from, from + chunkRows).map(inColumns))
    await sql`insert into ${name} (${columns}) select ${columns} from json_populate_recordset(null::${name}, ${json}::json)`.execute(db)
  }
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const inColumns = (row: object) => Object.fromEntries(Object.entries(row).map(([field, value]) => [snake(field), value]))
