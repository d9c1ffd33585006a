import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { askLeave, balanceFor, grantLot, leaveTypes } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import * as contract from './leave.earned.contract.ts'
import { createType, updateType } from './leave.type.contract.ts'

/** Monday 2 March 2026: Mei has 14 days of annual leave, of which those above ten may be paid out, at most five in a year. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const hr = await w.as(['leave.adjust', 'leave.read', 'leave.configure'])
  const mei = await w.as(['leave.request'], { lastName: 'Chen' })
  const types = await leaveTypes(w)
  await hr(updateType, { params: { id: types.annual }, body: { encashable: true, nonEncashable: '10', maxEncashable: '5' } })
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '14')
  const { type } = (await hr(createType, { body: { code: 'lieu', name: 'Time off in lieu', lapseAfterDays: 90 } })).data
  const worked = (day: string, minutes: number) =>
    w.rows(
      `insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes)
       values ($company, $1, $2, 'present', 0, $3, 0, 0, 0, 0, 0)`,
      mei.employeeId,
      day,
      minutes,
    )
  return { ...w, hr, mei, types, lieu: type.id, worked }
}

const encash = (hr: Client, { employeeId }: Client, typeId: string, quantity: string) =>
  hr(contract.encash, { body: { employeeId, typeId, quantity, unitRate: '250000.5' } })
const earn = (hr: Client, { employeeId }: Client, typeId: string, day: string) =>
  hr(contract.earnCompensatory, { body: { employeeId, typeId, day } })

test('who adjusts a team pays out, gives and sees nothing of anybody else', async (t) => {
  const { hr, mei, types, lieu, worked, as } = await office(t)
  const lead = await as('leave.adjust:team')
  await worked('2026-02-28', 480)
  assert.deepEqual([(await encash(lead, mei, types.annual, '1')).status, (await earn(lead, mei, lieu, '2026-02-28')).status], [404, 404])
  assert.deepEqual([(await encash(hr, mei, types.annual, '1')).status, (await earn(hr, mei, lieu, '2026-02-28')).status], [201, 201])
  assert.deepEqual((await lead(contract.listEncashments, { query: {} })).data.encashments, [])
  assert.deepEqual((await lead(contract.listCompensatory, { query: {} })).data.compensatory, [])
})

test('leave is paid out with a line for payroll, up to what the kind allows', async (t) => {
  const { hr, mei, types } = await office(t)
  const { encashment } = (await encash(hr, mei, types.annual, '2.5')).data
  assert.partialDeepStrictEqual(encashment, {
    quantity: '2.5',
    unitRate: '250000.5',
    amount: '625001.25',
    currency: 'USD',
    day: '2026-03-02',
    lastName: 'Chen',
  })
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, types.annual), { encashed: '2.5', available: '11.5' })
  const more = await encash(hr, mei, types.annual, '2')
  assert.deepEqual(
    [more.status, more.error.code, more.error.details],
    [
      422,
      'LEAVE_ENCASHMENT_TOO_MUCH',
      { asked: '2', most: '1.5', available: '11.5', nonEncashable: '10', maxEncashable: '5', encashed: '2.5', waiting: '0' },
    ],
  )
  assert.equal((await encash(hr, mei, types.sick, '1')).error.code, 'LEAVE_NOT_ENCASHABLE')
  assert.deepEqual((await hr(contract.listEncashments, { query: { employeeId: mei.employeeId } })).data.encashments, [encashment])
})

test('of many payments at once only so much is paid as is there', async (t) => {
  const { hr, mei, types } = await office(t)
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => encash(hr, mei, types.annual, '1')))
  assert.equal(answers.filter(({ status }) => status === 201).length, 4)
  assert.equal((await balanceFor(hr, mei, types.annual)).available, '10')
})

test('a worked day off earns leave from the next day until it lapses, once for each date', async (t) => {
  const { hr, mei, lieu, worked } = await office(t)
  await worked('2026-03-01', 480)
  await worked('2026-02-28', 240)
  const { compensatory } = (await earn(hr, mei, lieu, '2026-03-01')).data
  assert.partialDeepStrictEqual(compensatory, {
    quantity: '1',
    minutes: 480,
    validFrom: '2026-03-02',
    validTo: '2026-05-30',
    cancelledAt: null,
  })
  assert.equal((await earn(hr, mei, lieu, '2026-02-28')).data.compensatory.quantity, '0.5')
  const again = await earn(hr, mei, lieu, '2026-03-01')
  assert.deepEqual([again.status, again.error.code], [409, 'LEAVE_COMPENSATORY_DAY'])
  assert.partialDeepStrictEqual(await balanceFor(hr, mei, lieu), { compensatory: '1.5', available: '1.5' })
  assert.equal((await balanceFor(hr, mei, lieu, '2026-05-31')).available, '0')
  const idle = await earn(hr, mei, lieu, '2026-02-22')
  assert.deepEqual(
    [idle.status, idle.error.code, idle.error.details],
    [422, 'COMPENSATORY_NOT_WORKED', { day: '2026-02-22', workedMinutes: 0, halfDayMinutes: 240 }],
  )
  assert.equal((await earn(hr, mei, lieu, '2026-02-27')).error.code, 'COMPENSATORY_NOT_OFF')
})

test('taking one back leaves the others, and what is used stays', async (t) => {
  const { hr, mei, lieu, worked } = await office(t)
  for (const day of ['2026-02-28', '2026-03-01']) await worked(day, 480)
  const [first, second] = [
    (await earn(hr, mei, lieu, '2026-02-28')).data.compensatory,
    (await earn(hr, mei, lieu, '2026-03-01')).data.compensatory,
  ]
  const cancel = (id: string) => hr(contract.cancelCompensatory, { params: { id } })
  const both = await Promise.all([cancel(second.id), cancel(second.id)])
  assert.deepEqual(
    both.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
  assert.equal((await balanceFor(hr, mei, lieu)).available, '1')
  assert.equal((await askLeave(mei, { typeId: lieu, firstDay: '2026-03-09', endsAt: 'noon' })).status, 201)
  const used = await cancel(first.id)
  assert.deepEqual([used.status, used.error.code, used.error.details], [422, 'COMPENSATORY_USED', { quantity: '1', used: '0.5' }])
  assert.equal((await earn(hr, mei, lieu, '2026-03-01')).status, 201, 'the date may earn again')
})

test('only who adjusts balances pays out and gives leave, within reach', async (t) => {
  const { hr, mei, types, lieu, as } = await office(t)
  assert.equal((await encash(mei, mei, types.annual, '1')).status, 403)
  const lead = await as(['leave.adjust:team'])
  assert.deepEqual([(await encash(lead, mei, types.annual, '1')).status, (await earn(lead, mei, lieu, '2026-03-01')).status], [404, 404])
  assert.equal((await hr(contract.cancelCompensatory, { params: { id: newId() } })).status, 404)
})
