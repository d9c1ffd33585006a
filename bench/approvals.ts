import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { addDays, weekdayOf } from '../server/core/dates.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../server/core/embedded-postgres.ts'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { scanCompany } from '../server/modules/workflows/workflows.jobs.ts'
import { clientOf, newCompany, summary } from './access.ts'
import type { Ask, Bench } from './access.ts'

const taskCount = Number(process.env['BENCH_TASKS'] ?? 10_000)
const peopleCount = 300
const approverCount = 20
const decisionCount = 300
const atOnce = 4
const dayMs = 86_400_000

type Company = Awaited<ReturnType<typeof newCompany>>
type Person = { userId: string; employeeId: string }
type Waiting = { id: string; seen: string; kind: string }

/**
 * `npm run bench -- approvals`: one company with 10,000 open tasks, half of them before one person. What the inbox, one task, a
 * decision with its effects, and the scan take, through HTTP (`inject`), one question after the other.
 */
export async function benchApprovals() {
  const home = mkdtempSync(join(tmpdir(), 'muster-approvals-'))
  chmodSync(home, 0o711)
  const dir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({ dir, log: () => undefined, settings: { max_connections: '100' } })
  const tokenSecret = newId() + newId()
  let laterMs = 0
  const assembly = await assemble({
    config: readConfig({
      MUSTER_DATA_DIR: home,
      DEMO: 'false',
      NODE_ENV: 'production',
      APP_URL: 'http://localhost',
      SMTP_URL: 'smtp://127.0.0.1:1',
      DATABASE_URL: postgres.url,
      TOKEN_SECRET: tokenSecret,
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
      ACCESS_TOKEN_TTL: '86400',
      MAX_EVENT_LOOP_DELAY_MS: '0',
    }),
    databaseUrl: postgres.url,
    dataDir: home,
    tokenSecret,
    log: makeLog('error'),
    clock: () => new Date(Date.now() + laterMs),
  })
  const bench = { assembly, url: postgres.url, home, tokenSecret }
  const company = await newCompany(bench)
  const scan = async (what: string) => {
    const [started, before] = [performance.now(), await remindersOf(company)]
    await scanCompany(assembly.deps, company.id)
    const seconds = ((performance.now() - started) / 1000).toFixed(2)
    console.log(`scan, ${what}: ${seconds} s, ${(await remindersOf(company)) - before} reminded`)
  }
  try {
    console.log(
      `${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}`,
    )
    const people = await writePeople(company)
    await writeTasks(bench, company, people)
    const [busy, usual] = [await clientOf(assembly, company.id, people[0]!.userId), await clientOf(assembly, company.id, people[1]!.userId)]
    await inbox(busy, usual)
    await decisions(bench, company, people)
    await scan('nothing due')
    const [hundredth] = await company.rows<{ at: string }>(
      `select next_at::text as at from approval_task where company_id = $company and closed_at is null and next_at is not null order by next_at offset 99 limit 1`,
    )
    laterMs = Date.parse(hundredth!.at) - Date.now()
    await scan('100 due')
    laterMs = 3 * dayMs
    await scan('all due')
    console.log(`load ${loadavg()[0]!.toFixed(1)} at the end`)
  } finally {
    await company.close()
    await assembly.close()
    await postgres.stop()
    removeEmbeddedPostgres(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

/** People of whom the first 20 are asked; the first also manages everybody else and decides their leave. */
async function writePeople({ rows }: Company): Promise<Person[]> {
  const people = Array.from({ length: peopleCount }, () => ({ userId: newId(), employeeId: newId() }))
  const asJson = JSON.stringify(people.map((one, nth) => ({ ...one, nth })))
  const each = `from jsonb_to_recordset($1::jsonb) as p("userId" uuid, "employeeId" uuid, nth int)`
  await rows(
    `insert into user_account (company_id, id, email, first_name, last_name) select $company, "userId", nth || '@bench.test', 'First' || nth, 'Last' || nth ${each}`,
    asJson,
  )
  await rows(
    `insert into employee (company_id, id, user_id, employee_number, first_name, last_name, joined_on)
       select $company, "employeeId", "userId", nth::text, 'First' || nth, 'Last' || nth, '2020-01-06' ${each}`,
    asJson,
  )
  await rows(
    `insert into employment (company_id, id, employee_id, first_day, manager_id, title)
       select $company, gen_random_uuid(), "employeeId", '2020-01-06', case when nth > 0 then '${people[0]!.employeeId}'::uuid end, 'Specialist' ${each}`,
    asJson,
  )
  await rows(
    `insert into role_assignment (company_id, user_id, role_id)
       select $company, "userId", r.id ${each} join role r on r.company_id = $company and r.code = case when nth < ${approverCount} then 'manager' else 'employee' end`,
    asJson,
  )
  return people
}

/** Half of the tasks wait for the first, the rest for the nineteen others alike; each is reminded of and due by itself. */
async function writeTasks({ assembly }: Bench, company: Company, people: readonly Person[]) {
  const started = performance.now()
  const admin = await clientOf(assembly, company.id, company.adminId)
  const workflowIds: string[] = []
  for (const { userId } of people.slice(0, approverCount)) {
    const approval = { key: 'ask', kind: 'approval', name: 'Ask', strategy: 'any', approvers: [{ by: 'user', id: userId }] }
    const steps = [{ ...approval, dueMinutes: 4_800, overdue: { do: 'remind' }, remindEveryDays: 2 }]
    const drafted = await admin('POST', '/workflows', { kind: 'custom', name: `Ask ${userId}`, fields: { amount: 'number' }, steps })
    const { id } = drafted.data['workflow'] as { id: string }
    await admin('POST', `/workflows/${id}/activate`)
    workflowIds.push(id)
  }
  await together(taskCount, async (nth) => {
    const workflowId = workflowIds[nth % 2 ? 0 : 1 + ((nth / 2) % (approverCount - 1))]!
    const subjectEmployeeId = people[approverCount + (nth % (peopleCount - approverCount))]!.employeeId
    const body = { title: `Purchase ${nth}`, subjectEmployeeId, fields: { amount: nth } }
    const { status } = await admin('POST', `/workflows/${workflowId}/execute`, body)
    if (status !== 201) throw new Error(`Task ${nth} could not be made: ${status}`)
  })
  await company.rows('analyze')
  console.log(`${taskCount} tasks written in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

async function inbox(busy: Ask, usual: Ask) {
  for (const [who, ask] of [
    ['half of all', busy],
    ['a nineteenth of the rest', usual],
  ] as const) {
    const [lists, tasks] = [[] as number[], [] as number[]]
    let total = 0
    for (let nth = 0; nth < 220; nth += 1) {
      const began = performance.now()
      const { data } = await ask('GET', `/approvals?limit=20&page=${1 + (nth % 10)}`)
      if (nth >= 20) lists.push(performance.now() - began)
      total = (data['pagination'] as { total: number }).total
      const [first] = data['approvals'] as Waiting[]
      const opened = performance.now()
      await ask('GET', `/approvals/${first!.id}`)
      if (nth >= 20) tasks.push(performance.now() - opened)
    }
    console.log(`GET /approvals, ${total} wait (${who}): ${summary(lists)}`)
    console.log(`GET /approvals/:id: ${summary(tasks)}`)
  }
}

/** Leave: an approval takes the days from the balance, computes them anew in attendance and tells who asked. */
async function decisions({ assembly }: Bench, company: Company, people: readonly Person[]) {
  const asking = people.slice(approverCount, approverCount + 50)
  const [type] = await company.rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'unpaid'`)
  const first = nextMonday()
  for (let nth = 0; nth < decisionCount; nth += 1) {
    const ask = await clientOf(assembly, company.id, asking[nth % asking.length]!.userId)
    const day = addDays(first, 7 * Math.floor(nth / asking.length))
    const { status, data } = await ask('POST', '/leave/requests', { typeId: type!.id, firstDay: day, lastDay: day })
    if (status !== 201) throw new Error(`Leave could not be asked for: ${status} ${JSON.stringify(data)}`)
  }
  const manager = await clientOf(assembly, company.id, people[0]!.userId)
  for (const kind of ['leave', 'custom']) {
    const times: number[] = []
    while (times.length < decisionCount) {
      const { data } = await manager('GET', `/approvals?kind=${kind}&limit=100`)
      const waiting = (data['approvals'] as Waiting[]).slice(0, decisionCount - times.length)
      if (waiting.length === 0) break
      for (const { id, seen } of waiting) {
        const began = performance.now()
        const { status } = await manager('POST', `/approvals/${id}/approve`, { seen })
        times.push(performance.now() - began)
        if (status !== 200) throw new Error(`A decision was refused: ${status}`)
      }
    }
    console.log(`POST /approvals/:id/approve, ${kind}, ${times.length} decisions: ${summary(times)}`)
  }
}

function nextMonday() {
  const day = addDays(new Date().toISOString().slice(0, 10), 7)
  return addDays(day, (8 - weekdayOf(day)) % 7)
}

async function remindersOf({ rows }: Company): Promise<number> {
  const [found] = await rows<{ count: number }>(
    `select count(*)::int as count from workflow_history where company_id = $company and kind = 'reminded'`,
  )
  return found!.count
}

async function together(count: number, work: (nth: number) => Promise<void>) {
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let nth = next++; nth < count; nth = next++) await work(nth)
    }),
  )
}
