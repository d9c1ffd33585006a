import { randomBytes } from 'node:crypto'
import { chmod, glob, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { migrate } from '../server/core/migrate.ts'
import { check } from './check.ts'
import { runJobs, runProgram, startService } from './jobs.ts'
import type { Job, Service } from './jobs.ts'

type Step = 'checks' | 'unit' | 'integration' | 'browser' | 'thorough'
/** What `npm test` runs; `npm run test:thorough` runs the rest (docs/decisions/0020-two-commands-of-tests.md). */
const steps: readonly Step[] = ['checks', 'unit', 'integration', 'browser']

/** A PostgreSQL for this run, with a migrated database that every process of tests gets a copy of. */
type Cluster = { readonly login: string; readonly template: string; readonly dir: string; readonly close: () => Promise<void> }

/** One more than there are processors: tests wait for PostgreSQL, for a browser, for time to pass. */
const atOnce = Math.max(2, cpus().length) + 1

/**
 * `npm test`: the checks, then the unit, integration and browser tests, on a PostgreSQL of their own (or on DATABASE_URL, in
 * databases made for this run). `--only=integration,unit` picks steps; paths pick files (beside the steps that are
 * picked), those that end in `.e2e.ts` in the browser.
 */
async function main() {
  const args = process.argv.slice(2)
  const only = args
    .find((arg) => arg.startsWith('--only='))
    ?.slice(7)
    .split(',') as Step[] | undefined
  const paths = args.filter((arg) => !arg.startsWith('--'))
  const wanted = new Set<Step>(only ?? (paths.length > 0 ? [] : steps))
  const started = Date.now()
  // Compiling the whole server anew would take every process a second of CPU.
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), `muster-compile-cache-${process.getuid?.() ?? 0}`)
  const units = wanted.has('unit') ? await unitFiles() : []
  const others = [...(wanted.has('thorough') ? await list('tests/thorough/*.{test,e2e}.ts') : []), ...paths]
  const files = [...(wanted.has('integration') ? await integrationFiles() : []), ...others.filter((path) => !isBrowsed(path))]
  const pages = [...(wanted.has('browser') ? await list('tests/e2e/*.e2e.ts') : []), ...others.filter(isBrowsed)]
  const passed = (!wanted.has('checks') || (await timed('checks', check))) && (await timed('tests', () => runTests(units, files, pages)))
  console.log(`\n${passed ? 'Passed' : 'Failed'} in ${seconds(started)}.`)
  process.exitCode = passed ? 0 : 1
}

async function runTests(units: readonly string[], files: readonly string[], pages: readonly string[]): Promise<number> {
  const unitJobs = grouped(units, 40).map((group) => testJob(group))
  if (files.length + pages.length === 0) return runJobs(unitJobs, atOnce)
  const cluster = await openCluster()
  const { first, jobs, end } = browserJobs(pages, cluster)
  try {
    return await runJobs([...first, ...unitJobs, ...jobs, ...databaseJobs(files, cluster)], atOnce)
  } finally {
    await end()
    await cluster.close()
  }
}

const isBrowsed = (path: string) => path.endsWith('.e2e.ts')
const list = (pattern: string) => Array.fromAsync(glob(pattern))
const isIntegration = (file: string) => /^(server\/modules\/|db\/)/.test(file) && !file.endsWith('.rules.test.ts')
/** They start servers or PostgreSQL of their own, end the sessions of all companies, or take long: each has a process and a database to itself. */
const isAlone = (file: string) =>
  /\/(embedded-postgres|data-dir|kill|kill-approval|isolation|access|reach|openapi|auth\.sweep)\.test\.ts$/.test(file)

/** Unit tests need no database: rules, and what of core and the web app stands alone. */
async function unitFiles() {
  return (await list('{server,web,tools}/**/*.test.ts')).filter((file) => !isIntegration(file))
}

async function integrationFiles() {
  return [...(await list('{server,db,tools}/**/*.test.ts')).filter(isIntegration), ...(await list('tests/*.test.ts'))]
}

function databaseJobs(files: readonly string[], cluster: Cluster): Job[] {
  return grouped(files, 26).map((group) => testJob(group, () => ownDatabase(cluster)))
}

/** The browser's tests share the built web app, the demo data and the process of their servers, made before the first of them. */
function browserJobs(
  files: readonly string[],
  { login, template, dir }: Cluster,
): { first: Job[]; jobs: Job[]; end: () => Promise<unknown> } {
  if (files.length === 0) return { first: [], jobs: [], end: () => Promise.resolve() }
  const env = { MUSTER_TEST_DATABASE: login, MUSTER_TEST_DIR: dir, MUSTER_TEST_DEMO: `${template}_demo` }
  const made = Promise.withResolvers<Service | null>()
  const first = {
    name: 'the web app and the demo data',
    async run() {
      const outcome = await runPrepared(['tests/e2e/prepare.ts', env.MUSTER_TEST_DEMO], () =>
        Promise.resolve({ env, end: () => Promise.resolve() }),
      )
      made.resolve(outcome.code === 0 ? await startService(process.execPath, ['tests/e2e/host.ts'], { ...process.env, ...env }) : null)
      return outcome
    },
  }
  const prepare = async () => {
    const host = await made.promise
    if (!host) throw new Error('What browser tests stand on could not be made.')
    return { env: { ...env, MUSTER_TEST_HOST: host.address }, end: () => Promise.resolve() }
  }
  return {
    first: [first],
    jobs: togetherInBrowser(files).map((group) => testJob(group, prepare)),
    end: async () => (await made.promise)?.end(),
  }
}

/**
 * Files that leave each other's part of the demo data alone share a database, a process and a browser, which take seconds to start;
 * the slowest first. What is named here nowhere has its own.
 */
const sharing = [
  ['account', 'journey'],
  ['people', 'leave'],
  ['inbox', 'offline', 'language', 'errors'],
  ['pages'],
  ['speed', 'home', 'keyboard', 'rtl'],
  ['drawers', 'company'],
  ['kiosk', 'leave-hr', 'budgets'],
  ['corrections', 'roster'],
  ['access-admin'],
  ['workflows'],
  ['security', 'invitation'],
  ['places', 'time-rules', 'lists'],
  ['access', 'imports', 'organisation', 'workflows-custom'],
]

function togetherInBrowser(files: readonly string[]): string[][] {
  const nameOf = (file: string) => basename(file, '.e2e.ts')
  const groups = sharing.map((names) => names.flatMap((name) => files.filter((file) => nameOf(file) === name)))
  const others = files.filter((file) => !groups.flat().includes(file)).map((file) => [file])
  return [...groups, ...others].filter((group) => group.length > 0)
}

type Prepared = { readonly env: NodeJS.ProcessEnv; readonly end: () => Promise<unknown> }

/** Test files that share a process, one after the other: starting one and loading the server costs a second and a half. */
function testJob(files: readonly string[], prepare?: () => Promise<Prepared>): Job {
  const names = files.map((file) => basename(file).replace(/\.test\.ts$/, ''))
  const args = [
    '--test',
    '--test-isolation=none',
    '--test-reporter=dot',
    `--test-timeout=${process.env['MUSTER_TEST_TIMEOUT_MS'] ?? 400_000}`,
    ...files,
  ]
  return { name: names.join(' '), run: () => runPrepared(args, prepare) }
}

async function runPrepared(args: readonly string[], prepare?: () => Promise<Prepared>) {
  const prepared = await prepare?.()
  try {
    return await runProgram(process.execPath, args, { env: { ...process.env, ...prepared?.env } })
  } finally {
    await prepared?.end()
  }
}

/** Groups first, as they take longest: what is short comes last, so that nobody is left running alone at the end. */
function grouped(files: readonly string[], size: number): string[][] {
  const alone = files.filter(isAlone).sort()
  const others = files.filter((file) => !isAlone(file)).sort()
  const count = Math.ceil(others.length / size)
  // Neighbours are of one module and about as slow: dealt out, every group gets some of each.
  const groups = Array.from({ length: count }, (_, nth) => others.filter((_file, index) => index % count === nth))
  return [...groups, ...alone.map((file) => [file])]
}

/** A copy of the migrated database for one process: nobody else's jobs, clocks or locks are in it. */
async function ownDatabase({ login, template, dir }: Cluster) {
  const name = `${template}_${randomBytes(6).toString('hex')}`
  await mkdir(join(dir, name))
  await query(login, `create database ${name} template ${template}`)
  return {
    env: { MUSTER_TEST_DATABASE: urlOf(login, name), MUSTER_TEST_DIR: join(dir, name) },
    end: () => query(login, `drop database ${name} with (force)`),
  }
}

async function openCluster(): Promise<Cluster> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-test-'))
  // PostgreSQL runs as an unprivileged user and must be able to walk in.
  await chmod(dir, 0o711)
  const template = `muster_test_${process.pid}_${Date.now()}`
  const given = process.env['DATABASE_URL']
  if (given) {
    await makeTemplate(given, template)
    return {
      login: given,
      template,
      dir,
      async close() {
        const { rows } = await query(given, `select datname from pg_database where datname like '${template}%'`)
        for (const { datname } of rows as { datname: string }[]) await query(given, `drop database ${datname} with (force)`)
        await rm(dir, { recursive: true, force: true })
      },
    }
  }
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    log: (line) => process.env['PGLOG'] && console.log(line),
    unsafeFast: true,
    settings: { max_connections: '300' },
  })
  await makeTemplate(postgres.url, template)
  return {
    login: postgres.url,
    template,
    dir,
    async close() {
      await postgres.stop()
      removeEmbeddedPostgres(join(dir, 'postgres'))
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(login: string, template: string) {
  await query(login, `create database ${template}`)
  await migrate(urlOf(login, template))
}

const urlOf = (login: string, database: string) => Object.assign(new URL(login), { pathname: `/${database}` }).href

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

async function timed(name: string, work: () => Promise<number>): Promise<boolean> {
  const started = Date.now()
  console.log(`\n── ${name}`)
  const failed = await work()
  console.log(`── ${name}: ${failed === 0 ? 'passed' : `${failed} FAILED`} in ${seconds(started)}`)
  return failed === 0
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`

await main()
