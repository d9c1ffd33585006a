import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import { assemble } from '../server/assemble.ts'
import type { Assembly } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { systemRequest } from '../server/core/context.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { basePath } from '../server/core/http.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { readSheet } from '../server/core/sheet.ts'
import { writeXlsx } from '../server/core/xlsx-write.ts'
import { asSystem } from '../server/core/system-door.ts'
import { signUp } from '../server/modules/companies/index.ts'
import { runImport } from '../server/modules/imports/imports.run.service.ts'

const people = Number(process.argv.find((one) => one.startsWith('--people='))?.slice(9) ?? 50_000)
const format = process.argv.includes('--xlsx') ? 'xlsx' : 'csv'

/**
 * `node --expose-gc bench/import-people.ts`: a CSV file (with `--xlsx` a workbook) of 50,000 people with managers, departments, positions
 * and a custom field is imported into an empty company, again unchanged, and again with another title for everybody, then everybody and
 * their employments are exported, and these imported again. Prints for each how long it took, how much of that the process worked, and
 * the most memory it had and how much of that was heap, which is the server with the import in it and without PostgreSQL.
 */
async function main() {
  const home = mkdtempSync(join(tmpdir(), 'muster-import-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({ dir, log: () => undefined })
  const assembly = await assemble({
    config: readConfig({
      MUSTER_DATA_DIR: home,
      DEMO: 'false',
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
      // How busy the machine is says nothing about the server.
      MAX_EVENT_LOOP_DELAY_MS: '0',
    }),
    databaseUrl: postgres.url,
    dataDir: home,
    tokenSecret: newId() + newId(),
    log: makeLog('error'),
  })
  try {
    await measure(assembly, postgres.url)
  } finally {
    await assembly.close()
    await postgres.stop()
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

async function measure({ app, deps }: Assembly, databaseUrl: string) {
  const names = { companyName: 'Bench', subdomain: 'bench', domain: 'bench.test', firstName: 'Ada', lastName: 'Admin' }
  const { company, user } = await signUp(deps, { ...names, email: 'ada@bench.test' }, 'no password', systemRequest)
  await fill(databaseUrl, company.id)
  const sessionId = newId()
  await asSystem(deps.system, (db) =>
    db
      .insertInto('session')
      .values({
        companyId: company.id,
        id: sessionId,
        userId: user.id,
        createdAt: new Date().toISOString(),
        lastUsedAt: new Date().toISOString(),
      })
      .execute(),
  )
  const { accessToken } = await deps.tokens.sign({ companyId: company.id, userId: user.id, sessionId })
  const authorization = `Bearer ${accessToken}`
  const send = async (kind: string, payload: Buffer) => {
    const headers = { authorization, 'content-type': 'application/octet-stream' }
    const response = await app.fastify.inject({ method: 'POST', url: `${basePath}/imports/${kind}`, headers, payload })
    const importId = (JSON.parse(response.body) as { data: { import: { id: string } } }).data.import.id
    await runImport(deps, { companyId: company.id, importId })
    const told = await app.fastify.inject({ url: `${basePath}/imports/${importId}`, headers: { authorization } })
    const { state, created, updated, unchanged, faults } = (JSON.parse(told.body) as { data: { import: Record<string, unknown> } }).data
      .import
    return `${payload.length} bytes: ${JSON.stringify({ state, created, updated, unchanged, faults: (faults as unknown[]).slice(0, 2) })}`
  }
  const exported = async (kind: string, as: string) => {
    const { rawPayload } = await app.fastify.inject({ url: `${basePath}/imports/${kind}/${as}`, headers: { authorization } })
    return rawPayload
  }
  const told = async (kind: string, as: string) => `${(await exported(kind, as)).length} bytes`
  console.log(
    `load average ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}, ${people} people, ${(process.memoryUsage.rss() / 1024 / 1024).toFixed(0)} MB before`,
  )
  let file = fileOf('Engineer')
  for (const [what, work] of [
    ['import into an empty company', () => send('employees', file)],
    ['the same file again', () => send('employees', file)],
    ['another title for everybody', () => send('employees', file)],
    ['export people as CSV', () => told('employees', 'csv')],
    ['export people as a workbook', () => told('employees', 'xlsx')],
    ['export employments', () => told('employments', format)],
    ['the employments again', () => send('employments', file)],
    ['another note in every employment', () => send('employments', file)],
  ] as const) {
    // The file is made outside of what is measured.
    if (what === 'another title for everybody') file = fileOf('Senior engineer')
    if (what === 'the employments again') file = await exported('employments', format)
    if (what === 'another note in every employment') file = await noted(file)
    globalThis.gc?.()
    const { seconds, busy, peakMb, heapMb, told: answer } = await watched(work)
    console.log(`| ${what} | ${seconds.toFixed(1)} | ${busy.toFixed(1)} | ${peakMb.toFixed(0)} | ${heapMb.toFixed(0)} | ${answer} |`)
  }
  console.log(
    `load average ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}, most of all ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  )
}

/** How long a piece of work took, how much of that this process was busy, and the most memory it had meanwhile. */
async function watched(work: () => Promise<string>) {
  let peak = 0
  let heap = 0
  const look = () => {
    const rss = process.memoryUsage.rss()
    if (rss <= peak) return
    peak = rss
    heap = process.memoryUsage().heapTotal
  }
  const watching = setInterval(look, 50)
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const told = await work()
  const seconds = (performance.now() - start) / 1000
  clearInterval(watching)
  look()
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, busy: (user + system) / 1_000_000, peakMb: peak / 1024 / 1024, heapMb: heap / 1024 / 1024, told }
}

/** A hundred departments, fifty positions of a thousand seats each, a custom field, and a plan that takes everybody. */
async function fill(databaseUrl: string, companyId: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('update plan set employee_limit = 1000000')
  await client.query(
    `insert into department (company_id, id, code, name) select $1, gen_random_uuid(), 'D' || n, 'Department ' || n from generate_series(1, 100) n`,
    [companyId],
  )
  await client.query(
    `insert into position (company_id, id, code, title, headcount) select $1, gen_random_uuid(), 'P' || n, 'Position ' || n, 1000 from generate_series(1, 50) n`,
    [companyId],
  )
  await client.query(
    `insert into custom_field (company_id, id, object_kind, key, label, kind) values ($1, gen_random_uuid(), 'employee', 'badge', 'Badge', 'text')`,
    [companyId],
  )
  await client.end()
}

const firsts = 'Maria Jose Anna Muhammad Lukasz Wei Fatima Jurgen Siti Budi Olga Soren Aisha John Priya Chloe Ahmed Sara Ivan Ketut'.split(
  ' ',
)
const lasts = 'Garcia Andersson Nguyen Smith Muller Kowalski Hernandez Ivanova Haddad Chen Wijaya Okafor Johansson Silva Kumar Rossi'.split(
  ' ',
)

/** A process of its own makes the file, which would otherwise count as memory of the server. */
function fileOf(title: string): Buffer {
  return execFileSync(process.execPath, [import.meta.filename, ...process.argv.slice(2), `--make=${title}`], { maxBuffer: 1e9 })
}

async function makeFile(title: string): Promise<Buffer> {
  const lines = [
    'Number,First name,Last name,Email,Joined on,Title,Department,Position,Manager,Weekly hours,Private phone,Birth date,Bank,Badge',
  ]
  for (let n = 1; n <= people; n += 1) {
    const [first, last] = [firsts[n % firsts.length]!, `${lasts[n % lasts.length]!}${n % 977}`]
    const manager = n === 1 ? '' : `E-${Math.ceil((n - 1) / 8)}`
    const place = `D${(n % 100) + 1},P${(n % 50) + 1}`
    lines.push(
      `E-${n},${first},${last},p${n}@bench.test,2020-01-06,${title} ${n % 40},${place},${manager},40,+62 811 ${n},1990-01-01,BCA,B${n}`,
    )
  }
  return asFile(lines.map((line) => line.split(',')))
}

async function noted(file: Buffer): Promise<Buffer> {
  const [heading, ...rows] = await Array.fromAsync(readSheet(file))
  const place = heading!.indexOf('Note')
  return asFile([
    heading!,
    ...rows.map((row) => Array.from({ length: place + 1 }, (_, index) => (index === place ? 'Checked' : (row[index] ?? '')))),
  ])
}

const asFile = (rows: readonly (readonly string[])[]) =>
  format === 'xlsx' ? buffer(writeXlsx(rows)) : Buffer.from(rows.map((row) => row.join(',')).join('\n'))

const made = process.argv.find((one) => one.startsWith('--make='))?.slice(7)
if (made === undefined) await main()
else process.stdout.write(await makeFile(made))
