import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import type { EmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { migrate } from '../server/core/migrate.ts'
import { seed } from './seed.ts'

export type BenchDatabase = {
  readonly url: string
  readonly client: pg.Client
  /** CPU used so far by all of PostgreSQL's processes, in microseconds; NaN where the system does not tell. */
  cpu(): number
  close(): Promise<void>
}

export type BenchDatabaseOptions = {
  readonly companies: number
  readonly today: string
  /** A directory to keep the database in, and to find it filled in; without it the database is removed at the end. */
  readonly keep: string | undefined
  /** Counts what every statement costs; this itself costs a little. */
  readonly statistics: boolean
}

/** PostgreSQL as the product starts it, durable, filled with companies. */
export async function openBenchDatabase({ companies, today, keep, statistics }: BenchDatabaseOptions): Promise<BenchDatabase> {
  const home = keep ?? mkdtempSync(join(tmpdir(), 'muster-bench-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const settings: Record<string, string> = statistics ? { shared_preload_libraries: 'pg_stat_statements' } : {}
  const postgres = await startEmbeddedPostgres({ dir, log: () => undefined, settings })
  const client = new pg.Client({ connectionString: postgres.url, application_name: 'bench' })
  const close = async () => {
    await client.end()
    await postgres.stop()
    if (keep) return
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const applied = await migrate(postgres.url)
    await client.connect()
    await fillOnce(client, join(home, 'filled'), companies, today, applied)
    await client.query("set session_replication_role = replica; set statement_timeout = '60s'")
    if (statistics) await client.query('create extension if not exists pg_stat_statements')
    return { url: postgres.url, client, cpu: () => cpuOf(postgres), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The file says what was written, so that a database that is kept is neither written twice nor taken for another. */
async function fillOnce(client: pg.Client, file: string, companies: number, today: string, applied: readonly string[]) {
  const content = `${companies} companies on ${today}`
  const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (found === content && applied.length === 0) return
  if (found !== undefined || applied.length === 0)
    throw new Error(`The database beside ${file} was filled with something else; delete its directory.`)
  console.log(`${content} are written:`)
  await seed(client, companies, today, console.log)
  writeFileSync(file, content)
}

const tickMicros = 10_000

function cpuOf({ pid }: EmbeddedPostgres): number {
  if (process.platform !== 'linux') return NaN
  let ticks = 0
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    // pid (name) state ppid … utime stime: the name may hold anything, so fields are counted from its end.
    const fields = readStat(entry).split(') ').at(-1)!.split(' ')
    if (Number(entry) === pid || Number(fields[1]) === pid) ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  return ticks * tickMicros
}

function readStat(pid: string) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}
