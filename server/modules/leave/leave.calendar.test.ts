import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { listCalendars } from '../attendance/holiday-calendar.contract.ts'
import { createHoliday } from '../attendance/holiday.contract.ts'
import { leaveCalendar } from './leave.calendar.contract.ts'
import { approveLeave, rejectLeave, withdrawLeave } from './leave.contract.ts'
import { personCalendar } from './leave.person.contract.ts'

const week = { from: '2026-03-09', to: '2026-03-15' }

/** Monday 2 March 2026: a person whose leave others look at. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const boss = await w.as(['leave.approve', 'leave.read', 'leave.read-calendar'])
  const mei = await w.as(['leave.request', 'leave.read:own', 'leave.read-calendar:own'], {
    firstName: 'Mei',
    lastName: 'Chen',
    balance: { annual: '20' },
  })
  const types = await leaveTypes(w)
  const approved = async (person: Client, firstDay: string, lastDay = firstDay, half = {}) => {
    const request = await requested(person, { typeId: types.annual, firstDay, lastDay, ...half })
    await boss(approveLeave, { params: { id: request.id }, body: {} })
    return request
  }
  return { ...w, boss, mei, types, approved }
}

const absences = async (client: Client, query = week) => (await client(leaveCalendar, { query })).data.absences

test('the calendar shows who is away when, with every request that touches the range', async (t) => {
  const { boss, mei, approved } = await office(t)
  await approved(mei, '2026-03-06', '2026-03-09')
  await approved(mei, '2026-03-11', '2026-03-11', { startsAt: 'noon' })
  await approved(mei, '2026-03-13', '2026-03-16')
  await approved(mei, '2026-03-17')
  const found = await absences(boss)
  assert.deepEqual(
    found.map(({ firstDay, lastDay, startsAt, endsAt }) => [firstDay, lastDay, startsAt, endsAt]),
    [
      ['2026-03-06', '2026-03-09', 'start', 'end'],
      ['2026-03-11', '2026-03-11', 'noon', 'end'],
      ['2026-03-13', '2026-03-16', 'start', 'end'],
    ],
  )
  assert.deepEqual(found[0], {
    employee: { id: mei.employeeId, firstName: 'Mei', lastName: 'Chen', title: null },
    firstDay: '2026-03-06',
    lastDay: '2026-03-09',
    startsAt: 'start',
    endsAt: 'end',
    state: 'approved',
    typeName: 'Annual leave',
  })
})

test('who reaches a person only through the calendar sees dates without the kind of leave, and nothing undecided', async (t) => {
  const { boss, mei, types, as, approved } = await office(t)
  await approved(mei, '2026-03-09')
  await requested(mei, { typeId: types.unpaid, firstDay: '2026-03-11', note: 'Surgery' })
  const colleague = await as(['leave.read-calendar:company', 'leave.read:own', 'leave.request'])
  const answer = await colleague(leaveCalendar, { query: week })
  assert.deepEqual(
    answer.data.absences.map(({ firstDay, state, typeName }) => [firstDay, state, typeName]),
    [['2026-03-09', 'approved', null]],
  )
  assert.ok(!/Annual|Unpaid|Surgery/.test(JSON.stringify(answer.json)))
  const seen = (client: Client) =>
    absences(client).then((found) => found.map(({ firstDay, state, typeName }) => [firstDay, state, typeName]))
  const whole = [
    ['2026-03-09', 'approved', 'Annual leave'],
    ['2026-03-11', 'pending', 'Unpaid leave'],
  ]
  assert.deepEqual(await seen(boss), whole)
  assert.deepEqual(await seen(mei), whole, 'one’s own is always known to oneself')
})

test('in one calendar the kind of leave is shown for some and hidden for others, as each may be read', async (t) => {
  const { mei, as, approved } = await office(t)
  const lead = await as(['leave.read:team', 'leave.read-calendar:company'])
  const report = await as(['leave.request'], { firstName: 'Re', lastName: 'Port', managerId: lead.employeeId, balance: { annual: '5' } })
  await approved(mei, '2026-03-09')
  await approved(report, '2026-03-09')
  assert.deepEqual(
    (await absences(lead)).map(({ employee, typeName }) => [employee.lastName, typeName]),
    [
      ['Chen', null],
      ['Port', 'Annual leave'],
    ],
  )
})

test('what was rejected, withdrawn or cancelled is not in the calendar', async (t) => {
  const { boss, mei, types, approved } = await office(t)
  const rejected = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09' })
  await boss(rejectLeave, { params: { id: rejected.id }, body: { comment: 'No' } })
  const withdrawn = await requested(mei, { typeId: types.annual, firstDay: '2026-03-10' })
  const cancelled = await approved(mei, '2026-03-11')
  for (const { id } of [withdrawn, cancelled]) await mei(withdrawLeave, { params: { id } })
  assert.deepEqual(await absences(boss), [])
})

test('people out of reach are not in the calendar, whoever may read their requests', async (t) => {
  const { mei, as, approved } = await office(t)
  await approved(mei, '2026-03-09')
  assert.deepEqual(await absences(await as(['leave.read:company', 'leave.read-calendar:team'])), [])
  const other = await world(t)
  assert.deepEqual(await absences(other.admin), [])
})

test('a calendar holds at most 366 dates in order, and is closed to who may not see it', async (t) => {
  const { boss, as, nobody } = await office(t)
  const refused = async (from: string, to: string) => {
    const { status, error } = await boss(leaveCalendar, { query: { from, to } })
    return [status, error.code, error.details]
  }
  assert.deepEqual(await absences(boss, { from: '2028-01-01', to: '2028-12-31' }), [])
  assert.deepEqual(await refused('2028-01-01', '2029-01-01'), [422, 'RANGE_TOO_LONG', { asked: 367, limit: 366 }])
  assert.deepEqual((await refused('2026-03-09', '2026-03-08')).slice(0, 2), [422, 'DATES_REVERSED'])
  assert.equal((await (await as('leave.read'))(leaveCalendar, { query: week })).status, 403)
  assert.equal((await nobody(leaveCalendar, { query: week })).status, 401)
})

test("a person's calendar holds their absences and the holidays that hold for them, within reach, without the kind of leave", async (t) => {
  const w = await office(t)
  const { admin, as, boss, mei, approved } = w
  const colleague = await as(['leave.read-calendar'])
  await approved(mei, '2026-03-09', '2026-03-10')
  const { calendars } = (await admin(listCalendars)).data
  const body = { calendarId: calendars[0]!.id, name: 'Founding day', firstDay: '2026-03-11' }
  assert.equal((await admin(createHoliday, { body })).status, 201)
  const of = (who: Client, person: Client) => who(personCalendar, { params: { id: person.employeeId }, query: week })
  const absence = {
    firstDay: '2026-03-09',
    lastDay: '2026-03-10',
    startsAt: 'start',
    endsAt: 'end',
    state: 'approved',
    typeName: 'Annual leave',
  }
  const holidays = [{ day: '2026-03-11', name: 'Founding day', portion: 'full' }]
  assert.deepEqual((await of(boss, mei)).data, { absences: [absence], holidays })
  assert.deepEqual((await of(mei, mei)).data, { absences: [absence], holidays })
  assert.deepEqual((await of(colleague, mei)).data, { absences: [{ ...absence, typeName: null }], holidays })
  assert.equal((await of(mei, colleague)).status, 404)
  const params = { id: mei.employeeId }
  assert.equal((await boss(personCalendar, { params, query: { from: '2026-01-01', to: '2027-01-02' } })).status, 422)
  assert.equal((await boss(personCalendar, { params, query: { from: '2026-03-02', to: '2026-03-01' } })).status, 422)
})
