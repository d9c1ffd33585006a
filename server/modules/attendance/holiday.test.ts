import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createBranch } from '../organization/organization.branch.contract.ts'
import { end, start } from './attendance.contract.ts'
import { assignCalendar, createCalendar, listCalendars } from './holiday-calendar.contract.ts'
import { createHoliday, listEntries, listHolidays, removeHoliday, updateHoliday } from './holiday.contract.ts'
import { getRecompute, listRecomputes } from './recompute.contract.ts'

const companyCalendar = async ({ admin }: World) => (await admin(listCalendars)).data.calendars.find(({ isCompany }) => isCompany)!
const seenBy = async (person: Client, from: string, to = from) =>
  (await person(listHolidays, { query: { from, to } })).data.holidays.map(({ day, name, portion }) => [day, name, portion])
const open = async ({ admin }: World, code: string, more: object = {}) =>
  (await admin(createBranch, { body: { code, name: code, ...more } })).data.branch.id

async function add(w: World, name: string, more: object, calendarId?: string) {
  const answer = await w.admin(createHoliday, { body: { calendarId: calendarId ?? (await companyCalendar(w)).id, name, ...more } })
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return answer.data.holiday
}

test('a date, a range, halves and rules for every year are holidays of everybody, and each step is told', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const date = await add(w, ' Founding day ', { firstDay: '2026-06-03' })
  assert.deepEqual(
    [date.name, date.firstDay, date.lastDay, date.portion, date.isPublic, date.version],
    ['Founding day', '2026-06-03', '2026-06-03', 'full', false, 1],
  )
  await add(w, 'Shutdown', { firstDay: '2026-12-30', lastDay: '2027-01-02' })
  await add(w, 'Eve', { yearly: { kind: 'fixed', month: 12, day: 24 }, portion: 'second' })
  await add(w, 'Thanksgiving', { yearly: { kind: 'weekday', month: 11, weekday: 4, nth: 4 }, fromYear: 2026, toYear: 2027 })
  await add(w, 'Good Friday', { yearly: { kind: 'easter', offsetDays: -2 } })
  assert.deepEqual(await seenBy(mei, '2026-04-01', '2026-12-31'), [
    ['2026-04-03', 'Good Friday', 'full'],
    ['2026-06-03', 'Founding day', 'full'],
    ['2026-11-26', 'Thanksgiving', 'full'],
    ['2026-12-24', 'Eve', 'second'],
    ['2026-12-30', 'Shutdown', 'full'],
    ['2026-12-31', 'Shutdown', 'full'],
  ])
  assert.deepEqual(await seenBy(mei, '2028-11-01', '2028-11-30'), [], 'after its last year a rule names no date')
  const params = { id: date.id }
  const moved = await w.admin(updateHoliday, { params, body: { firstDay: '2026-06-04', portion: 'first', version: 1 } })
  assert.deepEqual([moved.data.holiday.firstDay, moved.data.holiday.lastDay, moved.data.holiday.version], ['2026-06-04', '2026-06-04', 2])
  assert.equal((await w.admin(updateHoliday, { params, body: { name: 'X', version: 1 } })).error.code, 'STALE_VERSION')
  assert.deepEqual((await w.admin(removeHoliday, { params })).data, {})
  assert.deepEqual(await seenBy(mei, '2026-06-01', '2026-06-30'), [])
  assert.equal((await w.admin(removeHoliday, { params })).status, 404)
  const { entries } = (await w.admin(listEntity, { params: { type: 'holiday', id: date.id } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    [
      'Ada Admin added the holiday Founding day',
      'Ada Admin changed the holiday Founding day',
      'Ada Admin took out the holiday Founding day',
    ],
  )
})

test('a calendar lists what was put into it, by year, with rules that hold in that year', async (t) => {
  const w = await world(t)
  const { id } = await companyCalendar(w)
  await add(w, 'Old rule', { yearly: { kind: 'fixed', month: 1, day: 1 }, toYear: 2025 })
  await add(w, 'Rule', { yearly: { kind: 'fixed', month: 1, day: 1 } })
  await add(w, 'Turn of the year', { firstDay: '2026-12-31', lastDay: '2027-01-01' })
  const names = async (year: number) =>
    (await w.admin(listEntries, { params: { id }, query: { year } })).data.holidays.map(({ name }) => name)
  assert.deepEqual(await names(2025), ['Old rule', 'Rule'])
  assert.deepEqual(await names(2026), ['Rule', 'Turn of the year'], 'in their order in the year')
  assert.deepEqual(await names(2027), ['Turn of the year', 'Rule'])
  const page = (await w.admin(listEntries, { params: { id }, query: { limit: 2, page: 2 } })).data
  assert.deepEqual([page.holidays.length, page.pagination.total], [1, 3])
})

const refused: [what: string, body: object, code: string, field: string][] = [
  ['reversed dates', { firstDay: '2026-06-03', lastDay: '2026-06-02' }, 'HOLIDAY_INVALID', 'lastDay'],
  ['a date and a rule', { firstDay: '2026-06-03', yearly: { kind: 'fixed', month: 1, day: 1 } }, 'HOLIDAY_INVALID', 'yearly'],
  ['neither', {}, 'HOLIDAY_INVALID', 'firstDay'],
  ['a rule without its month', { yearly: { kind: 'fixed', day: 1 } }, 'HOLIDAY_INVALID', 'yearly.month'],
  ['a weekday without which one', { yearly: { kind: 'weekday', month: 5, weekday: 1 } }, 'HOLIDAY_INVALID', 'yearly.nth'],
  ['a day its month does not have', { yearly: { kind: 'fixed', month: 4, day: 31 } }, 'HOLIDAY_INVALID', 'yearly.day'],
]
for (const [what, body, code, field] of refused) {
  test(`refused, naming the field: ${what}`, async (t) => {
    const w = await world(t)
    const { id } = await companyCalendar(w)
    const { status, error } = await w.admin(createHoliday, { body: { calendarId: id, name: 'X', ...body } })
    assert.deepEqual([status, error.code, (error.details as { field: string }).field], [422, code, field])
  })
}

test('resolution: own calendar before the branch’s before the company’s, with an ordinary day, and a calendar that replaces', async (t) => {
  const w = await world(t)
  const [branchId, abroad] = [await open(w, 'B'), await open(w, 'SG')]
  const [here, there, own] = [await w.as([], { branchId }), await w.as([], { branchId: abroad }), await w.as([], { branchId })]
  const calendarFor = async (name: string, target: object, more: object = {}) => {
    const { id } = (await w.admin(createCalendar, { body: { name, ...more } })).data.calendar
    assert.equal((await w.admin(assignCalendar, { params: { id }, body: { firstDay: '2026-01-01', ...target } })).status, 201)
    return id
  }
  const [ofBranch, ofAbroad] = [await calendarFor('B', { branchId }), await calendarFor('SG', { branchId: abroad }, { replaces: true })]
  const ofOwn = await calendarFor('Own', { employeeId: own.employeeId })
  await add(w, 'Company', { firstDay: '2026-05-01' })
  await add(w, 'Company too', { firstDay: '2026-05-02' })
  await add(w, 'Works', { firstDay: '2026-05-01', portion: 'none' }, ofBranch)
  await add(w, 'Abroad', { firstDay: '2026-05-04' }, ofAbroad)
  await add(w, 'Mine', { firstDay: '2026-05-01', portion: 'first' }, ofOwn)
  const month = ['2026-05-01', '2026-05-31'] as const
  assert.deepEqual(await seenBy(here, ...month), [['2026-05-02', 'Company too', 'full']])
  assert.deepEqual(await seenBy(there, ...month), [['2026-05-04', 'Abroad', 'full']])
  assert.deepEqual(await seenBy(own, ...month), [
    ['2026-05-01', 'Mine', 'first'],
    ['2026-05-02', 'Company too', 'full'],
  ])
  assert.deepEqual(
    await seenBy(w.admin, ...month),
    [
      ['2026-05-01', 'Company', 'full'],
      ['2026-05-02', 'Company too', 'full'],
    ],
    'an account without an employee',
  )
})

test('a changed holiday computes the days it touches anew in the background, with progress, and only those', async (t) => {
  const w = await world(t)
  const workers = await Promise.all([1, 2, 3].map(() => w.as('attendance.clock')))
  for (const day of ['2026-03-02', '2026-03-03']) {
    w.at(`${day}T09:00:00Z`)
    for (const one of workers) assert.equal((await one(start, { body: {} })).status, 201)
    w.at(`${day}T17:00:00Z`)
    for (const one of workers) assert.equal((await one(end, { body: {} })).status, 201)
  }
  const overtime = async (date: string) =>
    (
      await w.rows<{ overtime: number }>(
        `select overtime_minutes as overtime from attendance_day where company_id = $company and work_date = $1`,
        date,
      )
    ).map((row) => row.overtime)
  const body = { calendarId: (await companyCalendar(w)).id, name: 'Late news', firstDay: '2026-03-02' }
  const { holiday, recomputeId } = (await w.admin(createHoliday, { body })).data
  const progress = async (id: string) => {
    const { state, totalDays, doneDays } = (await w.admin(getRecompute, { params: { id } })).data.recompute
    return [state, totalDays, doneDays]
  }
  assert.deepEqual(await progress(recomputeId!), ['waiting', 0, 0])
  assert.deepEqual(await overtime('2026-03-02'), [0, 0, 0])
  await w.runJobs()
  assert.deepEqual(await progress(recomputeId!), ['done', 3, 3])
  assert.deepEqual(
    [await overtime('2026-03-02'), await overtime('2026-03-03')],
    [
      [480, 480, 480],
      [0, 0, 0],
    ],
  )
  const moved = (await w.admin(updateHoliday, { params: { id: holiday.id }, body: { firstDay: '2026-03-03' } })).data
  await w.runJobs()
  assert.deepEqual(await progress(moved.recomputeId!), ['done', 6, 6], 'the date it was on and the date it is on')
  assert.deepEqual(
    [await overtime('2026-03-02'), await overtime('2026-03-03')],
    [
      [0, 0, 0],
      [480, 480, 480],
    ],
  )
  await w.admin(removeHoliday, { params: { id: holiday.id } })
  await w.runJobs()
  assert.deepEqual(await overtime('2026-03-03'), [0, 0, 0])
  const far = (await w.admin(createHoliday, { body: { ...body, firstDay: '2031-01-01' } })).data
  const { recomputes } = (await w.admin(listRecomputes)).data
  assert.deepEqual(
    recomputes.map(({ reason, doneDays }) => [reason, doneDays]),
    [
      ['holiday-removed', 3],
      ['holiday-updated', 6],
      ['holiday-created', 3],
    ],
  )
  assert.equal(far.recomputeId, null, 'where no day is stored there is nothing to compute')
})

test('a punch in the middle of a recomputation is in the day that is stored', async (t) => {
  const w = await world(t)
  const workers = await Promise.all(Array.from({ length: 6 }, () => w.as('attendance.clock')))
  w.at('2026-03-02T09:00:00Z')
  await Promise.all(workers.map((one) => one(start, { body: {} })))
  w.at('2026-03-02T12:00:00Z')
  const body = { calendarId: (await companyCalendar(w)).id, name: 'Now', firstDay: '2026-03-02' }
  await w.admin(createHoliday, { body })
  const [, ...answers] = await Promise.all([w.runJobs(), ...workers.map((one) => one(end, { body: {} }))])
  assert(answers.every(({ status }) => status === 201))
  const days = await w.rows<{ worked: number; over: number }>(
    `select worked_minutes as worked, overtime_minutes as over from attendance_day where company_id = $company`,
  )
  assert.deepEqual(
    days,
    Array.from({ length: 6 }, () => ({ worked: 180, over: 180 })),
  )
})

test('of the same holiday added twice at once there is one', async (t) => {
  const w = await world(t)
  const body = { calendarId: (await companyCalendar(w)).id, name: 'Twice', firstDay: '2026-05-01' }
  const answers = await Promise.all(Array.from({ length: 4 }, () => w.admin(createHoliday, { body })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409, 409],
  )
  const loser = answers.find(({ status }) => status === 409)!
  assert.equal(loser.error.code, 'HOLIDAY_TAKEN')
})

test('everybody sees holidays, who may configure changes them, and those of another company or out of reach are not there', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const [reader, clerk] = [await one.as('attendance.read:own'), await one.as('attendance.configure')]
  const holiday = await add(one, 'Ours', { firstDay: '2026-05-01' })
  const params = { id: holiday.id }
  for (const [client, status] of [
    [reader, 403],
    [one.nobody, 401],
    [other.admin, 404],
  ] as const) {
    assert.equal((await client(updateHoliday, { params, body: { name: 'N' } })).status, status)
    assert.equal((await client(removeHoliday, { params })).status, status)
  }
  assert.equal((await clerk(updateHoliday, { params, body: { name: 'N' } })).status, 200)
  const body = { calendarId: holiday.calendarId, name: 'Theirs', firstDay: '2026-05-02' }
  assert.equal((await other.admin(createHoliday, { body })).status, 404)
  assert.equal((await other.admin(createHoliday, { body: { ...body, calendarId: newId() } })).status, 404)
  assert.deepEqual(await seenBy(reader, '2026-05-01'), [['2026-05-01', 'N', 'full']])
  const query = { from: '2026-05-01', to: '2026-05-01', employeeId: clerk.employeeId }
  assert.equal((await reader(listHolidays, { query })).status, 404, 'somebody else’s are outside the reach')
  assert.equal((await one.admin(listHolidays, { query })).status, 200)
  assert.equal((await other.admin(listHolidays, { query })).status, 404)
  assert.equal((await reader(listHolidays, { query: { from: '2026-01-01', to: '2027-01-02' } })).error.code, 'RANGE_TOO_LONG')
})
