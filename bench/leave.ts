import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
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
import { migrate } from '../server/core/migrate.ts'
import { signUp } from '../server/modules/companies/index.ts'
import { tasks } from '../server/modules/leave/leave.jobs.ts'

const typeCount = 12
const secretText = 'a secret for the benchmark, 32 chars'
let frozen = new Date('2026-01-01T02:10:00Z')

/** Two companies: one earns twelve kinds of leave by the month, the other has them at the start of the year and closes it. */
export async function benchLeave() {
  const people = Number(process.env['BENCH_PEOPLE'] ?? 5000)
  const reads = Number(process.env['BENCH_READS'] ?? 300)
  const home = mkdtempSync(join(tmpdir(), 'muster-leave-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({
    dir,
    log: () => undefined,
    unsafeFast: true,
    settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
  })
  const client = new pg.Client({ connectionString: postgres.url })
  try {
    await client.connect()
    await migrate(postgres.url)
    const config = readConfig({
      DATABASE_URL: postgres.url,
      MUSTER_DATA_DIR: home,
      DEMO: 'false',
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
    })
    const assembly = await assemble({
      config,
      databaseUrl: postgres.url,
      dataDir: home,
      tokenSecret: secretText,
      log: makeLog('error'),
      clock: () => frozen,
      migrate: false,
    })
    try {
      await measure(client, assembly, people, reads)
    } finally {
      await assembly.close()
    }
  } finally {
    await client.end()
    await postgres.stop()
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

async function measure(client: pg.Client, assembly: Assembly, people: number, reads: number) {
  const run = (name: string, companyId: string) => tasks.find((task) => task.name === name)!.run(assembly.deps, { companyId })
  const earning = await company(client, assembly, 'earning', people, true)
  await timed('first run: lots of two years, the first month', () => run('leave-grant', earning.companyId))
  frozen = new Date('2026-02-01T02:10:00Z')
  // In a month autovacuum has long looked at what was written; here it has had seconds.
  await client.query('analyze')
  await timed('accrual run: one month for everybody', () => run('leave-grant', earning.companyId))
  await timed('accrual run with nothing due', () => run('leave-grant', earning.companyId))
  const reader = await veteran(client, assembly, earning)
  await readMany('balances of twelve kinds, ten years of ledger', reads, () => reader.get('leave/balances/me'))
  await readMany('balances as of the end of the year', reads, () => reader.get('leave/balances/me?asOf=2026-12-31'))
  const body = { typeId: earning.typeIds[0], firstDay: '2026-11-02', lastDay: '2026-11-03' }
  await readMany('preview of two days, ten years of ledger', reads, () => reader.post('leave/requests/preview', body))

  await twentyAtOnce(client, reader, earning)

  frozen = new Date('2026-06-01T02:10:00Z')
  const closing = await company(client, assembly, 'closing', people, false)
  await timed('front-loaded: two years for everybody', () => run('leave-grant', closing.companyId))
  frozen = new Date('2027-01-02T02:10:00Z')
  await client.query('analyze')
  await client.query(
    `insert into leave_year_end (company_id, id, last_day, state, created_at, progressed_at) values ($1, $2, '2026-12-31', 'running', now(), now())`,
    [closing.companyId, newId()],
  )
  await timed('end of the leave year, with the grants of the year after', () => run('leave-year-end', closing.companyId))
  const { rows } = await client.query(
    `select count(*)::int as closed, sum(carried)::text as carried from leave_year_end_item where company_id = $1`,
    [closing.companyId],
  )
  console.log(`  ${rows[0].closed} leave years closed, ${rows[0].carried} carried on`)
}

type Company = { companyId: string; typeIds: string[]; employeeIds: string[] }

async function company(client: pg.Client, { deps }: Assembly, label: string, people: number, isEarning: boolean): Promise<Company> {
  const { company: signedUp } = await signUp(
    deps,
    { companyName: label, subdomain: label, domain: `${label}.test`, firstName: 'A', lastName: 'B', email: `a@${label}.test` },
    'no password',
    systemRequest,
  )
  const companyId = signedUp.id
  // A trial would be over before the year is.
  await client.query(`update company set status = 'active', trial_ends_at = null where id = $1`, [companyId])
  await client.query(`update leave_type set tracks_balance = false, yearly_amount = null where company_id = $1`, [companyId])
  const typeIds = Array.from({ length: typeCount }, () => newId())
  await client.query(
    `insert into leave_type (company_id, id, code, name, yearly_amount, carry_over, carry_limit)
     select $1, id, 'kind-' || n, 'Kind ' || n, case when $3 then null else 12 + n end, 'limited', 5 from unnest($2::uuid[]) with ordinality as x(id, n)`,
    [companyId, typeIds, isEarning],
  )
  const employeeIds = Array.from({ length: people }, () => newId())
  await client.query(
    `insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
     select $1, id, 'E' || n, 'First' || n, 'Last' || n, date '2016-01-04' + (n % 3000)::int from unnest($2::uuid[]) with ordinality as x(id, n)`,
    [companyId, employeeIds],
  )
  await client.query(
    `insert into employment (company_id, id, employee_id, first_day) select $1, gen_random_uuid(), id, joined_on from employee where company_id = $1`,
    [companyId],
  )
  if (isEarning) {
    const policyId = newId()
    await client.query(`insert into leave_policy (company_id, id, name, created_at) values ($1, $2, 'All', now())`, [companyId, policyId])
    await client.query(
      `insert into leave_entitlement (company_id, policy_id, type_id, yearly_amount, crediting, period, credit_on)
       select $1, $2, id, 12 + n, 'earned', 'month', 'first' from unnest($3::uuid[]) with ordinality as x(id, n)`,
      [companyId, policyId, typeIds],
    )
    await client.query(
      `insert into leave_assignment (company_id, id, policy_id, type_id, employee_id, first_day, created_at)
       select $1, gen_random_uuid(), $2, t.type_id, e.id, e.joined_on, now() from employee e, leave_entitlement t where e.company_id = $1 and t.company_id = $1`,
      [companyId, policyId],
    )
  }
  await client.query('analyze')
  return { companyId, typeIds, employeeIds }
}

/** Somebody with ten years of ledger in every kind: twelve credits, eight days taken and a write-off a year. */
async function veteran(client: pg.Client, { app, deps }: Assembly, { companyId, employeeIds }: Company) {
  const [employeeId] = employeeIds
  const [userId, sessionId] = [newId(), newId()]
  await client.query(
    "insert into user_account (company_id, id, email, first_name, last_name) values ($1, $2, 'v@earning.test', 'V', 'W')",
    [companyId, userId],
  )
  await client.query("update employee set user_id = $2, joined_on = '2015-01-01' where company_id = $1 and id = $3", [
    companyId,
    userId,
    employeeId,
  ])
  await client.query("update employment set first_day = '2015-01-01' where company_id = $1 and employee_id = $2", [companyId, employeeId])
  await client.query("insert into access_grant (company_id, id, user_id, permission, reach) values ($1, $2, $3, 'leave.request', 'own')", [
    companyId,
    newId(),
    userId,
  ])
  await client.query('insert into session (company_id, id, user_id, created_at, last_used_at) values ($1, $2, $3, $4, $4)', [
    companyId,
    sessionId,
    userId,
    frozen,
  ])
  await client.query(
    `with lots as (insert into leave_lot (company_id, id, employee_id, type_id, valid_from, valid_to, origin)
       select $1, gen_random_uuid(), $2, y.id, make_date(n, 1, 1), make_date(n, 12, 31), 'grant' from leave_type y, generate_series(2016, 2025) as n
       where y.company_id = $1 and y.tracks_balance returning *)
     insert into leave_ledger (company_id, id, employee_id, type_id, lot_id, kind, day, quantity, created_at)
       select $1, gen_random_uuid(), $2, l.type_id, l.id, k.kind, l.valid_from + k.after, k.quantity, l.valid_from
       from lots l, (select 'accrual' as kind, m * 30 as after, 1 as quantity from generate_series(0, 11) as m
         union all select 'taken', 100 + d, -1 from generate_series(0, 7) as d union all select 'expiry', 366, -4) as k`,
    [companyId, employeeId],
  )
  await client.query('analyze')
  const { rows } = await client.query('select count(*)::int as count from leave_ledger where company_id = $1 and employee_id = $2', [
    companyId,
    employeeId,
  ])
  console.log(`  ${rows[0].count} ledger entries of one person`)
  const { accessToken } = await deps.tokens.sign({ companyId, userId, sessionId })
  const ask = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const answer = await app.fastify.inject({
      method,
      url: `${basePath}/${path}`,
      headers: { authorization: `Bearer ${accessToken}` },
      ...(payload && { payload }),
    })
    return answer
  }
  const must = async (...sent: Parameters<typeof ask>) => {
    const answer = await ask(...sent)
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer
  }
  return {
    get: async (path: string) => void (await must('GET', path)),
    post: async (path: string, payload: object) => void (await must('POST', path, payload)),
    tryPost: async (path: string, payload: object) => (await ask('POST', path, payload)).statusCode,
    read: async (path: string) => (await must('GET', path)).json<{ data: { balances: { typeId: string; available: string }[] } }>().data,
  }
}

/** Twenty requests at once for what is left of a kind: as many are accepted as there are days, and no day more. */
async function twentyAtOnce(client: pg.Client, reader: Awaited<ReturnType<typeof veteran>>, { companyId, typeIds, employeeIds }: Company) {
  const of = [companyId, employeeIds[0], typeIds[1]]
  const left = async () => Number((await reader.read('leave/balances/me')).balances.find((one) => one.typeId === typeIds[1])!.available)
  const before = await left()
  const startedMs = performance.now()
  const mondays = Array.from({ length: 20 }, (_, week) => new Date(Date.UTC(2026, 1, 2 + week)).toISOString().slice(0, 10))
  const statuses = await Promise.all(
    mondays.map((day) => reader.tryPost('leave/requests', { typeId: typeIds[1], firstDay: day, lastDay: day })),
  )
  const tookMs = performance.now() - startedMs
  const { rows } = await client.query(
    'select coalesce(min(quantity), 0)::text as least, count(*)::int as count from (select sum(quantity) as quantity from leave_ledger where company_id = $1 and employee_id = $2 and type_id = $3 and lot_id is not null group by lot_id) as lots',
    of,
  )
  const accepted = statuses.filter((status) => status === 201).length
  if (accepted !== Math.floor(before)) throw new Error(`${accepted} of 20 requests were accepted with ${before} left`)
  console.log(
    `| 20 requests at once with ${before} left | ${accepted} accepted, ${await left()} left, least lot ${rows[0].least}, ${tookMs.toFixed(0)} ms |`,
  )
}

async function timed(what: string, work: () => Promise<void>) {
  const startedMs = performance.now()
  await work()
  console.log(`| ${what} | ${((performance.now() - startedMs) / 1000).toFixed(1)} s |`)
}

async function readMany(what: string, count: number, read: () => Promise<void>) {
  for (let index = 0; index < 50; index += 1) await read()
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    const startedMs = performance.now()
    await read()
    times.push(performance.now() - startedMs)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1)
  console.log(`| ${what} | p50 ${at(0.5)} ms, p95 ${at(0.95)} ms |`)
}
