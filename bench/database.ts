import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/**
 * PostgreSQL as the product starts it, durable, filled with companies. In a temporary directory that is removed again,
 * or in `keep`, where the next run finds it filled already.
 */
export async function openBenchDatabase(
  companies: number,
  today: string,
  keep: string | undefined,
  log: (line: string) => void,
): Promise<BenchDatabase> {
  const home = keep ?? mkdtempSync(join(tmpdir(), 'muster-bench-'))
  if (!keep) chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const settings = { shared_preload_libraries: 'pg_stat_statements' }
  const postgres = await startEmbeddedPostgres({ dir, log: () => undefined, settings })
  const applied = await migrate(postgres.url)
  const client = new pg.Client({ connectionString: postgres.url, application_name: 'bench' })
  await client.connect()
  const filled = join(home, 'filled')
  const content = `${companies} ${today}`
  if (!existsSync(filled)) {
    log(`${companies} companies are written:`)
    await seed(client, companies, today, log)
    writeFileSync(filled, content)
  } else if (readFileSync(filled, 'utf8') !== content || applied.length > 0) {
    throw new Error(`${home} was filled for ${readFileSync(filled, 'utf8')} or an older schema; delete it.`)
  }
  await client.query(
    "set session_replication_role = replica; set statement_timeout = '60s'; create extension if not exists pg_stat_statements",
  )
  return {
    url: postgres.url,
    client,
    cpu: () => cpuOf(postgres),
    async close() {
      await client.end()
      await postgres.stop()
      if (!keep) removeEmbeddedPostgres(dir)
    },
  }
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
