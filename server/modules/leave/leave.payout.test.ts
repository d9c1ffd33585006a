import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, grantLot, leaveTypes } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { approve, listApprovals, reject } from '../workflows/workflows.approval.contract.ts'
import { encash, listEncashments } from './leave.earned.contract.ts'
import * as contract from './leave.payout.contract.ts'
import { updateType } from './leave.type.contract.ts'

/** Monday 2 March 2026: Mei has 14 days, of which those above ten may be paid out, at most three in a year. HR decides. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const hr = await w.as(['leave.adjust', 'leave.read', 'leave.configure', 'leave.approve', 'leave.request'], { lastName: 'Hart' })
  await w.rows(
    `insert into role_assignment (company_id, user_id, role_id) select $company, $1, id from role where company_id = $company and code = 'hr'`,
    hr.userId,
  )
  const mei = await w.as(['leave.request', 'leave.read:own'], { lastName: 'Chen' })
  const types = await leaveTypes(w)
  await hr(updateType, { params: { id: types.annual }, body: { encashable: true, nonEncashable: '10', maxEncashable: '3' } })
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '14')
  const task = async () => (await hr(listApprovals, { query: {} })).data.approvals.find(({ kind }) => kind === 'leave-encashment')
  return { ...w, hr, mei, annual: types.annual, sick: types.sick, task }
}
const ask = (who: Client, typeId: string, quantity: string) => who(contract.askPayout, { body: { typeId, quantity } })

test('what is asked to be paid out is held, decided in the inbox, and becomes a line for payroll whose rate HR sets once', async (t) => {
  const { hr, mei, annual, sick, task } = await office(t)
  assert.deepEqual((await mei(contract.payoutLimits)).data.limits, [
    { typeId: annual, typeName: 'Annual leave', unit: 'days', available: '14', most: '3' },
  ])
  const { request } = (await ask(mei, annual, '2')).data
  assert.deepEqual(
    (await hr(contract.listPayouts, { query: {} })).data.requests.map(({ can }) => can),
    [{ withdraw: false }],
  )
  assert.partialDeepStrictEqual(request, { quantity: '2', state: 'pending', can: { withdraw: true } })
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, annual), { held: '2', encashed: '0', available: '12' })
  const more = await ask(mei, annual, '1.5')
  assert.deepEqual(
    [more.status, more.error.code, more.error.details],
    [
      422,
      'LEAVE_ENCASHMENT_TOO_MUCH',
      { asked: '1.5', most: '1', available: '12', nonEncashable: '10', maxEncashable: '3', encashed: '0', waiting: '2' },
    ],
  )
  const ofHr = await hr(encash, { body: { employeeId: mei.employeeId, typeId: annual, quantity: '1.5', unitRate: '1' } })
  assert.equal(ofHr.error.code, 'LEAVE_ENCASHMENT_TOO_MUCH', 'what waits counts for HR as well')
  assert.equal((await ask(mei, sick, '1')).error.code, 'LEAVE_NOT_ENCASHABLE')

  const waiting = (await task())!
  assert.equal(waiting.title, 'Pat Chen: 2 days of Annual leave paid out')
  assert.equal((await hr(approve, { params: { id: waiting.id }, body: { seen: waiting.seen } })).status, 200)
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, annual), { held: '0', encashed: '2', available: '12' })
  assert.partialDeepStrictEqual((await mei(contract.listPayouts, { query: { mine: true } })).data.requests, [
    { state: 'approved', decidedByName: 'Pat Hart' },
  ])
  const [line] = (await hr(listEncashments, { query: { employeeId: mei.employeeId } })).data.encashments
  assert.partialDeepStrictEqual(line, { quantity: '2', unitRate: null, amount: null, day: '2026-03-02' })
  const price = () => hr(contract.priceEncashment, { params: { id: line!.id }, body: { unitRate: '250.125' } })
  const both = await Promise.all([price(), price()])
  assert.deepEqual(
    both.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
  assert.partialDeepStrictEqual((await hr(listEncashments, { query: {} })).data.encashments, [{ unitRate: '250.125', amount: '500.25' }])
  const over = await mei(contract.withdrawPayout, { params: { id: request.id } })
  assert.deepEqual([over.status, over.error.code], [409, 'LEAVE_DECIDED'])
  // The year's three days less the two that are paid.
  assert.equal((await mei(contract.payoutLimits)).data.limits[0]!.most, '1')
})

test('rejecting and taking back leave the balance as it was, and of many at once only so many are held as may be', async (t) => {
  const { hr, mei, annual, task, rows } = await office(t)
  const before = await balanceFor(hr, mei, annual)
  await ask(mei, annual, '3')
  const { id, seen } = (await task())!
  assert.equal((await hr(reject, { params: { id }, body: { comment: 'Take them', seen } })).status, 200)
  assert.deepEqual(await balanceFor(hr, mei, annual), before)
  const { request } = (await ask(mei, annual, '3')).data
  const taken = await Promise.all([1, 2].map(() => mei(contract.withdrawPayout, { params: { id: request.id } })))
  assert.deepEqual(
    taken.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
  assert.deepEqual(await balanceFor(hr, mei, annual), before)
  assert.equal(await task(), undefined)
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask(mei, annual, '1')))
  assert.equal(answers.filter(({ status }) => status === 201).length, 3)
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, annual), { held: '3', available: '11' })
  assert.equal((await rows('select 1 from leave_encashment where company_id = $company')).length, 0)
})

test("one asks for oneself, sees what one may, and decides nothing of one's own", async (t) => {
  const { hr, mei, annual, as, rows } = await office(t)
  const { request } = (await ask(mei, annual, '1')).data
  const other = await as(['leave.request', 'leave.read:own'])
  assert.equal((await other(contract.withdrawPayout, { params: { id: request.id } })).status, 404)
  assert.deepEqual((await other(contract.listPayouts, { query: {} })).data.requests, [])
  assert.equal((await other(contract.priceEncashment, { params: { id: request.id }, body: { unitRate: '1' } })).status, 403)
  await rows(
    `insert into leave_lot (company_id, id, employee_id, type_id, valid_from, valid_to) values ($company, $1, $1, $2, '2026-01-01', '2026-12-31')`,
    hr.employeeId,
    annual,
  )
  await rows(
    `insert into leave_ledger (company_id, id, employee_id, type_id, lot_id, kind, day, quantity, created_at) values ($company, $1, $1, $2, $1, 'grant', '2026-01-01', 14, '2026-01-01')`,
    hr.employeeId,
    annual,
  )
  assert.equal((await ask(hr, annual, '1')).status, 201)
  const { approvals } = (await hr(listApprovals, { query: {} })).data
  assert.deepEqual(
    approvals.map(({ title }) => title),
    ['Pat Chen: 1 day of Annual leave paid out'],
  )
})
