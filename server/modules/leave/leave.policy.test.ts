import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { listLedger } from './leave.balance.contract.ts'
import { listCredits, retryCredit } from './leave.credit.contract.ts'
import * as contract from './leave.policy.contract.ts'
import { updateType } from './leave.type.contract.ts'

/** Monday 2 March 2026: HR who sets up leave, and Mei who has been there since 2020. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const hr = await w.as(['leave.configure', 'leave.read', 'leave.adjust', 'leave.approve'])
  const mei = await w.as(['leave.request', 'leave.read:own'], { lastName: 'Chen' })
  return { ...w, hr, mei, types: await leaveTypes(w) }
}

type Given = Body<typeof contract.createPolicy>['entitlements'][number]
const policyOf = async (hr: Client, entitlement: Given, more: object = {}) =>
  (await hr(contract.createPolicy, { body: { name: `Policy ${newId()}`, entitlements: [entitlement], ...more } })).data.policy
const assign = (hr: Client, id: string, people: readonly Client[], more: object = {}) =>
  hr(contract.assignPolicy, {
    params: { id },
    body: { firstDay: '2026-01-01', employeeIds: people.map(({ employeeId }) => employeeId), ...more },
  })
const written = async (hr: Client, { employeeId }: Client, typeId: string) =>
  (await hr(listLedger, { query: { employeeId, typeId, limit: 100 } })).data.entries
    .map(({ kind, day, quantity }) => `${kind} ${day} ${quantity}`)
    .reverse()

test('a policy that earns by the month credits what is due, dated its day, and shows what is to come', async (t) => {
  const { hr, mei, types, at, as, runJobs } = await office(t)
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '24', crediting: 'earned', period: 'month' })
  assert.deepEqual((await assign(hr, policy.id, [mei])).data, { assigned: 1, skipped: 0 })
  await runJobs()
  assert.deepEqual(
    (await hr(contract.listPolicies)).data.policies.map(({ peopleCount }) => peopleCount),
    [1],
  )
  const march = ['accrual 2026-01-01 2', 'accrual 2026-02-01 2', 'accrual 2026-03-01 2']
  assert.deepEqual(await written(hr, mei, types.annual), march)
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, types.annual), { accrued: '6', entitled: '0', available: '6' })
  assert.equal((await balanceFor(hr, mei, types.annual, '2026-12-31')).available, '24')
  assert.equal((await balanceFor(hr, mei, types.annual, '2026-02-15')).available, '4')
  at('2026-04-05T09:00:00Z')
  // Before the nightly job has run the balance is right already.
  assert.equal((await balanceFor(await as('leave.read'), mei, types.annual)).available, '8')
})

test('leave may be asked for on what will be earned by its day, and no more', async (t) => {
  const { hr, mei, types, runJobs } = await office(t)
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '12', crediting: 'earned', period: 'month' })
  await assign(hr, policy.id, [mei])
  await runJobs()
  await requested(mei, { typeId: types.annual, firstDay: '2026-05-04', lastDay: '2026-05-08' })
  const early = await mei.raw('POST', 'leave/requests', { typeId: types.annual, firstDay: '2026-03-16', lastDay: '2026-03-16' })
  assert.deepEqual([early.status, early.error.code], [422, 'LEAVE_BALANCE_INSUFFICIENT'])
  assert.equal((await balanceFor(hr, mei, types.annual, '2026-05-04')).available, '0')
})

test('who is assigned is previewed with what each would get, and overlapping policies are refused, skipped or replaced', async (t) => {
  const { hr, mei, types, runJobs, as } = await office(t)
  const late = await as([], { joinedOn: '2026-07-01', lastName: 'Ade' })
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '24' })
  const body = { firstDay: '2026-01-01', employeeIds: [mei.employeeId, late.employeeId] }
  const { preview } = (await hr(contract.previewAssignment, { params: { id: policy.id }, body })).data
  assert.deepEqual([preview.total, preview.overlapping], [2, 0])
  // 184 of 365 days of 24 are 12.1.
  assert.deepEqual(
    preview.people.map(({ lastName, amounts }) => [lastName, amounts[0]?.quantity, amounts[0]?.firstCreditOn]),
    [
      ['Ade', '12', '2026-07-01'],
      ['Chen', '24', '2026-01-01'],
    ],
  )
  await assign(hr, policy.id, [mei, late])
  await runJobs()
  assert.equal((await balanceFor(hr, mei, types.annual)).entitled, '24')
  const other = await policyOf(hr, { typeId: types.annual, yearlyAmount: '30' })
  const refused = await assign(hr, other.id, [mei], { firstDay: '2026-06-01' })
  assert.deepEqual(
    [refused.status, refused.error.code, (refused.error.details as { overlapping: number }).overlapping],
    [409, 'LEAVE_GRANT_OVERLAP', 1],
  )
  assert.deepEqual((await assign(hr, other.id, [mei, hr], { onOverlap: 'skip' })).data, { assigned: 1, skipped: 1 })
  assert.deepEqual((await assign(hr, other.id, [mei], { firstDay: '2026-07-01', onOverlap: 'replace' })).data, { assigned: 1, skipped: 0 })
  const spans = (await hr(contract.listAssignments, { query: { employeeId: mei.employeeId } })).data.assignments
  assert.deepEqual(spans.map(({ firstDay, lastDay }) => `${firstDay}–${lastDay ?? ''}`).sort(), ['2026-01-01–2026-06-30', '2026-07-01–'])
  await runJobs()
  // 181 days at 24 and 184 at 30 a year are 27.02.
  assert.equal((await balanceFor(hr, mei, types.annual, '2026-12-31')).available, '27')
})

test('raising and lowering writes the difference; below what is taken it fails, is shown with the reason, and can be retried', async (t) => {
  const { hr, mei, types, runJobs, at, as } = await office(t)
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '10' })
  const amount = async (yearlyAmount: string) => {
    await hr(contract.updatePolicy, { params: { id: policy.id }, body: { entitlements: [{ typeId: types.annual, yearlyAmount }] } })
    await runJobs()
    return (await balanceFor(hr, mei, types.annual)).available
  }
  await assign(hr, policy.id, [mei])
  await runJobs()
  assert.equal(await amount('15'), '15')
  assert.equal(await amount('12'), '12')
  assert.deepEqual(
    (await written(hr, mei, types.annual)).filter((entry) => entry.includes('2026')),
    ['grant 2026-01-01 10', 'grant 2026-03-02 5', 'grant 2026-03-02 -3'],
  )
  const { id: requestId } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-13' })
  assert.equal(await amount('4'), '7', 'five of twelve are held')
  const failed = async () => (await hr(listCredits, { query: { state: 'failed' } })).data.credits
  const [credit] = await failed()
  assert.match(credit!.problem!, /^LEAVE_GRANT_BELOW_TAKEN: 8 should go, but only 7 /)
  await runJobs()
  assert.equal((await failed()).length, 1, 'kept, once')
  const retry = (client: Client) => client(retryCredit, { params: { id: credit!.id } })
  assert.equal((await retry(hr)).data.credit.state, 'failed')
  await mei.raw('DELETE', `leave/requests/${requestId}`)
  at('2026-03-05T09:00:00Z')
  const later = await as(['leave.configure', 'leave.read'])
  const settled = (await retry(later)).data.credit
  assert.deepEqual([settled.state, settled.quantity, settled.dueOn, settled.problem], ['credited', '-8', '2026-03-05', null])
  assert.equal((await balanceFor(later, mei, types.annual)).available, '4')
  const again = await retry(later)
  assert.deepEqual([again.status, again.error.code], [409, 'LEAVE_CREDIT_WRITTEN'])
})

test('the maximum balance cuts a credit to what still fits, also of what is to come', async (t) => {
  const { hr, mei, types, runJobs, at, as } = await office(t)
  await hr(updateType, { params: { id: types.annual }, body: { maxBalance: '5' } })
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '24', crediting: 'earned', period: 'month' })
  await assign(hr, policy.id, [mei])
  await runJobs()
  assert.deepEqual(await written(hr, mei, types.annual), ['accrual 2026-01-01 2', 'accrual 2026-02-01 2', 'accrual 2026-03-01 1'])
  assert.equal((await balanceFor(hr, mei, types.annual, '2026-12-31')).available, '5')
  await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-11' })
  at('2026-05-02T09:00:00Z')
  assert.equal((await balanceFor(await as('leave.read'), mei, types.annual)).available, '5', 'two more in April, and one that fits in May')
})

test('who is hired into the audience of a policy gets it, and who is not does not', async (t) => {
  const { hr, types, admin, runJobs, ...w } = await office(t)
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '24' })
  const [id] = [policy.id]
  await hr(contract.assignPolicy, { params: { id }, body: { firstDay: '2026-01-01', contractKind: 'part-time', alsoLater: true } })
  const hire = async (contractKind: 'part-time' | 'permanent') => {
    const { employee } = (await admin(createEmployee, { body: { firstName: 'New', lastName: contractKind, joinedOn: '2026-01-01' } })).data
    await w.rows('update employment set contract_kind = $2 where company_id = $company and employee_id = $1', employee.id, contractKind)
    return { employeeId: employee.id } as Client
  }
  const [part, full] = [await hire('part-time'), await hire('permanent')]
  await runJobs()
  assert.equal((await balanceFor(hr, part, types.annual)).entitled, '24')
  assert.equal((await balanceFor(hr, full, types.annual)).entitled, '20')
})

test('a leave year may begin on the day of joining', async (t) => {
  const { hr, types, as, runJobs } = await office(t)
  const ana = await as([], { joinedOn: '2024-05-10' })
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '18' }, { leaveYear: 'joining' })
  await assign(hr, policy.id, [ana], { firstDay: '2024-05-10' })
  await runJobs()
  assert.partialDeepStrictEqual(await balanceFor(hr, ana, types.annual), {
    entitled: '18',
    expiresNext: { day: '2026-05-09', quantity: '18' },
  })
})

test('hours worked earn leave by the month', async (t) => {
  const { hr, mei, types, runJobs, ...w } = await office(t)
  await w.rows(
    `insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes)
     select $company, $1, day, 'present', 480, 480, 0, 0, 0, 0, 0 from generate_series('2026-01-05'::date, '2026-02-10', '1 day') as day`,
    mei.employeeId,
  )
  const policy = await policyOf(hr, { typeId: types.annual, yearlyAmount: '12', crediting: 'hours', hoursPerUnit: '100' })
  await assign(hr, policy.id, [mei])
  await runJobs()
  // 27 days of 8 hours in January are 2.16 by 100 hours, 37 days with February are 2.96.
  assert.deepEqual(await written(hr, mei, types.annual), ['accrual 2026-02-01 2', 'accrual 2026-03-01 1'])
})

test('what a policy may say is checked, and what people have by it stays in it', async (t) => {
  const { hr, mei, types } = await office(t)
  const create = async (entitlement: object) => {
    const body = { name: newId(), entitlements: [{ typeId: types.annual, yearlyAmount: '20', ...entitlement }] }
    const answer = await hr(contract.createPolicy, { body })
    return [answer.status, answer.status < 300 ? '' : answer.error.code]
  }
  assert.deepEqual(await create({ typeId: newId() }), [422, 'LEAVE_TYPE_NOT_FOUND'])
  assert.deepEqual(await create({ typeId: types.unpaid }), [422, 'LEAVE_WITHOUT_BALANCE'])
  assert.deepEqual(await create({ crediting: 'hours' }), [422, 'LEAVE_ENTITLEMENT_HOURS'])
  assert.deepEqual(await create({ hoursPerUnit: '10' }), [422, 'LEAVE_ENTITLEMENT_HOURS'])
  const step = { fromYears: 2, yearlyAmount: '25' }
  assert.deepEqual(await create({ steps: [step, step] }), [422, 'LEAVE_STEP_TWICE'])
  const entitlement = { typeId: types.annual, yearlyAmount: '20' }
  const twice = await hr(contract.createPolicy, { body: { name: 'Twice', entitlements: [entitlement, entitlement] } })
  assert.deepEqual([twice.status, twice.error.code], [422, 'LEAVE_TYPE_TWICE'])
  const policy = await policyOf(hr, entitlement)
  await assign(hr, policy.id, [mei])
  const change = (typeId: string) =>
    hr(contract.updatePolicy, { params: { id: policy.id }, body: { entitlements: [{ typeId, yearlyAmount: '9' }] } })
  assert.equal((await change(types.sick)).error.code, 'LEAVE_ENTITLEMENT_IN_USE')
  const { assignments } = (await hr(contract.listAssignments, { query: { policyId: policy.id } })).data
  assert.deepEqual(
    assignments.map(({ typeId }) => typeId),
    [types.annual],
    'a refused change leaves nothing',
  )
})

test('of many assignments at once for one person one is accepted', async (t) => {
  const { hr, mei, types, runJobs } = await office(t)
  const policies = await Promise.all(['21', '22', '23', '24'].map((yearlyAmount) => policyOf(hr, { typeId: types.annual, yearlyAmount })))
  const answers = await Promise.all(policies.map(({ id }) => assign(hr, id, [mei])))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409, 409, 409],
  )
  await runJobs()
  assert.equal((await written(hr, mei, types.annual)).filter((entry) => entry.includes('2026')).length, 1)
})

test('only who sets up leave sees and changes policies', async (t) => {
  const { mei, types, nobody } = await office(t)
  const body = { name: 'Mine', entitlements: [{ typeId: types.annual, yearlyAmount: '99' }] }
  assert.deepEqual(
    [(await mei(contract.createPolicy, { body })).status, (await nobody(contract.createPolicy, { body })).status],
    [403, 401],
  )
  assert.equal((await mei(contract.listPolicies)).status, 403)
  assert.equal((await mei(updateType, { params: { id: types.annual }, body: { yearlyAmount: '99' } })).status, 403)
})
