import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { asRole } from '../server/core/migrate.ts'

/** A test, or the whole file (`{ after }` of node:test): whatever ends and then has to clean up. */
export type Ending = { after(work: () => unknown): void }
type Role = 'muster_app' | 'muster_system' | 'muster_owner'

/** The database of this process, as its owner's login. */
export function testDatabaseUrl(): string {
  const url = process.env['MUSTER_TEST_DATABASE']
  assert(url, 'Integration tests need their database: run them with `npm test -- path/of.test.ts`')
  return url
}

/** A connection of its own, closed when the test ends; `role` null is the login that migrates. */
export async function connect(t: Ending, role: Role | null, url?: string): Promise<pg.Client> {
  const client = await open(role, url)
  t.after(() => client.end())
  return client
}

/** The same, to be closed by whoever opened it. */
export async function open(role: Role | null, url = testDatabaseUrl()): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: role ? asRole(url, role) : url })
  // A database that is dropped takes its connections along.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** An empty database on the same cluster, dropped when the test ends. */
export async function emptyDatabase(t: Ending): Promise<string> {
  const name = `muster_fresh_${randomBytes(8).toString('hex')}`
  await asLogin(`create database ${name}`)
  t.after(() => asLogin(`drop database if exists ${name} with (force)`))
  const url = new URL(testDatabaseUrl())
  url.pathname = `/${name}`
  return url.href
}

async function asLogin(sql: string) {
  const client = new pg.Client({ connectionString: testDatabaseUrl() })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** The tables bound to a company, in alphabetical order. */
export async function companyTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  )
  return rows.map(({ name }) => name)
}
