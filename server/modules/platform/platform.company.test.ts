import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { clientOf } from '../../../tests/client.ts'
import { signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import { myStatus } from '../attendance/attendance.contract.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { me } from '../auth/auth.contract.ts'
import { listFeatures, updateFeatures, updateSettings } from '../companies/companies.contract.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { getUsage } from '../usage/usage.contract.ts'
import {
  activateCompany,
  cancelCompany,
  createCompany,
  decideFeatures,
  decideLimits,
  eraseCompany,
  getCompanyById,
  getHealthOf,
  getUsageOf,
  listCompanies,
  suspendCompany,
  updateCompanyById,
} from './platform.company.contract.ts'
import { listOperatorEvents } from './platform.contract.ts'
import { exportCompanies, getOverview, listActivity, listErrors } from './platform.overview.contract.ts'

const reason = 'The invoice of May is open'

/** An operator who is signed in with a second factor; `provedAt` is when they last showed it. */
async function operator(w: World, provedAt = new Date().toISOString()) {
  const [id, token] = [newId(), `mso_${newSecret()}`]
  await w.rows(
    `insert into operator (id, email, name, password_hash, totp_confirmed_at) values ($1::uuid, $1::uuid || '@muster.test', 'Olga Operator', 'x', now())`,
    id,
  )
  await w.rows(
    `insert into operator_session (id, operator_id, token_hash, created_at, last_used_at, proved_at, expires_at)
     values ($1, $2, $3, now(), now(), $4, now() + interval '8 hours')`,
    newId(),
    id,
    hashSecret(token),
    provedAt,
  )
  return clientOf(w.assembly, { token, userId: '', employeeId: null, companyId: w.companyId, email: '' })
}
const eventsOf = async (olga: Awaited<ReturnType<typeof operator>>, w: World) =>
  (await olga(listOperatorEvents, { query: { limit: 100 } })).data.events.filter(({ companyId }) => companyId === w.companyId)

test('an operator opens a company whose first admin chooses a password by mail and finds it as after signing up', async (t) => {
  const w = await world(t)
  const olga = await operator(w)
  const [subdomain, email] = [`s-${newId().slice(-12)}`, `${newId()}@fresh.test`]
  const body = { name: 'New Corp', subdomain, firstName: 'Nia', lastName: 'New', email, plan: 'enterprise' as const, trialDays: 30 }
  const { company } = (await olga(createCompany, { body })).data
  assert.deepEqual([company.name, company.status, company.plan, company.adminEmail], ['New Corp', 'trial', 'enterprise', email])
  assert.equal(Math.round((Date.parse(company.trialEndsAt!) - Date.parse(company.createdAt)) / 86_400_000), 30)
  assert.equal((await olga(createCompany, { body })).error.code, 'COMPANY_SUBDOMAIN_TAKEN')
  assert.equal((await olga(createCompany, { body: { ...body, subdomain: 'admin' } })).error.code, 'SUBDOMAIN_RESERVED')
  assert.match((await w.mailTo(email)).text, /https?:\/\//)
  const { health } = (await olga(getHealthOf, { params: { id: company.id } })).data
  assert.deepEqual([health.admins, health.problems.filter((problem) => problem !== 'unsealed')], [1, []])
  const { events } = (await olga(listOperatorEvents, { query: { limit: 100 } })).data
  assert(events.some(({ kind, companyId }) => kind === 'company-created' && companyId === company.id))
})

test('a suspension reaches every session within a second, asks for a fresh proof, and is told in both logs', async (t) => {
  const w = await world(t)
  const olga = await operator(w)
  const stale = await operator(w, new Date(Date.now() - 11 * 60_000).toISOString())
  const params = { id: w.companyId }
  for (const act of [suspendCompany, cancelCompany])
    assert.equal((await stale(act, { params, body: { reason } })).error.code, 'STEP_UP_NEEDED')
  for (const short of ['', '    ', 'x   y'])
    assert.equal((await olga(suspendCompany, { params, body: { reason: short } })).status, 400, `"${short}"`)
  const mei = await w.as([])
  assert.equal((await mei(me)).status, 200)
  assert.equal((await olga(suspendCompany, { params, body: { reason } })).data.company.status, 'suspended')
  const since = performance.now()
  assert.equal((await mei(me)).error.code, 'COMPANY_SUSPENDED')
  assert(performance.now() - since < 1000)
  assert.equal((await w.admin(me)).data.company.status, 'suspended')
  assert.equal((await olga(suspendCompany, { params, body: { reason } })).error.code, 'STATUS_TRANSITION')
  await olga(activateCompany, { params, body: { reason: 'It was paid' } })
  assert.equal((await mei(me)).data.company.status, 'active')
  const told = (await w.admin(listLogs, { query: { kind: 'company.status-changed' } })).data.entries
  assert.deepEqual(
    told.map(({ story }) => story),
    ['Olga Operator (Muster) made the company active', 'Olga Operator (Muster) made the company suspended'],
  )
  assert.deepEqual(
    (await eventsOf(olga, w)).map(({ kind, data }) => `${kind}: ${String(data['reason'])}`),
    ['company-active: It was paid', `company-suspended: ${reason}`],
  )
  await olga(cancelCompany, { params, body: { reason } })
  assert.equal((await w.admin(updateSettings, { body: { currency: 'EUR' } })).error.code, 'COMPANY_READ_ONLY')
})

test('features are decided either way and left again; what others need stays on', async (t) => {
  const w = await world(t)
  const olga = await operator(w)
  const params = { id: w.companyId }
  const mei = await w.as(['attendance.clock', 'attendance.read:own'])
  const refused = await olga(decideFeatures, { params, body: { attendance: false } })
  assert.deepEqual([refused.error.code, (await mei(myStatus)).status], ['FEATURE_NEEDED', 200])
  assert.equal((await olga(decideFeatures, { params, body: { attendance: false, payroll: false, education: true } })).status, 200)
  assert.equal((await mei(myStatus)).error.code, 'FEATURE_OFF')
  assert.equal((await w.admin(updateFeatures, { body: { attendance: true } })).error.code, 'FEATURE_DECIDED_BY_OPERATOR')
  await olga(decideFeatures, { params, body: { attendance: null } })
  assert.equal((await mei(myStatus)).status, 200)
  const { features } = (await w.admin(listFeatures)).data
  assert.deepEqual(
    features.filter(({ code }) => ['attendance', 'payroll', 'education'].includes(code)),
    [
      { code: 'attendance', on: true, decidedBy: 'plan' },
      { code: 'payroll', on: false, decidedBy: 'operator' },
      { code: 'education', on: true, decidedBy: 'operator' },
    ],
  )
})

test('limits and the plan are decided, hold at once, and are seen with the use of the company', async (t) => {
  const w = await world(t)
  const olga = await operator(w)
  const params = { id: w.companyId }
  const limitOf = (usage: { limits: readonly { code: string; limit: number; used: number; decidedBy: string }[] }, code: string) =>
    usage.limits.find((limit) => limit.code === code)!
  const decided = (await olga(decideLimits, { params, body: { employees: 1 } })).data.usage
  assert.deepEqual([limitOf(decided, 'employees').limit, limitOf(decided, 'employees').decidedBy], [1, 'operator'])
  const hire = () => w.admin(createEmployee, { body: { firstName: 'New', lastName: 'Person', joinedOn: '2026-01-05' } })
  assert.deepEqual([(await hire()).status, (await hire()).error.code], [201, 'LIMIT_REACHED'])
  await olga(decideLimits, { params, body: { employees: null } })
  assert.equal((await hire()).status, 201)
  const { company } = (await olga(getCompanyById, { params })).data
  const moved = await olga(updateCompanyById, { params, body: { plan: 'basic', name: 'Renamed', version: company.version } })
  assert.deepEqual([moved.data.company.plan, moved.data.company.name], ['basic', 'Renamed'])
  assert.equal((await olga(updateCompanyById, { params, body: { name: 'Stale', version: company.version } })).error.code, 'STALE_VERSION')
  assert.equal((await w.admin(me)).data.company.name, 'Renamed')
  const { usage } = (await olga(getUsageOf, { params })).data
  assert.deepEqual([limitOf(usage, 'employees').used, limitOf(usage, 'employees').limit], [2, 25])
  assert.deepEqual((await w.admin(getUsage)).data.usage.limits, usage.limits)
  const [line] = (await olga(listCompanies, { query: { q: 'Renamed', plan: 'basic', status: 'trial' } })).data.companies.filter(
    ({ id }) => id === w.companyId,
  )
  assert.deepEqual([line!.employees, line!.locations, line!.storageBytes.used], [{ used: 2, limit: 25 }, { used: 1, limit: 1 }, 0])
  const { health } = (await olga(getHealthOf, { params })).data
  assert.deepEqual([health.limitsReached, health.problems.includes('limit-reached')], [['locations'], true])
})

test('the overview counts companies, and failures on our side are listed by place without what was sent', async (t) => {
  const w = await world(t)
  const olga = await operator(w)
  const before = (await olga(getOverview)).data.overview
  await world(t)
  const { deps } = w.assembly
  deps.errors.note({ code: 'INTERNAL_ERROR', place: 'GET /api/v1/employees', requestId: 'request-4711', companyId: w.companyId })
  const after = (await olga(getOverview)).data.overview
  assert.deepEqual([after.companies - before.companies, after.errorsToday - before.errorsToday], [1, 1])
  assert.equal(
    after.byStatus.reduce((sum, { count }) => sum + count, 0),
    after.companies,
  )
  assert(after.databaseBytes > 1_000_000)
  const { errors } = (await olga(listErrors, { query: { companyId: w.companyId } })).data
  assert.deepEqual(
    errors.map(({ code, place, requestId, companyName }) => [code, place, requestId, companyName?.slice(0, 7)]),
    [['INTERNAL_ERROR', 'GET /api/v1/employees', 'request-4711', 'Company']],
  )
  await w.admin(me)
  await deps.usage.settle(w.companyId)
  const { companies } = (await olga(listActivity, { query: { limit: 100 } })).data
  const mine = companies.find(({ id }) => id === w.companyId)
  assert(companies.length === 100 || (mine && mine.requests >= 1 && mine.activeDays === 1 && mine.lastActiveAt))
  for (const contract of [getCompanyById, getUsageOf, getHealthOf])
    assert.equal((await olga(contract, { params: { id: newId() } })).status, 404)
  const admin = clientOf(w.assembly, { ...w.admin, token: await signInAs(w.assembly, w.companyId, w.admin.userId) })
  assert.equal((await admin(listCompanies)).status, 401)
})

test('an operator erases a cancelled company by its name, with a fresh proof; nobody gets in from that moment', async (t) => {
  const w = await world(t)
  const [olga, late] = [await operator(w), await operator(w, new Date(Date.now() - 3_600_000).toISOString())]
  const params = { id: w.companyId }
  const { company } = (await olga(getCompanyById, { params })).data
  const body = { reason, name: company.name }
  assert.equal((await late(eraseCompany, { params, body })).error.code, 'STEP_UP_NEEDED')
  assert.equal((await olga(eraseCompany, { params, body })).error.code, 'COMPANY_NOT_CANCELLED')
  await olga(cancelCompany, { params, body: { reason } })
  const { erasesAt } = (await olga(getCompanyById, { params })).data
  assert.equal(Math.round((Date.parse(erasesAt!) - Date.now()) / 86_400_000), 1095)
  assert.equal((await olga(eraseCompany, { params, body: { ...body, name: 'Another' } })).error.code, 'NAME_DIFFERS')
  assert.equal((await w.admin(me)).status, 200)
  const answers = await Promise.all([1, 2].map(() => olga(eraseCompany, { params, body })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [202, 409],
  )
  assert.equal((await w.admin(me)).status, 401)
  await w.runJobs()
  assert.equal((await olga(getCompanyById, { params })).status, 404)
  assert.deepEqual(
    (await eventsOf(olga, w)).map(({ kind }) => kind),
    ['company-erased', 'company-erasure-begun', 'company-cancelled'],
  )
})

test('the file of companies holds exactly those of the list in its order, and who made it is recorded', async (t) => {
  const [w] = [await world(t), await world(t)]
  const olga = await operator(w)
  const query = { q: 'company', sort: '-createdAt', plan: 'professional' as const }
  const listed = (await olga(listCompanies, { query: { ...query, limit: 100 } })).data
  const answer = await olga(exportCompanies, { query })
  const lines = parse<Record<string, string>>(answer.bytes, { bom: true, columns: true })
  assert.equal(lines.length, listed.pagination.total)
  assert.deepEqual(
    lines.slice(0, 100).map((line) => [line['Subdomain'], line['People'], line['People allowed']]),
    listed.companies.map(({ subdomain, employees }) => [subdomain, String(employees.used), String(employees.limit)]),
  )
  const [newest] = (await olga(listOperatorEvents, { query: { limit: 1 } })).data.events
  assert.equal(newest!.kind, 'companies-exported')
})
