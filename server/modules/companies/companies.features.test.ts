import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { myStatus } from '../attendance/attendance.contract.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { me } from '../auth/auth.contract.ts'
import { listTypes } from '../leave/leave.balance.contract.ts'
import { listFeatures, listPlans, updateFeatures } from './companies.contract.ts'

const stateOf = async ({ admin }: World, code: string) => (await admin(listFeatures)).data.features.find((feature) => feature.code === code)
/** What the operator decides, as the platform writes it. */
async function operatorDecides({ rows }: World, feature: string, isOn: boolean) {
  await rows(
    `insert into company_feature (company_id, feature, is_on, decided_by) values ($company, $1, $2, 'operator')
    on conflict (company_id, feature) do update set is_on = excluded.is_on, decided_by = 'operator'`,
    feature,
    isOn,
  )
  await rows('update company_state set access_version = access_version + 1 where company_id = $company')
}

test('a feature that is switched off closes its routes in the next request, keeps the data, and opens them again', async (t) => {
  const w = await world(t)
  const mei = await w.as(['leave.request', 'leave.read:own', 'attendance.read:own', 'attendance.clock'], { balance: { annual: '3' } })
  assert.equal((await mei(listTypes)).status, 200)
  const off = await w.admin(updateFeatures, { body: { payroll: false, leaveManagement: false, attendance: false } })
  assert.deepEqual(
    off.data.features.find(({ code }) => code === 'leaveManagement'),
    { code: 'leaveManagement', on: false, decidedBy: 'company' },
  )
  for (const refused of [await mei(listTypes), await mei.raw('GET', 'leave/balances/me'), await w.admin(listTypes)]) {
    assert.deepEqual([refused.status, refused.error.code, refused.error.details], [403, 'FEATURE_OFF', { feature: 'leaveManagement' }])
  }
  assert.equal((await mei(myStatus)).error.code, 'FEATURE_OFF')
  assert.ok(!(await mei(me)).data.features.includes('leaveManagement'))
  assert.equal((await w.admin(updateFeatures, { body: { leaveManagement: true } })).status, 200)
  assert.equal((await mei(listTypes)).status, 200)
  assert.equal((await mei(myStatus)).status, 403)
  assert.equal((await w.rows('select id from leave_lot where company_id = $company')).length, 1)
})

test('switching off what another feature needs is a 409 that names both, and nothing is switched', async (t) => {
  const w = await world(t)
  const refused = await w.admin(updateFeatures, { body: { projects: false, attendance: false } })
  assert.deepEqual(
    [refused.status, refused.error.code, refused.error.details],
    [409, 'FEATURE_NEEDED', { feature: 'payroll', needs: ['attendance'], all: [{ feature: 'payroll', needs: ['attendance'] }] }],
  )
  assert.match(refused.error.message, /payroll.*attendance/)
  assert.deepEqual(
    [await stateOf(w, 'projects'), await stateOf(w, 'attendance')],
    [
      { code: 'projects', on: true, decidedBy: 'plan' },
      { code: 'attendance', on: true, decidedBy: 'plan' },
    ],
  )
})

test('a feature the plan does not include cannot be switched on', async (t) => {
  const w = await world(t)
  const refused = await w.admin(updateFeatures, { body: { education: true } })
  assert.deepEqual([refused.status, refused.error.code], [409, 'FEATURE_NOT_IN_PLAN'])
  assert.deepEqual(await stateOf(w, 'education'), { code: 'education', on: false, decidedBy: 'plan' })
})

test('the operator’s word stands against plan and company, either way', async (t) => {
  const w = await world(t)
  await w.admin(updateFeatures, { body: { projects: false } })
  await operatorDecides(w, 'projects', true)
  await operatorDecides(w, 'education', true)
  await operatorDecides(w, 'messaging', false)
  for (const [code, on] of [
    ['projects', true],
    ['education', true],
    ['messaging', false],
  ] as const) {
    assert.deepEqual(await stateOf(w, code), { code, on, decidedBy: 'operator' })
    const refused = await w.admin(updateFeatures, { body: { [code]: !on } })
    assert.deepEqual([refused.status, refused.error.code], [409, 'FEATURE_DECIDED_BY_OPERATOR'], code)
    assert.deepEqual(await stateOf(w, code), { code, on, decidedBy: 'operator' })
  }
})

test('what the operator holds on keeps what it needs on', async (t) => {
  const w = await world(t)
  await operatorDecides(w, 'payroll', true)
  const refused = await w.admin(updateFeatures, { body: { payroll: false, attendance: false } })
  assert.equal(refused.status, 409)
  assert.equal((await stateOf(w, 'attendance'))?.on, true)
})

test('two admins who switch at once never leave a feature without what it needs', async (t) => {
  const w = await world(t)
  const other = await w.as('company.update-features')
  await w.admin(updateFeatures, { body: { payroll: false } })
  const answers = await Promise.all([
    w.admin(updateFeatures, { body: { attendance: false } }),
    other(updateFeatures, { body: { payroll: true } }),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  assert.notDeepEqual([(await stateOf(w, 'payroll'))?.on, (await stateOf(w, 'attendance'))?.on], [true, false])
})

test('only who may switch features can, another company is not touched, and the switch is told in the audit log', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await w.as('company.update-settings')
  assert.equal((await mei(updateFeatures, { body: { projects: false } })).status, 403)
  assert.equal((await w.nobody(updateFeatures, { body: { projects: false } })).status, 401)
  assert.equal((await mei(listFeatures)).status, 200)
  await w.admin(updateFeatures, { body: { projects: false, messaging: true } })
  assert.equal((await stateOf(other, 'projects'))?.on, true)
  const [entry] = (await w.admin(listLogs, { query: { kind: 'company.features-changed' } })).data.entries
  assert.equal(entry?.story, 'Ada Admin switched features')
  assert.deepEqual(entry.changes, [{ field: 'projects', before: 'true', after: 'false' }])
})

test('an unknown feature, a word for a switch and no switch at all are refused', async (t) => {
  const { admin } = await world(t)
  for (const body of [{ teleport: true }, { projects: 'off' }, { projects: null }, {}]) {
    assert.equal((await admin.raw('PATCH', 'company/features', body)).status, 400, JSON.stringify(body))
  }
})

test('the plans have exactly the published prices and limits; a year costs ten months', async (t) => {
  const w = await world(t)
  const { plans } = (await (await w.as([]))(listPlans)).data
  const figures = plans.map(({ features: _, name: __, ...plan }) => plan)
  assert.deepEqual(figures, [
    {
      code: 'basic',
      monthlyUsd: '29.00',
      yearlyUsd: '290.00',
      employeeLimit: 25,
      storageGb: 5,
      locationLimit: 1,
      apiCallsPerDay: 1_000,
      retentionDays: 365,
    },
    {
      code: 'professional',
      monthlyUsd: '79.00',
      yearlyUsd: '790.00',
      employeeLimit: 100,
      storageGb: 20,
      locationLimit: 5,
      apiCallsPerDay: 20_000,
      retentionDays: 1_095,
    },
    {
      code: 'enterprise',
      monthlyUsd: '199.00',
      yearlyUsd: '1990.00',
      employeeLimit: 500,
      storageGb: 100,
      locationLimit: 50,
      apiCallsPerDay: 200_000,
      retentionDays: 2_555,
    },
  ])
})

test('each plan includes all of the one below it; the basic one has what is on by default', async (t) => {
  const w = await world(t)
  const [basic, professional, enterprise] = (await w.admin(listPlans)).data.plans.map(({ features }) => new Set(features))
  assert.deepEqual([...basic!].toSorted(), [
    'attendance',
    'documentManagement',
    'leaveManagement',
    'messaging',
    'notifications',
    'payroll',
    'projects',
    'timeTracking',
  ])
  assert.ok(basic!.isSubsetOf(professional!) && professional!.isSubsetOf(enterprise!))
  assert.ok((['analytics', 'apiAccess', 'customBranding', 'advancedReporting'] as const).every((code) => professional!.has(code)))
  assert.ok(enterprise!.has('multiLocation') && !professional!.has('multiLocation'))
})
