import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const folder = fileURLToPath(new URL('../../db/migrations/', import.meta.url))

export type Migration = { readonly number: number; readonly file: string; readonly sql: string; readonly hash: string }

/**
 * Brings a database to the newest schema: makes the roles, applies what is new in `db/migrations`, each file in its own
 * transaction, and installs the job tables. Several servers may start at once: one migrates, the others wait.
 * Refuses a database whose applied files differ from ours, or that is newer than this program.
 * @param url the owner's connection: it may create roles, or the roles are there already
 * @returns the files that were applied now
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'muster migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7304971)')
    await makeRoles(client)
    await client.query('set role muster_owner')
    const applied = await applyNew(client, await readMigrations())
    await client.query('reset role')
    await migrateJobs(url)
    await client.query('set role muster_owner')
    await client.query(jobGrants)
    return applied
  } finally {
    await client.end()
  }
}

/** The migrations in order. Throws on a gap, a doubled number or an odd name. */
export async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file, index) => {
      const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1])
      if (number !== index + 1) throw new Error(`db/migrations/${file} is out of order: expected number ${index + 1}`)
      const sql = await readFile(folder + file, 'utf8')
      return { number, file, sql, hash: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * The connection of a role, by the owner's login: `role` is set before the first statement (decision 0003). A walk through a
 * reporting line is estimated a thousand times too dear, and compiling it for that takes longer than making it.
 */
export function asRole(url: string, role: 'muster_app' | 'muster_system' | 'muster_owner'): string {
  const parsed = new URL(url)
  const before = parsed.searchParams.get('options')
  parsed.searchParams.set(
    'options',
    `${before ? `${before} ` : ''}-c role=${role} -c TimeZone=UTC -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c jit=off`,
  )
  return parsed.href
}

/** The tables of graphile-worker, by its own migrations. The pool is ours, so that no connection of it outlives this. */
async function migrateJobs(url: string) {
  const pool = new pg.Pool({ connectionString: asRole(url, 'muster_owner'), max: 1 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await runMigrations({ pgPool: pool })
  } finally {
    await pool.end()
  }
}

async function makeRoles(client: pg.Client) {
  for (const role of ['muster_owner', 'muster_app', 'muster_system']) {
    // Roles belong to the whole cluster; another database's migration may make them at the same moment.
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`)
  }
  await client.query(`do $$ begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant muster_owner, muster_app, muster_system to %I', current_user);
    end if;
    execute format('grant create, temporary on database %I to muster_owner', current_database());
  end $$`)
  await client.query('grant usage, create on schema public to muster_owner')
  await client.query('grant usage on schema public to muster_app, muster_system')
}

async function applyNew(client: pg.Client, migrations: readonly Migration[]) {
  await client.query(
    'create table if not exists schema_migration (number int primary key, file text not null, hash text not null, applied_at timestamptz not null default now())',
  )
  const { rows } = await client.query<{ number: number; file: string; hash: string }>(
    'select number, file, hash from schema_migration order by number',
  )
  for (const row of rows) {
    const ours = migrations[row.number - 1]
    if (!ours) throw new Error(`The database is newer than this program: it has ${row.file}. Start the newer version.`)
    if (ours.hash !== row.hash) throw new Error(`db/migrations/${ours.file} was changed after it was applied; migrations only go forward.`)
  }
  const fresh = migrations.slice(rows.length)
  for (const { number, file, sql, hash } of fresh) {
    await client.query('begin')
    try {
      await client.query(sql)
      await client.query('insert into schema_migration (number, file, hash) values ($1, $2, $3)', [number, file, hash])
      await client.query('commit')
    } catch (cause) {
      await client.query('rollback')
      throw new Error(`db/migrations/${file} failed: ${(cause as Error).message}`, { cause })
    }
  }
  return fresh.map(({ file }) => file)
}

// The app enqueues through one function and sees nothing of the job tables. The worker itself runs as muster_owner: row
// security of the job tables lets only their owner in, and, forced as it is, lets that owner see no company's rows.
const jobGrants = `
  create or replace function enqueue_job(task text, payload json, job_key text default null, run_at timestamptz default null) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
    as $$ select graphile_worker.add_job(task, payload, job_key := job_key, run_at := run_at) $$;
  revoke all on function enqueue_job from public;
  grant execute on function enqueue_job to muster_app, muster_system;
`
