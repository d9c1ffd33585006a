import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { assemble } from '../server/assemble.ts'
import type { Assembly } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import type { Reach } from '../server/core/contract.ts'
import { systemRequest } from '../server/core/context.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { basePath } from '../server/core/http.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { asSystem } from '../server/core/system-door.ts'
import { signUp } from '../server/modules/companies/index.ts'
import { median } from './report.ts'

const people = 10_000
const rounds = 30

/**
 * `node bench/org-chart.ts`: one company of 10,000 people, ten reports to each manager and 2,000 to one, and 1,111 departments,
 * ten in each. Prints how long each level of the organisation chart takes, by reach; the whole request, without the network.
 */
async function main() {
  const home = mkdtempSync(join(tmpdir(), 'muster-chart-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({ dir, log: () => undefined })
  const tokenSecret = newId() + newId()
  const assembly = await assemble({
    config: readConfig({ MUSTER_DATA_DIR: home, DEMO: 'false', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_PUBLIC_PER_MINUTE: '0' }),
    databaseUrl: postgres.url,
    dataDir: home,
    tokenSecret,
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

async function measure(assembly: Assembly, databaseUrl: string) {
  const names = { companyName: 'Bench', subdomain: 'bench', domain: 'bench.test', firstName: 'Ada', lastName: 'Admin' }
  const { company } = await signUp(assembly.deps, { ...names, email: 'ada@bench.test' }, 'no password', systemRequest)
  await fill(databaseUrl, company.id)
  const [chief, second, busy, fourth] = await idsOf(databaseUrl, 'select employee_id as id from bench_person where nth <= 4 order by nth')
  const viewers = { company: second, branch: fourth, team: chief }
  const [top, middle] = await idsOf(databaseUrl, "select id from department where code in ('D1', 'D2') order by code")
  const levels = [
    ['by manager, the top', 'by=manager'],
    ['by manager, ten reports', `by=manager&parentId=${chief}`],
    ['by manager, 2,000 reports, 100 a page', `by=manager&limit=100&parentId=${busy}`],
    ['by manager, 2,000 reports, the last page', `by=manager&limit=100&page=20&parentId=${busy}`],
    ['by manager, a year ago', `by=manager&parentId=${chief}&asOf=${new Date(Date.now() - 366 * 86_400_000).toISOString().slice(0, 10)}`],
    ['by department, the top', 'by=department'],
    ['by department, ten below', `by=department&parentId=${top}`],
    ['by department, ten below and its people', `by=department&people=true&parentId=${middle}`],
  ] as const
  console.log(
    `| level | ${reaches.map((reach) => `${reach}: median ms | slowest ms`).join(' | ')} |\n|---|${'---|---|'.repeat(reaches.length)}`,
  )
  const clients = await Promise.all(reaches.map((reach) => clientOf(assembly, company.id, viewers[reach]!, reach)))
  for (const [title, query] of levels) {
    const figures: string[] = []
    for (const ask of clients) {
      const times = await timesOf(() => ask(query))
      figures.push(median(times).toFixed(1), Math.max(...times).toFixed(1))
    }
    console.log(`| ${title} | ${figures.join(' | ')} |`)
  }
}

const reaches = ['company', 'branch', 'team'] as const satisfies readonly Reach[]

/** Person n reports to person (n + 8) / 10, but every fifth to the third; department n is below department (n + 8) / 10. */
async function fill(databaseUrl: string, companyId: string) {
  const company = `'${companyId}'::uuid`
  await run(databaseUrl, [
    `create table bench_person as select nth, uuidv7() as employee_id from generate_series(1, ${people}) nth`,
    'create unique index on bench_person (nth)',
    `insert into department (company_id, id, code, name) select ${company}, uuidv7(), 'D' || nth, 'Department ' || nth from generate_series(1, 1111) nth`,
    `update department d set parent_id = p.id from department p
       where d.company_id = ${company} and p.company_id = ${company} and d.code <> 'D1' and p.code = 'D' || (substr(d.code, 2)::int + 8) / 10`,
    `insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
       select ${company}, employee_id, lpad(nth::text, 5, '0'), 'first' || nth % 97, 'last' || nth * 7 % 1009, current_date - 900 from bench_person`,
    `insert into employment (company_id, id, employee_id, first_day, last_day, branch_id, department_id, manager_id, title)
       select ${company}, uuidv7(), p.employee_id, s.first_day, s.last_day, b.id, d.id, m.employee_id, 'Specialist ' || p.nth % 12
       from bench_person p join department d on d.company_id = ${company} and d.code = 'D' || p.nth % 1111 + 1
         join branch b on b.company_id = ${company}
         left join bench_person m on m.nth = case when p.nth = 1 then null when p.nth > 3 and p.nth % 5 = 0 then 3 else (p.nth + 8) / 10 end,
       lateral (values (current_date - 900, current_date - 301), (current_date - 300, null)) s(first_day, last_day)`,
    'vacuum analyze',
  ])
}

/** Asks for a level as a person of the company whose grants have one reach. */
async function clientOf({ app, deps }: Assembly, companyId: string, employeeId: string, reach: Reach) {
  const [userId, sessionId, now] = [newId(), newId(), new Date().toISOString()]
  await asSystem(deps.system, async (db) => {
    await db
      .insertInto('userAccount')
      .values({ companyId, id: userId, email: `${reach}@bench.test`, firstName: 'A', lastName: 'B' })
      .execute()
    await db.updateTable('employee').set({ userId }).where('companyId', '=', companyId).where('id', '=', employeeId).execute()
    await db.insertInto('session').values({ companyId, id: sessionId, userId, createdAt: now, lastUsedAt: now }).execute()
    const grants = [
      ['employee.read', reach],
      ['organization.read', 'company'],
    ] as const
    await db
      .insertInto('accessGrant')
      .values(grants.map(([permission, width]) => ({ companyId, id: newId(), userId, permission, reach: width })))
      .execute()
  })
  const { accessToken } = await deps.tokens.sign({ companyId, userId, sessionId })
  return async (query: string) => {
    const answer = await app.fastify.inject({ url: `${basePath}/org-chart?${query}`, headers: { authorization: `Bearer ${accessToken}` } })
    if (answer.statusCode !== 200) throw new Error(`${query}: ${answer.statusCode} ${answer.body}`)
  }
}

async function timesOf(work: () => Promise<void>) {
  for (let warm = 0; warm < 5; warm += 1) await work()
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return times
}

const idsOf = async (databaseUrl: string, sql: string) => ((await run(databaseUrl, [sql])) as { id: string }[]).map(({ id }) => id)

/** Statements as superuser; the rows of the last. */
async function run(databaseUrl: string, statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    let rows: unknown[] = []
    for (const statement of statements) ({ rows } = await client.query(statement))
    return rows
  } finally {
    await client.end()
  }
}

await main()
