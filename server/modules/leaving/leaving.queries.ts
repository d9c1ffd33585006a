import { sql } from 'kysely'
import type { QueryExecutorProvider } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { endings, useOf } from './leaving.columns.rules.ts'
import type { Column } from './leaving.columns.rules.ts'

export type Table = {
  readonly name: string
  /** The column that says whose a row is, which no archive repeats. */
  readonly owner: string
  /** The rest of the primary key, in its order. */
  readonly key: readonly Column[]
  readonly columns: readonly Column[]
}

/** Every table of companies and the companies' own, by the database's catalogue; columns that the database works out are not among theirs. */
export async function readTables(tx: QueryExecutorProvider): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select c.relname as name, o.attname as owner,
      (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by k.place), '[]')
        from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary and a.attname <> o.attname) as key,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> o.attname) as columns
    from pg_class c join pg_attribute o on o.attrelid = c.oid and not o.attisdropped
      and o.attname = case when c.relname = 'company' then 'id' else 'company_id' end
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname`.execute(tx)
  return rows
}

export type Row = { readonly line: string; readonly key: string[]; readonly files: (string | null)[] }

const rowsAtOnce = 500

/**
 * The rows of a table as JSON in the order of its key, some at a time. Of a file stands where it is in the archive, its size and its
 * hash; secrets do not appear. Numbers are written by the database, so that no digit is lost.
 */
export async function* readRows(ctx: Ctx, table: Table): AsyncGenerator<Row[]> {
  const { name, owner, key } = table
  const pathOf = (column: Column) => filePath(table, column)
  const shown = table.columns.flatMap((column) => {
    const use = useOf(name, column)
    const value = sql.ref(`t.${column.name}`)
    if (use === 'secret') return []
    if (use === 'plain') return [sql`${value}`]
    const file = sql`json_build_object('file', ${pathOf(column)}, 'bytes', octet_length(${value}), 'sha256', encode(sha256(${value}), 'hex'))`
    return [sql`case when ${value} is null then null else ${file} end as ${sql.ref(column.name)}`]
  })
  const paths = filesOf(table).map((column) => sql`case when ${sql.ref(`t.${column.name}`)} is null then null else ${pathOf(column)} end`)
  const keyParts = key.map((part) => sql.ref(`t.${part.name}`))
  const read = async (after: readonly string[] | undefined) => {
    const beyond = after
      ? sql`and (${sql.join(keyParts)}) > (${sql.join(key.map((part, index) => sql`${after[index]}::${sql.raw(part.type)}`))})`
      : sql``
    const { rows } = await sql<Row>`
      select (select replace(row_to_json(r)::text, chr(10), ' ') from (select ${sql.join(shown)}) r) as line,
        array[${sql.join(keyParts.map((part) => sql`${part}::text`))}]::text[] as key, array[${sql.join(paths)}]::text[] as files
      from ${sql.table(name)} as t where t.${sql.ref(owner)} = ${ctx.companyId} ${beyond}
      ${key.length > 0 ? sql`order by ${sql.join(keyParts)}` : sql``} limit ${sql.lit(rowsAtOnce)}`.execute(ctx.tx)
    return rows
  }
  let rows = await read(undefined)
  while (rows.length > 0) {
    yield rows
    // A table with one row for each company has no key beside it.
    if (rows.length < rowsAtOnce || key.length === 0) return
    rows = await read(rows.at(-1)!.key)
  }
}

export const filesOf = ({ name, columns }: Table) => columns.filter((column) => useOf(name, column) === 'file')

/** Where a file stands in the archive: under its table, called by the key of its row. */
function filePath({ name, key }: Table, column: Column) {
  const value = sql.ref(`t.${column.name}`)
  const called = key.length > 0 ? sql`concat_ws('_', ${sql.join(key.map((part) => sql.ref(`t.${part.name}`)))})` : sql`${column.name}::text`
  const kinds = Object.entries(endings).map(([bytes, ending]) => sql`when ${sql.lit(bytes)} then ${sql.lit(ending)}`)
  const ending = sql`case encode(substring(${value} from 1 for 4), 'hex') ${sql.join(kinds, sql` `)} else '' end`
  return sql`(${sql.lit(`files/${name}/`)} || regexp_replace(${called}, '[^A-Za-z0-9_.-]', '-', 'g') || ${ending})`
}

const pieceBytes = 1024 * 1024

/** The bytes of a file, a piece at a time: PostgreSQL sends them as text of twice their number. */
export async function* readFile(ctx: Ctx, { name, owner, key }: Table, column: Column, values: readonly string[]): AsyncGenerator<Buffer> {
  const named = key.map((part, index) => sql`and t.${sql.ref(part.name)} = ${values[index]}::${sql.raw(part.type)}`)
  for (let from = 1; ; from += pieceBytes) {
    const { rows } = await sql<{ piece: Buffer }>`
      select substring(t.${sql.ref(column.name)} from ${from}::int for ${sql.lit(pieceBytes)}) as piece
      from ${sql.table(name)} as t where t.${sql.ref(owner)} = ${ctx.companyId} ${sql.join(named, sql` `)}`.execute(ctx.tx)
    const { piece } = rows[0]!
    if (piece.length > 0) yield piece
    if (piece.length < pieceBytes) return
  }
}
