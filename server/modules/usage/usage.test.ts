import assert from 'node:assert/strict'
import { test } from 'node:test'
import { companyTables, connect } from '../../../tests/database.ts'
import { onePixel } from '../../../tests/plausible.ts'
import { anotherServer, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { clientOf } from '../../../tests/client.ts'
import { createApiKey } from '../api-keys/api-keys.contract.ts'
import { fileTables } from '../companies/index.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { uploadPhoto } from '../employees/employees.photo.contract.ts'
import { archiveBranch, createBranch, restoreBranch } from '../organization/organization.branch.contract.ts'
import { newId } from '../../core/ids.ts'
import { getUsage, getUsageHistory } from './usage.contract.ts'
import { countGauges } from './usage.system.ts'

const allow = ({ rows }: World, code: string, amount: number) =>
  rows(
    'insert into company_limit (company_id, code, amount) values ($company, $1, $2) on conflict (company_id, code) do update set amount = excluded.amount',
    code,
    amount,
  )
const usageOf = async ({ admin }: World) => (await admin(getUsage)).data.usage
const limitOf = async (w: World, code: string) => (await usageOf(w)).limits.find((limit) => limit.code === code)!
const notices = ({ rows }: World) =>
  rows<{ code: string; percent: number }>('select code, percent from limit_notice where company_id = $company order by code, percent')
const statuses = async (answers: Promise<{ status: number }>[]) => (await Promise.all(answers)).map(({ status }) => status)

async function keyOf({ admin }: World) {
  const body = { name: 'Payroll', permissions: ['employee.read'], ratePerMinute: 600 }
  return (await admin(createApiKey, { body })).data.apiKey.key
}

test('of two branches at once for the last place one is opened, and the other is told limit and use', async (t) => {
  const w = await world(t)
  await w.rows(`update company set plan_code = 'basic' where id = $company`)
  await allow(w, 'locations', 2)
  const open = () => w.admin(createBranch, { body: { code: newId().slice(-8), name: 'Branch' } })
  const answers = await Promise.all([open(), open()])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409],
  )
  const { error } = answers.find(({ status }) => status === 409)!
  assert.deepEqual(
    [error.code, error.details],
    ['LIMIT_REACHED', { limitOf: 'locations', limit: 2, used: 2, plan: 'basic', planThatAllows: null }],
  )
  const { branch } = answers.find(({ status }) => status === 201)!.data
  assert.equal((await w.admin(archiveBranch, { params: { id: branch.id } })).status, 200)
  const other = (await open()).data.branch
  assert.equal((await w.admin(restoreBranch, { params: { id: branch.id } })).error.code, 'LIMIT_REACHED')
  await w.admin(archiveBranch, { params: { id: other.id } })
  assert.equal((await w.admin(restoreBranch, { params: { id: branch.id } })).status, 200)
  assert.deepEqual(await limitOf(w, 'locations'), {
    code: 'locations',
    used: 2,
    limit: 2,
    decidedBy: 'operator',
    planThatAllows: null,
  })
})

test('files are counted to the byte wherever they are kept, and one too many is refused', async (t) => {
  const w = await world(t)
  const boss = await w.as(['employee.update-records', 'employee.read'])
  const upload = () => boss(uploadPhoto, { params: { id: boss.employeeId }, body: onePixel })
  assert.equal((await upload()).status, 200)
  const [{ bytes }] = (await w.rows<{ bytes: number }>(
    'select sum(length(content))::int as bytes from employee_photo where company_id = $company',
  )) as [{ bytes: number }]
  assert.equal((await limitOf(w, 'storageBytes')).used, bytes)
  await allow(w, 'storageBytes', bytes)
  assert.deepEqual([(await upload()).error.code, (await limitOf(w, 'storageBytes')).used], ['LIMIT_REACHED', bytes])

  const db = await connect(t, 'muster_owner')
  const { rows } = await db.query<{ table: string }>(
    `select table_name as table from information_schema.columns where column_name = 'content' and data_type = 'bytea' and table_name = any($1)`,
    [await companyTables(db)],
  )
  assert.deepEqual(rows.map(({ table }) => table).sort(), [...fileTables].sort(), 'every table with files is counted')
})

test('admins are told by mail at 80 and at 100 percent, once each', async (t) => {
  const w = await world(t)
  await allow(w, 'employees', 5)
  const hire = () => w.admin(createEmployee, { body: { firstName: 'New', lastName: 'Person', joinedOn: '2026-01-05' } })
  for (let people = 1; people <= 3; people += 1) assert.equal((await hire()).status, 201)
  assert.deepEqual(await notices(w), [])
  await hire()
  assert.deepEqual(await notices(w), [{ code: 'employees', percent: 80 }])
  await w.rows(`update employee set status = 'left' where company_id = $company and employee_number = '0001'`)
  await hire()
  await hire()
  assert.equal((await hire()).error.code, 'LIMIT_REACHED')
  assert.deepEqual(await notices(w), [
    { code: 'employees', percent: 80 },
    { code: 'employees', percent: 100 },
  ])
  for (let tries = 0; tries < 5; tries += 1) await w.runJobs()
  const mails = (await w.assembly.deps.mailer.list(500)).filter(({ to, subject }) => to === w.admin.email && subject.includes('people'))
  assert.deepEqual(mails.map(({ subject }) => subject.replace(/^Company \w+ /, '')).sort(), [
    'has reached its limit of people',
    'uses 80 % of its people',
  ])
  // Not by its figure: the name of the company, made up, may have an 80 in it.
  assert.match(mails.find(({ subject }) => subject.includes(' uses '))!.text, /4 of 5 \(people\)/)
})

test('several servers together let exactly as many calls of programs pass as the day allows, and count each once', async (t) => {
  const w = await world(t)
  await allow(w, 'apiCallsPerDay', 30)
  const key = await keyOf(w)
  const servers = [w.assembly, await anotherServer(t), await anotherServer(t)]
  const ask = (at: number) =>
    clientOf(servers[at % servers.length]!, null).raw('GET', 'employees', undefined, { 'x-api-key': key }) as Promise<{
      status: number
      error: { code: string; details: unknown }
      headers: Record<string, unknown>
    }>
  const answers = await Promise.all(Array.from({ length: 90 }, (_, at) => ask(at)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 30)
  const refused = answers.filter(({ status }) => status === 429)
  assert.equal(refused.length, 60)
  assert.equal(refused[0]!.error.code, 'LIMIT_REACHED')
  assert.deepEqual(refused.at(-1)!.error.details, {
    limitOf: 'apiCallsPerDay',
    limit: 30,
    used: 30,
    plan: 'professional',
    planThatAllows: null,
  })
  assert(Number(refused[0]!.headers['retry-after']) > 0)
  for (const server of servers) {
    await server.deps.usage.settle(w.companyId)
    await server.deps.usage.settle(w.companyId)
  }
  assert.equal((await limitOf(w, 'apiCallsPerDay')).used, 30)
  assert.deepEqual(await notices(w), [
    { code: 'apiCallsPerDay', percent: 80 },
    { code: 'apiCallsPerDay', percent: 100 },
  ])
  assert.equal((await w.admin(getUsage)).status, 200, 'people are not locked out')
  await allow(w, 'apiCallsPerDay', 31)
  await new Promise((resolve) => setTimeout(resolve, 1050))
  assert.deepEqual(
    (await statuses([ask(0), ask(0)])).sort((a, b) => a - b),
    [200, 429],
    'a raised limit is seen within a second',
  )
})

test('a server that stops has written what it counted and gives back what it was lent', async (t) => {
  const w = await world(t)
  await allow(w, 'apiCallsPerDay', 100)
  const key = await keyOf(w)
  const stopping = await anotherServer({ after: () => undefined })
  const ask = (server: typeof stopping) => clientOf(server, null).raw('GET', 'employees', undefined, { 'x-api-key': key })
  for (let call = 0; call < 3; call += 1) assert.equal((await ask(stopping)).status, 200)
  await stopping.close()
  const written = await w.rows<{ metric: string; amount: number; ceiling: number }>(
    `select metric, amount, ceiling from usage_day where company_id = $company and metric = 'apiCalls'`,
  )
  assert.deepEqual(written, [{ metric: 'apiCalls', amount: 3, ceiling: 3 }])
  assert.equal((await limitOf(w, 'apiCallsPerDay')).used, 3)
})

test('use is shown by day: what was counted as it stood, and requests by feature', async (t) => {
  const w = await world(t)
  await w.rows(`insert into usage_day (company_id, day, metric, writer, amount, written_at) values
    ($company, '2026-05-01', 'employees', gen_random_uuid(), 7, now()), ($company, '2026-05-01', 'requests', gen_random_uuid(), 10, now()),
    ($company, '2026-05-01', 'requests', gen_random_uuid(), 5, now()), ($company, '2026-05-01', 'feature.attendance', gen_random_uuid(), 4, now()),
    ($company, '2026-05-03', 'apiCalls', gen_random_uuid(), 2, now())`)
  const { days } = (await w.admin(getUsageHistory, { query: { from: '2026-05-01', to: '2026-05-31' } })).data
  const nothing = { employees: null, storageBytes: null, locations: null, requests: 0, features: [] }
  assert.deepEqual(days, [
    {
      day: '2026-05-01',
      employees: 7,
      storageBytes: 0,
      locations: 0,
      apiCalls: 0,
      requests: 15,
      features: [{ code: 'attendance', requests: 4 }],
    },
    { day: '2026-05-03', ...nothing, apiCalls: 2 },
  ])
  for (const query of [
    { from: '2026-05-02', to: '2026-05-01' },
    { from: '2025-05-01', to: '2026-05-02' },
  ])
    assert.equal((await w.admin(getUsageHistory, { query })).status, 400)
  await countGauges(w.assembly.deps)
  await countGauges(w.assembly.deps)
  const today = (await w.admin(getUsageHistory)).data.days.at(-1)!
  assert.deepEqual([today.employees, today.locations, today.storageBytes], [0, 1, 0])
  assert.equal((await (await w.as('company.update'))(getUsage)).status, 403)
})
