import { spawn } from 'node:child_process'
import { chmod, glob, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { migrate } from '../server/core/migrate.ts'

type Step = 'checks' | 'unit' | 'integration' | 'browser'
const steps: readonly Step[] = ['checks', 'unit', 'integration', 'browser']

/**
 * `npm test`: the checks, then the unit, integration and browser tests, on a PostgreSQL of their own (or on DATABASE_URL, in a
 * database made for this run). `--only=integration,unit` picks steps; paths pick files, those of `tests/e2e` in the browser.
 */
async function main() {
  const args = process.argv.slice(2)
  const only = args
    .find((arg) => arg.startsWith('--only='))
    ?.slice(7)
    .split(',') as Step[] | undefined
  const paths = args.filter((arg) => !arg.startsWith('--'))
  const [browsed, tried] = [paths.filter(isBrowsed), paths.filter((path) => !isBrowsed(path))]
  const picked: Step[] = [...(tried.length > 0 ? (['integration'] as const) : []), ...(browsed.length > 0 ? (['browser'] as const) : [])]
  const wanted = new Set<Step>(paths.length > 0 ? picked : (only ?? steps))
  const started = Date.now()
  let failed = 0
  // Every file runs in a process of its own; without it each would compile the whole server anew, which takes a second of CPU.
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), `muster-compile-cache-${process.getuid?.() ?? 0}`)
  if (wanted.has('checks')) failed ||= await timed('checks', () => run('node', ['tools/check.ts']))
  if (wanted.has('unit')) failed ||= await timed('unit tests', async () => nodeTest(await unitFiles()))
  if (wanted.has('integration') || wanted.has('browser')) {
    const database = await openDatabase()
    try {
      const env = { MUSTER_TEST_DATABASE: database.url, MUSTER_TEST_TEMPLATE: database.template, MUSTER_TEST_DIR: database.dir }
      if (wanted.has('integration')) {
        failed ||= await timed('integration tests', async () => nodeTest(tried.length > 0 ? tried : await integrationFiles(), env))
      }
      if (wanted.has('browser')) {
        failed ||= await timed('browser tests', async () =>
          nodeTest(browsed.length > 0 ? browsed : await list('tests/e2e/*.e2e.ts'), env, 1),
        )
      }
    } finally {
      await database.close()
    }
  }
  console.log(`\n${failed ? 'Failed' : 'Passed'} in ${seconds(started)}.`)
  process.exitCode = failed ? 1 : 0
}

const isBrowsed = (path: string) => path.endsWith('.e2e.ts')
const list = (pattern: string) => Array.fromAsync(glob(pattern))
const slowUnits = ['server/core/embedded-postgres.test.ts', 'server/core/data-dir.test.ts']

/** Unit tests need no database: rules, and what of core and the web app stands alone. */
async function unitFiles() {
  return (await list('{server,web,tools}/**/*.test.ts')).filter((file) => !isIntegration(file))
}

async function integrationFiles() {
  return [...(await list('{server,db,tools}/**/*.test.ts')).filter(isIntegration), ...(await list('tests/*.test.ts'))]
}

const isIntegration = (file: string) => /^(server\/modules\/|db\/)/.test(file) && !file.endsWith('.rules.test.ts')

function nodeTest(files: readonly string[], env: Record<string, string> = {}, concurrency = Math.max(2, cpus().length)) {
  if (files.length === 0) return Promise.resolve(0)
  // The slowest files first, so that no one is left running alone at the end.
  const ordered = [...files].sort((a, b) => Number(slowUnits.includes(b)) - Number(slowUnits.includes(a)))
  return run(
    'node',
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-concurrency=${concurrency}`,
      '--test-timeout=3000000',
      ...ordered,
    ],
    env,
  )
}

/** A migrated database for this run alone, and a template for the files that need one of their own. */
async function openDatabase() {
  const dir = await mkdtemp(join(tmpdir(), 'muster-test-'))
  // PostgreSQL runs as an unprivileged user and must be able to walk in.
  await chmod(dir, 0o711)
  const given = process.env['DATABASE_URL']
  if (given) {
    const name = `muster_test_${process.pid}_${Date.now()}`
    const template = `${name}_template`
    return {
      ...(await makeDatabases(given, name, template)),
      dir,
      async close() {
        for (const one of [name, template]) await query(given, `drop database ${one} with (force)`)
        await rm(dir, { recursive: true, force: true })
      },
    }
  }
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    log: () => undefined,
    unsafeFast: true,
    settings: { max_connections: '300' },
  })
  return {
    ...(await makeDatabases(postgres.url, 'muster_test', 'muster_template')),
    dir,
    async close() {
      await postgres.stop()
      removeEmbeddedPostgres(join(dir, 'postgres'))
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function makeDatabases(login: string, name: string, template: string) {
  const urlOf = (database: string) => Object.assign(new URL(login), { pathname: `/${database}` }).href
  await query(login, `create database ${template}`)
  await migrate(urlOf(template))
  await query(login, `create database ${name} template ${template}`)
  return { url: urlOf(name), template }
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<number>((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

async function timed(name: string, work: () => Promise<number>) {
  const started = Date.now()
  console.log(`\n── ${name}`)
  const code = await work()
  console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds(started)}`)
  return code
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`

await main()
