import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { DB } from '../../core/db.ts'
import type { Table } from './leaving.queries.ts'

/** Where the rows of a table are put first; temporary, and gone with the transaction. */
export const staged = (name: string) => sql.table(`load_${name}`)

/** A reference between two tables of companies, by its columns after the company's. */
export type Reference = { readonly table: string; readonly columns: string[]; readonly to: string; readonly toColumns: string[] }

export async function readReferences(db: Kysely<DB>): Promise<Reference[]> {
  const names = (keys: string, of: string) =>
    sql.raw(`(select array_agg(a.attname::text order by k.place) from unnest(${keys}) with ordinality k(attnum, place)
      join pg_attribute a on a.attrelid = ${of} and a.attnum = k.attnum where a.attname <> 'company_id')`)
  const { rows } = await sql<Reference>`
    select c.relname as table, ${names('f.conkey', 'c.oid')} as columns, t.relname as to, ${names('f.confkey', 't.oid')} as to_columns
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
    where f.contype = 'f' and c.relnamespace = 'public'::regnamespace
      and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'company_id')
    order by c.relname, f.conname`.execute(db)
  return rows
}

/** The columns that must be filled, by table. */
export async function readNeeded(db: Kysely<DB>): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`
    select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and a.attnotnull`.execute(db)
  return new Set(rows.map(({ name }) => name))
}

/** A place for the rows of a table without any of its constraints. */
export async function makeStage(db: Kysely<DB>, { name, key }: Table, hasFiles: boolean) {
  await sql`create temporary table ${staged(name)} on commit drop as select * from ${sql.table(name)} with no data`.execute(db)
  if (hasFiles && key.length > 0)
    await sql`create index on ${staged(name)} (${sql.join(key.map((part) => sql.ref(part.name)))})`.execute(db)
}

export async function stageLines(db: Kysely<DB>, name: string, lines: readonly string[]) {
  await sql`insert into ${staged(name)} select p.* from unnest(${lines}::text[]) line
    cross join lateral json_populate_record(null::${sql.table(name)}, line::json) p`.execute(db)
}

/** The bytes of one file of a row. */
export async function stageFile(db: Kysely<DB>, { name, key }: Table, column: string, values: readonly string[], content: Buffer) {
  const named = key.map((part, index) => sql`and ${sql.ref(part.name)} = ${values[index]}::${sql.raw(part.type)}`)
  await sql`update ${staged(name)} set ${sql.ref(column)} = ${content} where true ${sql.join(named, sql` `)}`.execute(db)
}

/** Rows whose reference leads to nothing that was put there, how many and some of them. */
export async function readLoose(db: Kysely<DB>, { table, columns, to, toColumns }: Reference) {
  const own = columns.map((column) => sql.ref(`t.${column}`))
  const meets = columns.map((column, index) => sql`${sql.ref(`f.${toColumns[index]}`)} = ${sql.ref(`t.${column}`)}`)
  const filled = own.map((column) => sql`${column} is not null`)
  const { rows } = await sql<{ count: number; some: string[] | null }>`
    select count(*)::int as count, (array_agg(distinct concat_ws(' ', ${sql.join(own)})))[1:3] as some from ${staged(table)} t
    where ${sql.join(filled, sql` and `)} and not exists (select from ${staged(to)} f where ${sql.join(meets, sql` and `)})`.execute(db)
  return rows[0]!
}

/** Moves the rows of a table from where they were put first into the company. */
export async function moveStage(db: Kysely<DB>, { name, columns, owner }: Table) {
  const all = sql.join([owner, ...columns.map((column) => column.name)].map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(name)} (${all}) select ${all} from ${staged(name)}`.execute(db)
}

export async function countRows(db: Kysely<DB>, { name, owner }: Table, companyId: string): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from ${sql.table(name)} where ${sql.ref(owner)} = ${companyId}`.execute(db)
  return rows[0]!.count
}
