import { chmodSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { assemble } from '../server/assemble.ts'
import type { Assembly } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { systemRequest } from '../server/core/context.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { basePath } from '../server/core/http.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { asSystem } from '../server/core/system-door.ts'
import { signUp } from '../server/modules/companies/index.ts'
import { fillRandomly } from '../tests/random-access.ts'
import { compareWithCasbin } from './access-decisions.ts'
import { startServer } from './child.ts'

const rowCount = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const pairCount = Number(process.env['BENCH_PAIRS'] ?? 10_000)

/**
 * `npm run bench -- access`: the figures of rules-access.md § Figures. Decisions beside casbin on the same policy, a batch of
 * 1,000 checks, the list of 10,000 visible of a million, that list and check agree for 200 people over 1,000 records, and
 * whether a right taken away is ever still there on another process.
 */
export async function benchAccess() {
  console.log(`${await compareWithCasbin()}\n`)
  const home = mkdtempSync(join(tmpdir(), 'muster-access-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({
    dir,
    log: () => undefined,
    settings: { max_connections: '100', shared_buffers: '1GB', max_wal_size: '4GB' },
  })
  const tokenSecret = newId() + newId()
  const assembly = await assemble({
    config: readConfig({ MUSTER_DATA_DIR: home, DEMO: 'false', RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_PUBLIC_PER_MINUTE: '0' }),
    databaseUrl: postgres.url,
    dataDir: home,
    tokenSecret,
    log: makeLog('error'),
  })
  const bench = { assembly, url: postgres.url, home, tokenSecret }
  try {
    await agreement(bench)
    await staleness(bench)
    await longList(bench)
  } finally {
    await assembly.close()
    await postgres.stop()
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

export type Bench = { assembly: Assembly; url: string; home: string; tokenSecret: string }

export async function newCompany({ assembly, url }: Bench) {
  const label = `bench-${newId().slice(-8)}`
  const names = { companyName: label, subdomain: label, domain: `${label}.test`, firstName: 'Ada', lastName: 'Admin' }
  const { company, user } = await signUp(assembly.deps, { ...names, email: `ada@${label}.test` }, 'no password', systemRequest)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const rows = async <R>(text: string, ...values: unknown[]) =>
    (await client.query(text.replaceAll('$company', `'${company.id}'`), values)).rows as R[]
  return { id: company.id, adminId: user.id, rows, close: () => client.end() }
}

/** 200 people × 1,000 records: the list of each holds exactly those for whom the check allows. */
async function agreement(bench: Bench) {
  const company = await newCompany(bench)
  const { people, users } = await fillRandomly(company.rows, 'employee.read', 4711, { people: 1000, users: 200 })
  await company.rows('analyze')
  const checks = people.map((id) => ({ permission: 'employee.read', resource: `employee:${id}` }))
  let [different, visible] = [0, 0]
  const times: number[] = []
  for (const user of users) {
    const ask = await clientOf(bench.assembly, company.id, user.id)
    const list = new Set<string>()
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const answer = await ask('GET', `/employees?limit=100&page=${page}`)
      if (answer.status === 403) break
      for (const { id } of answer.data['employees'] as { id: string }[]) list.add(id)
      pages = (answer.data['pagination'] as { totalPages: number }).totalPages
    }
    const started = performance.now()
    const { results } = (await ask('POST', '/permissions/check', { checks })).data as { results: { allowed: boolean }[] }
    times.push(performance.now() - started)
    visible += list.size
    different += people.filter((id, nth) => list.has(id) !== results[nth]!.allowed).length
  }
  console.log(`list = check: ${users.length} people × ${people.length} records, ${visible} visible, ${different} differ`)
  console.log(`POST /permissions/check of 1,000: ${summary(times)}\n`)
  await company.close()
}

/** Given, asked, taken, asked, on two processes beside each other: the one changes, the other is asked at once. */
async function staleness(bench: Bench) {
  const company = await newCompany(bench)
  const environment = { BENCH_DATABASE_URL: bench.url, BENCH_SECRET: bench.tokenSecret, NODE_ENV: 'production' }
  const program = join(import.meta.dirname, 'our-server.ts')
  const [here, there] = [
    await startServer(program, environment, openSync(join(bench.home, 'one.log'), 'w')),
    await startServer(program, environment, openSync(join(bench.home, 'other.log'), 'w')),
  ]
  let [allows, denies] = [0, 0]
  const started = performance.now()
  try {
    const { users } = await fillRandomly(company.rows, 'x-nothing.read', 1, { people: 8, users: 8 })
    const admin = await remote(bench.assembly, here.url, company.id, company.adminId)
    await Promise.all(
      users.map(async ({ id }) => {
        const person = await remote(bench.assembly, there.url, company.id, id)
        for (let pair = 0; pair < pairCount / users.length; pair += 1) {
          await admin('POST', '/permissions/bulk-assign', { userIds: [id], grants: [{ permission: 'user.read' }] })
          if ((await person('GET', '/users?limit=1')).status !== 200) denies += 1
          const grants = (await admin('GET', `/access/grants?userId=${id}&permission=user.read`)).data['grants'] as { id: string }[]
          await admin('DELETE', `/access/grants/${grants[0]!.id}`)
          if ((await person('GET', '/users?limit=1')).status !== 403) allows += 1
        }
      }),
    )
  } finally {
    await Promise.all([here.close(), there.close(), company.close()])
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`two processes, ${pairCount} pairs each way: ${allows} stale allows, ${denies} stale denies (${seconds} s)\n`)
}

/** A million people, of whom 10,000 are below one manager, in one department and in one branch. */
async function longList(bench: Bench) {
  const company = await newCompany(bench)
  const seeded = performance.now()
  await company.rows(
    `create table bench_person as select nth, uuidv7() as id, uuidv7() as employment_id from generate_series(1, ${rowCount}) nth`,
  )
  await company.rows(
    `insert into branch (company_id, id, code, name) select $company, uuidv7(), 'b' || nth, 'b' from generate_series(0, 99) nth`,
  )
  await company.rows(
    `insert into department (company_id, id, code, name) select $company, uuidv7(), 'd' || nth, 'd' from generate_series(0, 99) nth`,
  )
  await company.rows(`set session_replication_role = replica`)
  await company.rows(`insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
    select $company, id, lpad(nth::text, 7, '0'), 'first' || nth % 97, 'last' || nth * 7 % 1009, current_date - 900 from bench_person`)
  // Person n reports to one of the first hundred, so each has 10,000 below.
  await company.rows(`insert into employment (company_id, id, employee_id, first_day, manager_id, department_id, branch_id)
    select $company, p.employment_id, p.id, current_date - 900, m.id, d.id, b.id from bench_person p
      left join bench_person m on p.nth > 100 and m.nth = p.nth % 100 + 1
      join department d on d.company_id = $company and d.code = 'd' || p.nth % 100
      join branch b on b.company_id = $company and b.code = 'b' || p.nth % 100`)
  await company.rows('set session_replication_role = default')
  await company.rows('vacuum analyze')
  // What was written is on the disk before anything is measured.
  await company.rows('checkpoint')
  console.log(`${rowCount} people written in ${((performance.now() - seeded) / 1000).toFixed(0)} s`)
  const [{ id: employeeId } = { id: '' }] = await company.rows<{ id: string }>('select id from bench_person where nth = 1')
  for (const reach of ['team', 'department', 'branch', 'company'] as const) {
    const userId = newId()
    await asSystem(bench.assembly.deps.system, async (db) => {
      await db.updateTable('employee').set({ userId: null }).where('companyId', '=', company.id).where('id', '=', employeeId).execute()
      await db
        .insertInto('userAccount')
        .values({ companyId: company.id, id: userId, email: `${userId}@b.test`, firstName: 'V', lastName: reach })
        .execute()
      await db
        .insertInto('accessGrant')
        .values({ companyId: company.id, id: newId(), userId, permission: 'employee.read', reach })
        .execute()
      await db.updateTable('employee').set({ userId }).where('companyId', '=', company.id).where('id', '=', employeeId).execute()
    })
    const ask = await clientOf(bench.assembly, company.id, userId)
    const [times, total] = [[] as number[], [] as unknown[]]
    for (let nth = 0; nth < 105; nth += 1) {
      const started = performance.now()
      const answer = await ask('GET', `/employees?limit=20&sort=employeeNumber&page=${1 + (nth % 20)}`)
      if (nth >= 5) times.push(performance.now() - started)
      total[0] = (answer.data['pagination'] as { total: number }).total
    }
    console.log(`GET /employees over ${reach}, ${String(total[0])} visible of ${rowCount}: ${summary(times)}`)
  }
  await company.close()
}

export function summary(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`
}

type Answer = { status: number; data: Record<string, unknown> }
export type Ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<Answer>

async function tokenOf({ deps }: Assembly, companyId: string, userId: string) {
  const sessionId = newId()
  const now = new Date().toISOString()
  // Proved for as long as the benchmark takes.
  const provedAt = new Date(Date.now() + 86_400_000).toISOString()
  await asSystem(deps.system, (db) =>
    db.insertInto('session').values({ companyId, id: sessionId, userId, createdAt: now, lastUsedAt: now, provedAt }).execute(),
  )
  return (await deps.tokens.sign({ companyId, userId, sessionId })).accessToken
}

export async function clientOf(assembly: Assembly, companyId: string, userId: string): Promise<Ask> {
  const headers = { authorization: `Bearer ${await tokenOf(assembly, companyId, userId)}` }
  return async (method, path, body) => {
    const answer = await assembly.app.fastify.inject({ method, url: basePath + path, headers, ...(body && { payload: body }) })
    return { status: answer.statusCode, data: answer.json<{ data: Record<string, unknown> }>().data }
  }
}

async function remote(assembly: Assembly, url: string, companyId: string, userId: string): Promise<Ask> {
  const authorization = `Bearer ${await tokenOf(assembly, companyId, userId)}`
  return async (method, path, body) => {
    for (;;) {
      const answer = await fetch(url + basePath + path, {
        method,
        headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      const json = (await answer.json()) as { data: Record<string, unknown> }
      // Too busy is no decision.
      if (answer.status !== 503) return { status: answer.status, data: json.data }
    }
  }
}
