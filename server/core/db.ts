import { createHash } from 'node:crypto'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import pg from 'pg'
import type { DB } from '../../db/types.ts'
import { asRole } from './migrate.ts'
import { wireOf } from './wire.ts'
import type { Answer } from './wire.ts'

export type { DB }
export type Client = pg.PoolClient
/**
 * All that is told of the door's pool. A connection that comes back may still have the end of its last transaction to send
 * (core/wire.ts), so nobody but the door takes one.
 */
export type PoolCounts = Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount'>

/**
 * A pool whose connections act as one database role.
 * Values arrive as Muster writes them: dates `YYYY-MM-DD`, instants ISO strings, numeric as text, bigint as number.
 */
export function openPool(url: string, role: 'muster_app' | 'muster_system' | 'muster_owner', max: number): pg.Pool {
  const settings: pg.PoolConfig = {
    connectionString: asRole(url, role),
    max,
    application_name: role,
    types: { getTypeParser },
    connectionTimeoutMillis: 5_000,
    // Connections are kept: a timer per use costs more than a few idle ones.
    idleTimeoutMillis: 0,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  }
  const pool = new pg.Pool(settings)
  // An idle connection that breaks is replaced by the pool; its error must not end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Runs prepared statements of one checked-out client, until the end of its transaction. */
export type Statements = {
  readonly db: Kysely<DB>
  /** A statement of the transaction itself, prepared. */
  run(text: string): Promise<unknown>
  /** The same for a text that is different every time and gives no rows. */
  runOnce(text: string): Promise<unknown>
  /** Ends the transaction; from then on every statement is refused, also what was asked and not sent yet. */
  end(text: 'commit' | 'rollback'): Promise<unknown>
  /** Commits together with what was asked last (core/wire.ts). */
  commitWithLast(): Promise<unknown>
}

/** A Kysely on one client. Each statement text is prepared once per connection, under a name made of the text. */
export function statementsOn(client: Client, guard: StatementGuard): Statements {
  const wire = wireOf(client, reading)
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      guard(query.sql)
      const { rows, count } = await wire.run(statementName(query.sql), query.sql, query.parameters)
      return { rows: rows as R[], numAffectedRows: BigInt(count) }
    },
    streamQuery: () => {
      throw new Error('Streaming needs a connection of its own')
    },
  }
  const executor = base.getExecutor().withConnectionProvider({ provideConnection: (consume) => consume(connection) })
  const db = new Kysely<DB>({ ...baseProps, executor }) as TransactionDb
  db.runCompiled = (text, values) => {
    guard(text)
    return wire.run(statementName(text), text, values)
  }
  return {
    db,
    run: (text) => wire.run(statementName(text), text),
    runOnce: (text) => wire.runOnce(text),
    end: (text) => wire.end(text),
    commitWithLast: () => wire.commitWithLast(),
  }
}

type Runner = (text: string, values: readonly unknown[]) => Promise<Answer>
/** The Kysely of one transaction, which also runs what is compiled already. */
type TransactionDb = Kysely<DB> & { runCompiled: Runner }

/** Runs a statement that is compiled already on the transaction of `db`, without Kysely's way through its plugins and executors. */
export const runCompiled = (db: object, text: string, values: readonly unknown[]): Promise<Answer> =>
  (db as TransactionDb).runCompiled(text, values)

export type StatementGuard = (sql: string) => void
export const noGuard: StatementGuard = () => undefined

/**
 * Refuses a statement that touches a company table without naming `company_id` for it: on Citus it would go to every shard.
 * Row security holds without it; this keeps the cost right. Used in tests and development.
 */
export function guardFor(companyTables: ReadonlySet<string>): StatementGuard {
  const passed = new Set<string>()
  return (text) => {
    if (passed.has(text)) return
    for (const [, table, alias] of text.matchAll(tableMention)) {
      if (!table || !companyTables.has(table)) continue
      const name = alias ?? table
      const named = new RegExp(`"?\\b${name}"?\\."?company_id"?\\s*=|=\\s*"?\\b${name}"?\\."?company_id"?|(?<![.\\w"])"?company_id"?\\s*=`)
      if (!named.test(text)) throw new Error(`This statement touches ${table} without company_id: ${text}`)
    }
    passed.add(text)
  }
}

const tableMention =
  /\b(?:from|join|update)\s+"?(\w+)"?(?:\s+(?:as\s+)?(?!(?:where|on|join|left|inner|cross|set|order|group|union|limit|for|using|values)\b)"?(\w+)"?)?/gi

/** The tables bound to a company, by the database's own catalogue. */
export async function readCompanyTables(pool: pg.Pool): Promise<Set<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  )
  return new Set(rows.map(({ name }) => name))
}

/** Refuses to run with a role that could step over row security (architecture.md § The door and the database). */
export async function refuseStrongRole(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ role: string; strong: boolean; owned: number }>(
    `select current_user as role, rolsuper or rolbypassrls as strong,
            (select count(*)::int from pg_class where relowner = r.oid and relkind in ('r', 'p')) as owned
     from pg_roles r where rolname = current_user`,
  )
  const found = rows[0]
  if (!found || found.role !== 'muster_app' || found.strong || found.owned > 0) {
    throw new Error(
      `Muster refuses to run as ${found?.role ?? 'an unknown role'}: it must be muster_app, own nothing and be bound by row security.`,
    )
  }
}

const names = new Map<string, string>()

function statementName(text: string) {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 20)
    // Texts that differ by the length of a list would fill the server's memory; past this they run unprepared.
    if (names.size < 2_000) names.set(text, name)
    else return ''
  }
  return name
}

const snakeCase = remembered((name) => name.replaceAll('"', '""').replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
const camelCase = remembered((name) => name.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()))

function remembered(change: (name: string) => string) {
  const known = new Map<string, string>()
  return (name: string) => {
    let changed = known.get(name)
    if (changed === undefined) known.set(name, (changed = change(name)))
    return changed
  }
}

const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  // Names are turned as the statement is written; Kysely's plugin for it copies the whole statement first.
  createQueryCompiler: () => Object.assign(new PostgresQueryCompiler(), { sanitizeIdentifier: snakeCase }),
}
const config = { dialect }
const base = new Kysely<DB>(config)
const baseProps = { config, dialect, driver: new DummyDriver() as never }

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  20: Number, // int8: counters and versions, far below 2^53
  1082: String, // date
  1114: String, // timestamp
  1184: readInstant, // timestamptz
  1182: (text) => text.slice(1, -1).split(',').filter(Boolean), // date[]
}
const utcInstant = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/

/** Our connections' zone is UTC, so that an instant is rewritten rather than read, which takes Date ten times as long. */
export function readInstant(text: string): string {
  const [, day, time, fraction = ''] = utcInstant.exec(text) ?? []
  return day ? `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z` : new Date(text).toISOString()
}

function getTypeParser(oid: number): (text: string) => unknown {
  return parsers[oid] ?? pg.types.getTypeParser(oid)
}

const reading = { parserOf: getTypeParser, nameOf: camelCase }
