import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { asSystem } from '../server/core/system-door.ts'
import { runRecompute, startRecompute } from '../server/modules/attendance/recompute.service.ts'
import { clientOf, newCompany, summary } from './access.ts'
import type { Bench } from './access.ts'

const peopleCount = Number(process.env['BENCH_PEOPLE'] ?? 5000)
const clockInCount = 1000
const atOnce = 32
/** A Friday morning in Greenwich, before work. */
const now = '2026-03-13T06:30:00Z'
const firstDay = '2026-02-10'
const lastDay = '2026-03-12'

type Company = Awaited<ReturnType<typeof newCompany>>

/**
 * `npm run bench -- attendance`: the figures of issue 6. A company of 5,000 people in ten departments with four entries on each
 * working day of a month is computed anew; 1,000 people clock in, some at once; the head of a department asks who is there; one
 * person with five years of entries looks at a month.
 */
export async function benchAttendance() {
  const home = mkdtempSync(join(tmpdir(), 'muster-attendance-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({
    dir,
    log: () => undefined,
    settings: { max_connections: '100', shared_buffers: '512MB', max_wal_size: '4GB' },
  })
  const tokenSecret = newId() + newId()
  const assembly = await assemble({
    config: readConfig({
      MUSTER_DATA_DIR: home,
      DEMO: 'false',
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
      MAX_EVENT_LOOP_DELAY_MS: '0',
    }),
    databaseUrl: postgres.url,
    dataDir: home,
    tokenSecret,
    log: makeLog('error'),
    clock: () => new Date(now),
  })
  const bench = { assembly, url: postgres.url, home, tokenSecret }
  const company = await newCompany(bench)
  try {
    console.log(
      `${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}`,
    )
    await writePeople(company)
    await recompute(bench, company)
    await clockIns(bench, company)
    await today(bench, company)
    await month(bench, company)
    await exceptions(bench, company)
    console.log(`load ${loadavg()[0]!.toFixed(1)} at the end`)
  } finally {
    await company.close()
    await assembly.close()
    await postgres.stop()
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

/** Everybody has an account; each working day has a start at eight, half an hour of break and an end at half past four. */
async function writePeople({ rows }: Company) {
  const began = performance.now()
  await rows(`create table bench_person as select nth, uuidv7() as id, uuidv7() as user_id from generate_series(1, ${peopleCount}) nth`)
  await rows(
    `insert into department (company_id, id, code, name) select $company, uuidv7(), 'd' || nth, 'd' || nth from generate_series(0, 9) nth`,
  )
  await rows(
    `insert into user_account (company_id, id, email, first_name, last_name) select $company, user_id, nth || '@bench.test', 'First' || nth, 'Last' || nth from bench_person`,
  )
  await rows(`insert into employee (company_id, id, user_id, employee_number, first_name, last_name, joined_on)
    select $company, id, user_id, nth::text, 'First' || nth, 'Last' || nth, '2020-01-06' from bench_person`)
  await rows(`insert into employment (company_id, id, employee_id, first_day, department_id)
    select $company, uuidv7(), p.id, '2020-01-06', d.id from bench_person p join department d on d.company_id = $company and d.code = 'd' || p.nth % 10`)
  await rows(
    `insert into access_grant (company_id, id, user_id, permission, reach) select $company, uuidv7(), user_id, permission, 'own' from bench_person, unnest(array['attendance.clock', 'attendance.read']) as permission`,
  )
  await writeEntries({ rows }, firstDay, lastDay, '')
  await rows(`insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes,
      early_exit_minutes, overtime_minutes, undertime_minutes)
    select $company, p.id, day, 'undecided', 0, 0, 0, 0, 0, 0, 0 from bench_person p, generate_series('${firstDay}'::date, '${lastDay}', '1 day') day`)
  await rows('vacuum analyze')
  console.log(`${peopleCount} people with a month of entries written in ${seconds(began)}`)
}

function writeEntries({ rows }: Pick<Company, 'rows'>, from: string, to: string, who: string) {
  return rows(`insert into attendance_entry (company_id, id, employee_id, kind, at, time_zone, local_time, work_date, source)
    select $company, uuidv7(), p.id, e.kind, day + e.at, 'UTC', day + e.at, day, 'device'
      from bench_person p, generate_series('${from}'::timestamp, '${to}', '1 day') day,
        (values ('start', time '08:00'), ('break', '12:00'), ('resume', '12:30'), ('end', '16:30')) e(kind, at)
      where extract(isodow from day) < 6 ${who}`)
}

/** As after a change of a shift or a pattern that holds for everybody. */
async function recompute({ assembly: { deps } }: Bench, company: Company) {
  const recomputeId = await deps.door.enterAsSystem(company.id, (ctx) =>
    startRecompute(ctx, { reason: 'pattern', spans: [{ from: firstDay, to: lastDay }] }),
  )
  const began = performance.now()
  await runRecompute(deps, { companyId: company.id, recomputeId: recomputeId! })
  const took = seconds(began)
  const [done] = await company.rows<{ present: number; worked: number }>(
    `select count(*) filter (where status = 'present')::int as present, max(worked_minutes)::int as worked from attendance_day where company_id = $company`,
  )
  console.log(`${peopleCount} people × 31 days computed anew: ${took}, ${done!.present} present, ${done!.worked} minutes each`)
}

/** Our code is compiled by then, as in a server that has been running for more than its first seconds. */
const warmCount = Math.min(2_000, peopleCount - clockInCount)

async function clockIns({ assembly }: Bench, company: Company) {
  const people = await company.rows<{ userId: string }>(
    `select user_id as "userId" from bench_person order by nth limit ${clockInCount + warmCount}`,
  )
  const clients: Awaited<ReturnType<typeof clientOf>>[] = []
  for (const { userId } of people) clients.push(await clientOf(assembly, company.id, userId))
  const times: number[] = []
  const start = async (client: (typeof clients)[number]) => {
    const began = performance.now()
    const { status } = await client('POST', '/attendance/start')
    if (status !== 201 && status !== 200) throw new Error(`Nobody can be lost: ${status}`)
    times.push(performance.now() - began)
  }
  await spread(clients.slice(clockInCount), start)
  times.length = 0
  const began = performance.now()
  await spread(clients.slice(0, clockInCount), start)
  const took = seconds(began)
  const [kept] = await company.rows<{ count: number }>(
    `select count(*)::int as count from attendance_clock where company_id = $company and state = 'working'`,
  )
  const sorted = times.toSorted((a, b) => a - b)
  console.log(
    `POST /attendance/start of ${clockInCount} people, ${atOnce} at once: ${took}, p50 ${sorted[500]!.toFixed(1)} ms, p99 ${sorted[990]!.toFixed(1)} ms, slowest ${sorted.at(-1)!.toFixed(1)} ms, ${kept!.count - warmCount} at work`,
  )
}

async function spread<T>(all: readonly T[], work: (one: T) => Promise<void>) {
  const waiting = [...all]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) await work(one)
    }),
  )
}

/** Of the whole company in one department: its head sees 5,000 people by reach, not because the company is theirs. */
async function today({ assembly }: Bench, company: Company) {
  await company.rows(
    `update employment set department_id = (select id from department where company_id = $company and code = 'd0') where company_id = $company`,
  )
  await company.rows('vacuum analyze')
  // Somebody whom the server does not know yet, and so asks for what they may do.
  const [head] = await company.rows<{ userId: string }>(`select user_id as "userId" from bench_person where nth = ${peopleCount}`)
  await asSystem(assembly.deps.system, async (db) => {
    await db
      .insertInto('accessGrant')
      .values({ companyId: company.id, id: newId(), userId: head!.userId, permission: 'attendance.read', reach: 'department' })
      .execute()
  })
  const ask = await clientOf(assembly, company.id, head!.userId)
  const [times, seen] = [[] as number[], [] as unknown[]]
  for (let nth = 0; nth < 120; nth += 1) {
    const began = performance.now()
    const { status, data } = await ask('GET', `/attendance/today?limit=20&page=${1 + (nth % 10)}`)
    if (status !== 200) throw new Error(`today: ${status}`)
    if (nth >= 20) times.push(performance.now() - began)
    seen[0] = data['counts'] ?? data['pagination']
  }
  console.log(`GET /attendance/today over a department: ${summary(times)}, ${JSON.stringify(seen[0])}`)
}

async function month({ assembly }: Bench, company: Company) {
  await writeEntries(company, '2021-03-01', '2026-02-09', 'and p.nth = 2')
  await company.rows('vacuum analyze attendance_entry')
  const [one] = await company.rows<{ userId: string; id: string }>(`select user_id as "userId", id from bench_person where nth = 2`)
  const ask = await clientOf(assembly, company.id, one!.userId)
  const times: number[] = []
  let worked = 0
  for (let nth = 0; nth < 220; nth += 1) {
    const year = 2022 + (nth % 4)
    const began = performance.now()
    const { status, data } = await ask('GET', `/attendance?employeeId=${one!.id}&from=${year}-05-01&to=${year}-05-31`)
    if (status !== 200) throw new Error(`month: ${status}`)
    if (nth >= 20) times.push(performance.now() - began)
    worked = (data['days'] as { workedMinutes: number }[]).reduce((sum, day) => sum + day.workedMinutes, 0)
  }
  console.log(`GET /attendance of a month, five years of entries: ${summary(times)}, ${worked} minutes in the last`)
}

/** A tenth of a month's days are to be cleared, as absent or with overtime that waits. */
async function exceptions({ assembly }: Bench, company: Company) {
  await company.rows(`update attendance_day set status = case when random() < 0.5 then 'absent' else status end,
      overtime_state = 'to-approve', overtime_minutes = 60 where company_id = $company and random() < 0.1`)
  await company.rows('vacuum analyze attendance_day')
  const ask = await clientOf(assembly, company.id, company.adminId)
  const times: number[] = []
  let seen: unknown
  for (let nth = 0; nth < 60; nth += 1) {
    const began = performance.now()
    const { status, data } = await ask('GET', `/attendance/exceptions?from=${firstDay}&to=${lastDay}&page=${1 + (nth % 10)}`)
    if (status !== 200) throw new Error(`exceptions: ${status}`)
    if (nth >= 10) times.push(performance.now() - began)
    seen = data['counters']
  }
  console.log(`GET /attendance/exceptions of 31 days: ${summary(times)}, ${JSON.stringify(seen)}`)
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`
