import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { readSheet } from '../server/core/sheet.ts'
import { writeXlsx } from '../server/core/xlsx-write.ts'
import { callerOf, startServer } from '../tests/server-process.ts'
import type { ServerProcess } from '../tests/server-process.ts'

const password = 'a long pass phrase'
const heap = process.argv.find((one) => one.startsWith('--heap='))?.slice(7)
const people = Number(process.argv.find((one) => one.startsWith('--people='))?.slice(9) ?? 50_000)
const format = process.argv.includes('--xlsx') ? 'xlsx' : 'csv'

/**
 * `node bench/import-people.ts`: a CSV file (with `--xlsx` a workbook) of 50,000 people with managers, departments, positions and a
 * custom field is imported into an empty company, again unchanged, and again with another title for everybody, then everybody and their
 * employments are exported, and these imported again. The server is a process of its own, as `npm start` runs it, and its worker does the
 * work. Prints for each how long it took, how much of that the server was at work, the most memory it had, as Linux counts it, and how much
 * of that is program files, which every process of Node shares.
 * `--heap=120` lets V8 have so many megabytes; docs/operations.md § Memory says what else to set.
 */
async function main() {
  const home = mkdtempSync(join(tmpdir(), 'muster-import-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({ dir, log: () => undefined })
  const server = await startServer(join(home, 'server'), {
    DATABASE_URL: postgres.url,
    ACCESS_TOKEN_TTL: '14400',
    LOG_LEVEL: 'error',
    ...(heap && { NODE_OPTIONS: `--max-old-space-size=${heap} --max-semi-space-size=2` }),
  })
  try {
    await measure(server, postgres.url)
  } finally {
    server.process.kill('SIGTERM')
    await server.ended
    await postgres.stop()
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

type Import = { id: string; state: string; created: number; updated: number; unchanged: number; faults: unknown[] }

async function measure({ url, process: { pid } }: ServerProcess, databaseUrl: string) {
  const founder = { companyName: 'Bench', subdomain: 'bench', firstName: 'Ada', lastName: 'Admin', email: 'ada@bench.test', password }
  await callerOf(url, '')('POST', 'auth/signup', founder)
  const { email } = founder
  const signedIn = await callerOf(url, '')<{ tokens: { accessToken: string } }>('POST', 'auth/login', {
    email,
    password,
    tokenDelivery: 'body',
  })
  await fill(databaseUrl)
  const authorization = `Bearer ${signedIn.data.tokens.accessToken}`
  const call = callerOf(url, signedIn.data.tokens.accessToken)
  const send = async (kind: string, body: Buffer) => {
    const headers = { authorization, 'content-type': 'application/octet-stream' }
    const answer = await fetch(`${url}/imports/${kind}`, { method: 'POST', headers, body: new Uint8Array(body) })
    const begun = (await answer.json()) as { data: { import: Import } }
    let told = begun.data.import
    while (['waiting', 'running'].includes(told.state)) {
      await pause(200)
      told = (await call<{ import: Import }>('GET', `imports/${told.id}`)).data.import
    }
    const { state, created, updated, unchanged, faults } = told
    return `${body.length} bytes: ${JSON.stringify({ state, created, updated, unchanged, faults: faults.slice(0, 2) })}`
  }
  const exported = async (kind: string, as: string) =>
    Buffer.from(await (await fetch(`${url}/imports/${kind}/${as}`, { headers: { authorization } })).arrayBuffer())
  const told = async (kind: string, as: string) => `${(await exported(kind, as)).length} bytes`
  console.log(
    `load ${loadavg()[0]!.toFixed(1)}, ${people} people, ${statusOf(pid!).nowMb.toFixed(0)} MB before, heap ${heap ?? 'as V8 likes'}`,
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
    if (what === 'another title for everybody') file = fileOf('Senior engineer')
    if (what === 'the employments again') file = await exported('employments', format)
    if (what === 'another note in every employment') file = await noted(file)
    const before = statusOf(pid!)
    // The most memory is counted from here.
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    const began = performance.now()
    const answer = await work()
    const after = statusOf(pid!)
    const seconds = (performance.now() - began) / 1000
    console.log(
      `| ${what} | ${seconds.toFixed(1)} | ${(after.busy - before.busy).toFixed(1)} | ${after.mostMb.toFixed(0)} | ${after.fileMb.toFixed(0)} | ${answer} |`,
    )
  }
  console.log(`load ${loadavg()[0]!.toFixed(1)}`)
}

/** What Linux says of a process: its memory and its CPU seconds. */
function statusOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mbOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)![1]) / 1024
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return { nowMb: mbOf('VmRSS'), mostMb: mbOf('VmHWM'), fileMb: mbOf('RssFile'), busy: (Number(fields[11]) + Number(fields[12])) / 100 }
}

/** A hundred departments, fifty positions of a thousand seats each, a custom field, and a plan that takes everybody. */
async function fill(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const found = await client.query<{ id: string }>(`select id from company where subdomain = 'bench'`)
  const companyId = found.rows[0]!.id
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
