import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import type { EmbeddedPostgresOptions } from '../server/core/embedded-postgres.ts'

export const isRoot = process.getuid?.() === 0
const coreDir = join(import.meta.dirname, '../server/core')

/** A directory for a database, removed after the test together with what was started in it. */
export function cluster(t: TestContext, below = 'postgres') {
  const dir = join(tempDir(t), below)
  const lines: string[] = []
  const started: { stop(): Promise<void> }[] = []
  t.after(async () => {
    await Promise.all(started.map((server) => server.stop()))
    removeEmbeddedPostgres(dir)
  })
  const start = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
    const server = await startEmbeddedPostgres({ dir, log: (line) => lines.push(line), ...options })
    started.push(server)
    return server
  }
  return { dir, start, lines }
}

/** With a database in it: making one takes seconds, and most tests are not about that, so they get copies of one. */
export async function madeCluster(t: TestContext) {
  const prepared = cluster(t)
  const dir = await (made ??= makeOne())
  // As root the database belongs to somebody else, who goes along.
  if (isRoot) execFileSync('cp', ['-a', dir, prepared.dir])
  else cpSync(dir, prepared.dir, { recursive: true })
  return prepared
}

let made: Promise<string> | undefined
after(async () => {
  if (!made) return
  const dir = await made
  removeEmbeddedPostgres(dir)
  rmSync(dirname(dir), { recursive: true, force: true })
})

async function makeOne() {
  const dir = join(mkdtempSync(join(tmpdir(), 'muster-pg-')), 'postgres')
  chmodSync(dirname(dir), 0o711)
  await (await startEmbeddedPostgres({ dir, log: () => {}, unsafeFast: true })).stop()
  return dir
}

export function tempDir(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'muster-pg-'))
  // PostgreSQL's user has to pass through.
  chmodSync(dir, 0o711)
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

/** A server in a process (and process group) of its own that on SIGINT still writes a row, where there is a table for it, before it stops. */
export function spawnServer(t: TestContext, dir: string, core = coreDir) {
  const code = `import { startEmbeddedPostgres } from ${JSON.stringify(pathToFileURL(join(core, 'embedded-postgres.ts')).href)}
    import pg from ${JSON.stringify(import.meta.resolve('pg'))}
    const server = await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)}, log: console.log, unsafeFast: true })
    process.stdin.resume()
    process.once('SIGINT', async () => {
      const client = new pg.Client(server.url)
      await client.connect()
      await client.query("insert into note values ('drained')")
      await client.end()
      await server.stop()
      process.exit()
    })
    // Last: whoever reads it sends signals at once.
    console.log('READY ' + JSON.stringify({ url: server.url, pid: server.pid }))`
  const args = ['--input-type=module-typescript', '-e', code]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  t.after(() => child.kill('SIGKILL'))
  return child
}

export async function serverProcess(t: TestContext, dir: string, core?: string) {
  const child = spawnServer(t, dir, core)
  const line = await lineOf(child, /^READY /)
  return { child, ...(JSON.parse(line.slice('READY '.length)) as { url: string; pid: number }) }
}

export function lineOf(child: ChildProcess, pattern: RegExp) {
  return new Promise<string>((resolve, reject) => {
    const lines = createInterface(child.stdout!)
    lines.on('line', (line) => pattern.test(line) && resolve(line))
    lines.on('close', () => reject(new Error(`The process ended without printing ${pattern}.`)))
  })
}

export function childrenOf(parent: number) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
  return pids.filter((pid) => parentOf(pid) === parent).map(Number)
}

function parentOf(pid: string) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return undefined
  }
}
