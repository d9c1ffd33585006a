import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { leaveTypes } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listTypes } from './leave.balance.contract.ts'
import { createType, listListedDays, replaceListedDays, updateType } from './leave.type.contract.ts'

/** Monday 2 March 2026: HR who sets up leave, and somebody who takes it. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  return { ...w, hr: await w.as(['leave.configure', 'leave.adjust']), mei: await w.as(['leave.request']), types: await leaveTypes(w) }
}

test('a kind of leave is added, changed and told in the audit, with settings that go together', async (t) => {
  const { hr, mei, admin } = await office(t)
  const body = {
    code: 'study',
    name: 'Study leave',
    yearlyAmount: '5',
    carryOver: 'limited',
    carryLimit: '2',
    carryExpiresOn: '03-31',
  } as const
  const { type } = (await hr(createType, { body })).data
  assert.partialDeepStrictEqual(type, { ...body, unit: 'days', roundingStep: '0.5', roundingMode: 'half-up', isActive: true, version: 1 })
  assert.deepEqual(
    (await mei(listTypes)).data.types.find(({ id }) => id === type.id),
    type,
  )
  const again = await hr(createType, { body })
  assert.deepEqual([again.status, again.error.code], [409, 'LEAVE_TYPE_CODE_TAKEN'])
  const wrong = await hr(updateType, { params: { id: type.id }, body: { carryOver: 'none' } })
  assert.deepEqual(
    [wrong.status, wrong.error.code, wrong.error.details],
    [422, 'LEAVE_TYPE_SETTINGS', { field: 'carryLimit', expected: 'is only for limited carry-over' }],
  )
  const changed = await hr(updateType, { params: { id: type.id }, body: { minNoticeDays: 14, version: 1 } })
  assert.deepEqual([changed.data.type.minNoticeDays, changed.data.type.version], [14, 2])
  assert.equal((await hr(updateType, { params: { id: type.id }, body: { minNoticeDays: 3, version: 1 } })).status, 409)
  assert.equal((await hr(updateType, { params: { id: newId() }, body: { minNoticeDays: 3 } })).status, 404)
  const told = await admin.raw('GET', `audit/entity/leave-type/${type.id}`)
  assert.match(JSON.stringify(told.json), /changed the kind of leave Study leave/)
})

test('an inactive kind of leave cannot be asked for', async (t) => {
  const { hr, mei, types } = await office(t)
  await hr(updateType, { params: { id: types.unpaid }, body: { isActive: false } })
  const asked = await mei.raw('POST', 'leave/requests', { typeId: types.unpaid, firstDay: '2026-03-09', lastDay: '2026-03-09' })
  assert.deepEqual([asked.status, asked.error.code], [422, 'LEAVE_TYPE_INACTIVE'])
})

test('hours are not rounded unless that is asked for, and the unit stays once there are balances', async (t) => {
  const { hr, types } = await office(t)
  const { type } = (await hr(createType, { body: { code: 'flex', name: 'Flexitime', unit: 'hours' } })).data
  assert.equal(type.roundingStep, '0')
  assert.equal((await hr(updateType, { params: { id: type.id }, body: { unit: 'days' } })).status, 200)
  await hr.raw('PATCH', `leave/balances/${hr.employeeId}`, { typeId: types.annual, quantity: '1', reason: 'x' })
  const used = await hr(updateType, { params: { id: types.annual }, body: { unit: 'hours' } })
  assert.deepEqual([used.status, (used.error.details as { field: string }).field], [422, 'unit'])
})

test('the days of optional holidays are listed, replaced, and each named once', async (t) => {
  const { hr, mei, types } = await office(t)
  const params = { id: types.annual }
  const days = [
    { day: '2026-05-01', name: 'Labour Day' },
    { day: '2026-02-17', name: 'Lunar New Year' },
  ]
  assert.deepEqual(
    (await hr(replaceListedDays, { params, body: { days } })).data.days.map(({ day }) => day),
    ['2026-02-17', '2026-05-01'],
  )
  assert.equal((await mei(listListedDays, { params })).data.days.length, 2)
  const twice = await hr(replaceListedDays, { params, body: { days: [days[0]!, days[0]!] } })
  assert.deepEqual([twice.status, twice.error.code], [422, 'LEAVE_DAY_TWICE'])
  assert.deepEqual((await hr(replaceListedDays, { params, body: { days: [] } })).data.days, [])
})
