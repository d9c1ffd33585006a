import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { migrate } from '../server/core/migrate.ts'
import { companyTables } from './database.ts'
import { allMutants } from './mutants.ts'
import type { Mutant } from './mutants.ts'

const root = join(import.meta.dirname, '..')
const copied = ['server', 'tests', 'db', 'tools', 'web', 'package.json', 'tsconfig.json']
const atOnce = 2
const timeLimitMs = 120_000

type Outcome = { readonly mutant: Mutant; readonly killedBy: string | null; readonly seconds: number }

/**
 * `npm run test:mutation`: takes one wall away at a time, in a copy of the sources or in a database of its own, and runs the
 * tests that must notice. Prints who noticed what; exits 1 when something went unnoticed. Arguments pick mutants by name.
 */
async function main() {
  const started = Date.now()
  const dir = await mkdtemp(join(tmpdir(), 'muster-mutation-'))
  // PostgreSQL runs as an unprivileged user and must be able to walk in.
  await chmod(dir, 0o711)
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    log: () => undefined,
    unsafeFast: true,
    settings: { max_connections: '200' },
  })
  try {
    const template = await makeTemplate(postgres.url)
    const mutants = (await allMutants(template.tables)).filter(
      ({ name }) => process.argv.length < 3 || process.argv.slice(2).some((part) => name.includes(part)),
    )
    const copies = await Promise.all(Array.from({ length: atOnce }, (_, index) => copyOf(join(dir, `copy-${index}`))))
    await requireGreen(copies, template.url, mutants)
    const outcomes = await inTurn(copies, mutants, (copy, mutant) => judge(copy, template.url, mutant))
    report(outcomes)
    console.log(`\n${outcomes.length} mutants in ${Math.round((Date.now() - started) / 1000)} s`)
  } finally {
    await postgres.stop()
    removeEmbeddedPostgres(join(dir, 'postgres'))
    await rm(dir, { recursive: true, force: true })
  }
}

/** A migrated database that every run gets a copy of. */
async function makeTemplate(url: string) {
  const template = new URL(url)
  template.pathname = '/muster_template'
  await query(url, 'create database muster_template')
  await migrate(template.href)
  return { url: template.href, tables: await withClient(template.href, companyTables) }
}

async function copyOf(folder: string): Promise<string> {
  await mkdir(folder)
  for (const name of copied)
    await cp(join(root, name), join(folder, name), { recursive: true, filter: (path) => !path.includes('node_modules') })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Without a mutant every test must pass, or being noticed would mean nothing. */
async function requireGreen(copies: readonly string[], template: string, mutants: readonly Mutant[]) {
  const files = [...new Set(mutants.flatMap(({ tests }) => tests))]
  const results = await inTurn(
    copies,
    files,
    async (copy, file) => [file, await inDatabase(template, '', (url) => failureOf(copy, url, [file]))] as const,
  )
  assert.deepEqual(
    results.filter(([, failure]) => failure !== null),
    [],
    'These tests fail without any mutant',
  )
}

async function judge(copy: string, template: string, mutant: Mutant): Promise<Outcome> {
  const started = Date.now()
  let undo = () => Promise.resolve()
  try {
    if ('file' in mutant) undo = await patch(join(copy, mutant.file), mutant)
    const killedBy = await inDatabase(template, 'sql' in mutant ? mutant.sql : '', (url) => failureOf(copy, url, mutant.tests, mutant.only))
    const outcome = { mutant, killedBy, seconds: Math.round((Date.now() - started) / 100) / 10 }
    console.log(`${killedBy ? 'killed  ' : 'SURVIVED'} ${mutant.name} (${outcome.seconds} s)`)
    return outcome
  } catch (error) {
    // A mutant that no longer fits the sources proves nothing, so it counts as one that was not noticed.
    console.error(`DOES NOT APPLY ${mutant.name}: ${(error as Error).message}`)
    return { mutant, killedBy: null, seconds: 0 }
  } finally {
    await undo()
  }
}

async function patch(path: string, { name, from, to }: { name: string; from: string; to: string }) {
  const text = await readFile(path, 'utf8')
  assert.equal(text.split(from).length - 1, 1, `${name}: its text stands ${text.split(from).length - 1} times in ${path}, not once`)
  await writeFile(
    path,
    text.replace(from, () => to),
  )
  return () => writeFile(path, text)
}

async function inDatabase<T>(template: string, change: string, work: (url: string) => Promise<T>): Promise<T> {
  const url = new URL(template)
  const name = `mutant_${crypto.randomUUID().replaceAll('-', '')}`
  const maintenance = new URL(template)
  maintenance.pathname = '/postgres'
  await query(maintenance.href, `create database ${name} template muster_template`)
  url.pathname = `/${name}`
  try {
    if (change) await query(url.href, change)
    return await work(url.href)
  } finally {
    await query(maintenance.href, `drop database ${name} with (force)`)
  }
}

/** The first failure of these test files; null when all of them pass. */
async function failureOf(copy: string, database: string, files: readonly string[], only?: string): Promise<string | null> {
  const dir = await mkdtemp(join(tmpdir(), 'muster-mutant-'))
  try {
    for (const file of files) {
      const failure = await firstFailure(copy, file, only, {
        MUSTER_TEST_DATABASE: database,
        MUSTER_TEST_DIR: dir,
      })
      if (failure) return `${file}: ${failure}`
    }
    return null
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Runs one test file and ends it as soon as one of its tests fails. A server that does not even start is noticed, too. */
function firstFailure(cwd: string, file: string, only: string | undefined, env: Record<string, string>) {
  return new Promise<string | null>((resolve) => {
    const pattern = only ? [`--test-name-pattern=${only}`] : []
    const child = spawn(process.execPath, ['--test-reporter=tap', ...pattern, file], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [output, failure] = ['', null as string | null]
    const timer = setTimeout(() => end('it did not end in time'), timeLimitMs)
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk
      const failed = /^not ok \d+ - (?!.*# TODO)(.*)$/m.exec(output)
      if (failed) end(failed[1]!)
    })
    child.stderr.on('data', (chunk: Buffer) => (output += chunk))
    child.on('close', (code) => {
      clearTimeout(timer)
      // A pattern that picks nothing must not count as a test that passed.
      if (!failure && code === 0 && !/^# pass [1-9]/m.test(output)) failure = 'no test ran'
      resolve(failure ?? (code === 0 ? null : `it ended with ${code}: ${output.trim().split('\n').at(-1)}`))
    })
    const end = (because: string) => {
      failure ??= because
      child.kill('SIGKILL')
    }
  })
}

/** Works through a list with as many workers as there are copies, each item with a copy of its own. */
async function inTurn<T, R>(copies: readonly string[], items: readonly T[], work: (copy: string, item: T) => Promise<R>): Promise<R[]> {
  const waiting = [...items.entries()]
  const results: R[] = []
  await Promise.all(
    copies.map(async (copy) => {
      for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(copy, next[1])
    }),
  )
  return results
}

function report(outcomes: readonly Outcome[]) {
  console.log('\n| mutant | killed by |\n|---|---|')
  for (const { mutant, killedBy } of outcomes) console.log(`| ${mutant.name} | ${killedBy ?? '**nobody**'} |`)
  const survivors = outcomes.filter(({ killedBy }) => killedBy === null)
  console.log(
    survivors.length === 0
      ? '\nEvery mutant was noticed.'
      : `\n${survivors.length} survived:\n${survivors.map(({ mutant }) => `  ${mutant.name}`).join('\n')}`,
  )
  if (survivors.length > 0) process.exitCode = 1
}

const query = (url: string, sql: string) => withClient(url, (client) => client.query(sql))

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

await main()
