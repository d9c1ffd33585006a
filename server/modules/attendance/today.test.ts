import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Query } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { approveLeave, submitLeave } from '../leave/leave.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { end, listToday, pause, presences, resume, start } from './attendance.contract.ts'

/** A Monday, in a company that works 09:00 to 17:00 UTC with 15 minutes of grace. */
const at = (time: string) => `2026-03-02T${time}:00.000Z`
const grants = ['attendance.clock', 'leave.request']
const worker = (w: World, lastName: string, options = {}) => w.as(grants, { lastName, ...options })
const today = async (client: Client, query: Query<typeof listToday> = {}) => (await client(listToday, { query })).data

/** Each person's presence by last name. */
async function presence(client: Client, query: Query<typeof listToday> = {}) {
  return Object.fromEntries((await today(client, query)).people.map((person) => [person.lastName, person.presence]))
}

async function takeLeave(w: World, person: Client, half: { startsAt?: 'noon'; endsAt?: 'noon' } = {}) {
  const [type] = await w.rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'unpaid'`)
  const asked = await person(submitLeave, { body: { typeId: type!.id, firstDay: '2026-03-02', lastDay: '2026-03-02', ...half } })
  const params = { id: asked.data.request.id }
  assert.equal((await w.admin(approveLeave, { params, body: {} })).status, 200)
}

const holiday = (w: World, portion: 'full' | 'first' | 'second') =>
  w.rows(
    `insert into holiday (company_id, id, calendar_id, first_day, last_day, name, portion)
      select $company, gen_random_uuid(), id, '2026-03-02', '2026-03-02', 'Spring Day', $1 from holiday_calendar where company_id = $company and is_company`,
    portion,
  )

test('the board tells who works, rests, has finished, is away, is missing, with since when and how late', async (t) => {
  const w = await world(t)
  const [working, resting, back, finished, away, half] = [
    await worker(w, 'Working', { firstName: 'Wei' }),
    await worker(w, 'Resting'),
    await worker(w, 'Back'),
    await worker(w, 'Finished'),
    await worker(w, 'Away'),
    await worker(w, 'Half'),
  ]
  await worker(w, 'Missing')
  await takeLeave(w, away)
  await takeLeave(w, half, { endsAt: 'noon' })
  for (const [time, person, act] of [
    ['09:00', resting, start],
    ['09:00', back, start],
    ['09:00', finished, start],
    ['09:20', working, start],
    ['10:00', resting, pause],
    ['10:00', back, pause],
    ['10:10', back, resume],
    ['10:15', finished, end],
  ] as const) {
    w.at(at(time))
    assert.equal((await person(act, { body: {} })).status, 201)
  }
  w.at(at('10:30'))
  const board = await today(w.admin)
  assert.equal(board.date, '2026-03-02')
  assert.deepEqual(await presence(w.admin), {
    Away: 'on-leave',
    Back: 'working',
    Finished: 'finished',
    Half: 'half-leave',
    Missing: 'missing',
    Resting: 'break',
    Working: 'working',
  })
  assert.deepEqual(
    board.people.find(({ lastName }) => lastName === 'Working'),
    {
      employeeId: working.employeeId,
      firstName: 'Wei',
      lastName: 'Working',
      title: null,
      departmentName: null,
      presence: 'working',
      since: at('09:20'),
      startedAt: at('09:20'),
      lateMinutes: 20,
      workedMinutes: 0,
      location: null,
    },
  )
  assert.partialDeepStrictEqual(
    board.people.find(({ lastName }) => lastName === 'Finished'),
    { since: at('10:15'), startedAt: null, workedMinutes: 75 },
  )
})

test('who has not started is expected until the grace is over, and missing after', async (t) => {
  const w = await world(t)
  await worker(w, 'Li')
  for (const [time, expected] of [
    ['07:00', 'expected'],
    ['09:00', 'expected'],
    ['09:15', 'expected'],
    ['09:16', 'missing'],
    ['23:00', 'missing'],
  ] as const) {
    w.at(at(time))
    assert.deepEqual(await presence(w.admin), { Li: expected }, time)
  }
})

test('the times are those of the company’s zone', async (t) => {
  const w = await world(t, { timeZone: 'Asia/Jakarta' })
  await worker(w, 'Li')
  for (const [instant, date, expected] of [
    ['2026-03-02T02:15:00Z', '2026-03-02', 'expected'],
    ['2026-03-02T02:16:00Z', '2026-03-02', 'missing'],
    ['2026-03-02T17:00:00Z', '2026-03-03', 'expected'],
  ] as const) {
    w.at(instant)
    assert.deepEqual([(await today(w.admin)).date, await presence(w.admin)], [date, { Li: expected }])
  }
})

test('on a day off and on a holiday nobody is missing, and who works anyway is seen working', async (t) => {
  const w = await world(t)
  const [li, keen] = [await worker(w, 'Li'), await worker(w, 'Keen')]
  w.at('2026-03-01T12:00:00Z')
  assert.equal((await keen(start, { body: {} })).status, 201)
  assert.deepEqual(await presence(w.admin), { Keen: 'working', Li: 'day-off' })
  w.at('2026-03-01T12:00:20Z')
  assert.equal((await keen(end, { body: {} })).status, 201)
  assert.deepEqual(await presence(w.admin), { Keen: 'finished', Li: 'day-off' }, 'not a minute, and finished all the same')
  await holiday(w, 'full')
  w.at(at('12:00'))
  assert.deepEqual(await presence(w.admin), { Keen: 'holiday', Li: 'holiday' })
  assert.equal((await li(start, { body: {} })).status, 201)
  assert.deepEqual(await presence(w.admin), { Keen: 'holiday', Li: 'working' })
})

test('on a morning that is a holiday people are expected for the afternoon', async (t) => {
  const w = await world(t)
  await worker(w, 'Li')
  await holiday(w, 'first')
  for (const [time, expected] of [
    ['10:00', 'expected'],
    ['13:15', 'expected'],
    ['13:16', 'missing'],
  ] as const) {
    w.at(at(time))
    assert.deepEqual(await presence(w.admin), { Li: expected }, time)
  }
})

test('a working pattern of one’s own decides when one is expected', async (t) => {
  const w = await world(t)
  const id = newId()
  const times = JSON.stringify([{ week: 1, weekday: 1, start: '12:00', end: '20:00', breakMinutes: 0 }])
  await w.rows(
    `insert into working_pattern (company_id, id, name, anchor_day, times) values ($company, $1, 'Late Mondays', '2024-01-01', $2)`,
    id,
    times,
  )
  const late = await worker(w, 'Late')
  await w.rows(`update employment set working_pattern_id = $1 where company_id = $company and employee_id = $2`, id, late.employeeId)
  await worker(w, 'Li')
  w.at(at('12:10'))
  assert.deepEqual(await presence(w.admin), { Late: 'expected', Li: 'missing' })
  w.at('2026-03-03T12:30:00Z')
  assert.deepEqual(await presence(w.admin), { Late: 'day-off', Li: 'missing' })
})

test('a night that runs past midnight is still work, and does not finish the next day', async (t) => {
  const w = await world(t)
  const li = await worker(w, 'Li')
  w.at('2026-03-01T22:00:00Z')
  await li(start, { body: {} })
  w.at(at('05:00'))
  assert.deepEqual(await presence(w.admin), { Li: 'working' })
  await li(end, { body: {} })
  assert.deepEqual(await presence(w.admin), { Li: 'expected' })
})

test('leave that is not approved keeps nobody from being missing', async (t) => {
  const w = await world(t)
  const li = await worker(w, 'Li')
  const [type] = await w.rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'unpaid'`)
  await li(submitLeave, { body: { typeId: type!.id, firstDay: '2026-03-02', lastDay: '2026-03-02' } })
  w.at(at('10:00'))
  assert.deepEqual(await presence(w.admin), { Li: 'missing' })
})

test('the counters count everybody the search finds, whatever page or presence is shown', async (t) => {
  const w = await world(t)
  const people = []
  for (const name of ['A', 'B', 'C', 'D', 'E']) people.push(await worker(w, `${name} person`))
  w.at(at('09:00'))
  for (const person of people.slice(0, 3)) await person(start, { body: {} })
  await people[0]!(pause, { body: {} })
  w.at(at('10:00'))
  const counters = { ...Object.fromEntries(presences.map((one) => [one, 0])), working: 2, break: 1, missing: 2 }
  const pages = await Promise.all([1, 2, 3, 4].map((page) => today(w.admin, { page, limit: 2 })))
  for (const page of pages) assert.deepEqual([page.counters, page.pagination.total, page.pagination.totalPages], [counters, 5, 3])
  assert.deepEqual(
    pages.map((page) => page.people.length),
    [2, 2, 1, 0],
  )
  assert.equal(new Set(pages.flatMap((page) => page.people.map(({ employeeId }) => employeeId))).size, 5)
  const missing = await today(w.admin, { presence: 'missing', limit: 1 })
  assert.deepEqual([missing.people.length, missing.pagination.total, missing.counters], [1, 2, counters])
  const found = await today(w.admin, { q: 'b PERSON' })
  assert.deepEqual([found.people.length, found.counters['working'], found.counters['missing']], [1, 1, 0])
  assert.equal((await today(w.admin, { q: '%' })).pagination.total, 0)
})

test('rows and counters are of the people within reach, and of no one else', async (t) => {
  const w = await world(t)
  const { department } = (await w.admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data
  const boss = await w.as('attendance.read:team', { lastName: 'Boss' })
  const head = await w.as('attendance.read:department', { lastName: 'Head', departmentId: department.id })
  const self = await w.as('attendance.read:own', { lastName: 'Self' })
  await worker(w, 'Report', { managerId: boss.employeeId })
  await worker(w, 'Peer', { departmentId: department.id })
  await (await world(t)).as([], { lastName: 'Foreign' })
  w.at(at('10:00'))
  for (const [client, names] of [
    [boss, ['Boss', 'Report']],
    [head, ['Head', 'Peer']],
    [self, ['Self']],
    [w.admin, ['Boss', 'Head', 'Peer', 'Report', 'Self']],
  ] as const) {
    const board = await today(client)
    assert.deepEqual(
      board.people.map(({ lastName }) => lastName),
      names,
    )
    assert.deepEqual([board.counters['missing'], board.pagination.total], [names.length, names.length])
  }
  assert.deepEqual(
    (await today(w.admin, { departmentId: department.id })).people.map(({ lastName }) => lastName),
    ['Head', 'Peer'],
  )
  assert.deepEqual((await today(boss, { departmentId: department.id })).people, [], 'a filter does not widen the reach')
})

test('who has left, or joins later, is not on the board', async (t) => {
  const w = await world(t)
  const [gone] = [await worker(w, 'Gone'), await worker(w, 'Later', { joinedOn: '2026-03-03' }), await worker(w, 'Here')]
  await w.rows(`update employee set status = 'left', left_on = '2026-02-27' where company_id = $company and id = $1`, gone.employeeId)
  w.at(at('10:00'))
  assert.deepEqual(await presence(w.admin), { Here: 'missing' })
})

test('the board is closed to who may not read attendance', async (t) => {
  const w = await world(t)
  assert.equal((await (await worker(w, 'Li'))(listToday)).status, 403)
  assert.equal((await w.nobody(listToday)).status, 401)
})
