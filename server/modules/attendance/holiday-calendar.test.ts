import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { createBranch } from '../organization/organization.branch.contract.ts'
import {
  assignCalendar,
  changeAssignment,
  createCalendar,
  getCalendar,
  importHolidays,
  listAssignments,
  listCalendars,
  listPlaces,
  previewImport,
  removeAssignment,
  removeCalendar,
  updateCalendar,
} from './holiday-calendar.contract.ts'
import { createHoliday, listEntries, listHolidays } from './holiday.contract.ts'
import { followPublicHolidays } from './holiday.jobs.ts'

const make = async ({ admin }: World, name: string, more: object = {}) =>
  (await admin(createCalendar, { body: { name, ...more } })).data.calendar
const branchOf = async ({ admin }: World, code = 'B') => (await admin(createBranch, { body: { code, name: code } })).data.branch.id

test('a calendar is made, changed, given to a branch for a time, taken away and removed with its holidays', async (t) => {
  const w = await world(t)
  const { id, ...made } = await make(w, ' Bavaria ', { country: 'DE', region: 'BY' })
  assert.deepEqual(made, {
    name: 'Bavaria',
    isCompany: false,
    replaces: false,
    country: 'DE',
    region: 'BY',
    follows: false,
    holidays: 0,
    version: 1,
  })
  const params = { id }
  const renamed = (await w.admin(updateCalendar, { params, body: { name: 'Bayern', version: 1 } })).data.calendar
  assert.deepEqual([renamed.name, renamed.version], ['Bayern', 2])
  assert.equal((await w.admin(updateCalendar, { params, body: { name: 'X', version: 1 } })).error.code, 'STALE_VERSION')
  await w.admin(createHoliday, { body: { calendarId: id, name: 'Local', firstDay: '2026-07-01' } })
  const branchId = await branchOf(w)
  const { assignment } = (await w.admin(assignCalendar, { params, body: { branchId, firstDay: '2026-01-01' } })).data
  assert.deepEqual([assignment.branchName, assignment.employeeId, assignment.lastDay], ['B', null, null])
  assert.equal((await w.admin(removeCalendar, { params })).error.code, 'CALENDAR_IN_USE')
  const mei = await w.as([], { branchId })
  const seen = async () => (await mei(listHolidays, { query: { from: '2026-07-01', to: '2026-07-01' } })).data.holidays.length
  assert.equal(await seen(), 1)
  const at = { id, assignmentId: assignment.id }
  assert.equal((await w.admin(changeAssignment, { params: at, body: { lastDay: '2026-06-30' } })).data.assignment.version, 2)
  assert.equal(await seen(), 0)
  assert.equal((await w.admin(listAssignments, { params })).data.pagination.total, 1)
  assert.equal((await w.admin(removeAssignment, { params: at })).status, 200)
  assert.equal((await w.admin(removeCalendar, { params })).status, 200)
  assert.equal((await w.admin(getCalendar, { params })).status, 404)
})

test('the company’s own calendar comes first and stays', async (t) => {
  const w = await world(t, { country: 'DE' })
  await make(w, 'A')
  const { calendars } = (await w.admin(listCalendars)).data
  assert.deepEqual(
    calendars.map(({ name, isCompany, country, follows }) => [name, isCompany, country, follows]),
    [
      ['Company', true, 'DE', true],
      ['A', false, null, false],
    ],
  )
  assert(calendars[0]!.holidays > 15, 'Germany has nine everywhere, for two years')
  assert.equal((await w.admin(removeCalendar, { params: { id: calendars[0]!.id } })).error.code, 'CALENDAR_OF_COMPANY')
})

const places: [what: string, body: object, code: string][] = [
  ['a country that is not there', { country: 'XX' }, 'COUNTRY_UNKNOWN'],
  ['a region that is not there', { country: 'DE', region: 'XX' }, 'REGION_UNKNOWN'],
  ['a region without a country', { region: 'BY' }, 'COUNTRY_MISSING'],
  ['following no country', { follows: true }, 'COUNTRY_MISSING'],
]
for (const [what, body, code] of places) {
  test(`a calendar is refused with ${what}`, async (t) => {
    const w = await world(t)
    const { status, error } = await w.admin(createCalendar, { body: { name: 'X', ...body } })
    assert.deepEqual([status, error.code], [422, code])
  })
}

test('the preview shows exactly what importing then adds; a second import adds nothing, and what was there stays as it was', async (t) => {
  const w = await world(t)
  const { id } = await make(w, 'Bavaria')
  const params = { id }
  await w.admin(createHoliday, { body: { calendarId: id, name: 'Ours', portion: 'first', firstDay: '2026-12-25' } })
  await w.admin(createHoliday, { body: { calendarId: id, name: 'Every year', yearly: { kind: 'fixed', month: 1, day: 6 } } })
  const body = { country: 'DE', region: 'BY', fromYear: 2026, toYear: 2026 }
  const { dates } = (await w.admin(previewImport, { params, body })).data
  const present = dates.filter(({ state }) => state === 'present').map(({ day }) => day)
  assert.deepEqual(present, ['2026-01-06', '2026-12-25'])
  assert(
    dates.some(({ day, name }) => day === '2026-06-04' && name.includes('Corpus Christi')),
    JSON.stringify(dates),
  )
  const { added } = (await w.admin(importHolidays, { params, body: { ...body, follow: true } })).data
  assert.equal(added, dates.length - 2)
  const again = (await w.admin(importHolidays, { params, body })).data
  assert.deepEqual([again.added, again.present], [0, dates.length])
  const { holidays } = (await w.admin(listEntries, { params, query: { limit: 100 } })).data
  assert.equal(holidays.length, dates.length)
  assert.deepEqual(
    holidays.filter(({ firstDay }) => firstDay === '2026-12-25').map(({ name, portion, isPublic }) => [name, portion, isPublic]),
    [['Ours', 'first', false]],
  )
  const { calendar } = (await w.admin(getCalendar, { params })).data
  assert.deepEqual([calendar.country, calendar.region, calendar.follows], ['DE', 'BY', true])
})

test('only the chosen dates are added when some are chosen, and years are bounded', async (t) => {
  const w = await world(t)
  const { id } = await make(w, 'X')
  const body = { country: 'ID', fromYear: 2026, toYear: 2026, days: ['2026-08-17', '2026-08-18'] }
  assert.equal((await w.admin(importHolidays, { params: { id }, body })).data.added, 1)
  for (const years of [
    { fromYear: 2026, toYear: 2025 },
    { fromYear: 2026, toYear: 2036 },
  ]) {
    const { error } = await w.admin(previewImport, { params: { id }, body: { country: 'ID', ...years } })
    assert.equal(error.code, 'YEARS_OUT_OF_RANGE')
  }
})

test('of eight imports at once of the same year every date is added once', async (t) => {
  const w = await world(t)
  const { id } = await make(w, 'X')
  const body = { country: 'GB', region: 'SCT', fromYear: 2026, toYear: 2027 }
  const answers = await Promise.all(Array.from({ length: 8 }, () => w.admin(importHolidays, { params: { id }, body })))
  assert(answers.every(({ status }) => status === 200))
  const total = answers.reduce((sum, { data }) => sum + data.added, 0)
  const [{ count, days }] = (await w.rows<{ count: number; days: number }>(
    `select count(*)::int as count, count(distinct first_day)::int as days from holiday where company_id = $company and calendar_id = $1`,
    id,
  )) as [{ count: number; days: number }]
  assert.deepEqual([count, days], [total, total])
  assert(total > 15)
})

test('of calendars given to one branch at once for the same days one holds', async (t) => {
  const w = await world(t)
  const [branchId, a, b] = [await branchOf(w), await make(w, 'A'), await make(w, 'B')]
  const give = (id: string, body: object) =>
    w.admin(assignCalendar, { params: { id }, body: { branchId, firstDay: '2026-01-01', ...body } })
  const answers = await Promise.all([give(a.id, {}), give(b.id, {}), give(a.id, {}), give(b.id, {})])
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409, 409],
  )
  assert.equal(answers.find(({ status }) => status === 409)!.error.code, 'HOLIDAY_CALENDAR_ASSIGNMENT_OVERLAP')
  const { assignment } = answers.find(({ status }) => status === 201)!.data
  await w.admin(changeAssignment, { params: { id: assignment.calendarId, assignmentId: assignment.id }, body: { lastDay: '2026-12-31' } })
  assert.equal((await give(b.id, { firstDay: '2027-01-01' })).status, 201, 'touching days are no overlap')
  assert.equal((await give(b.id, { firstDay: '2020-01-01', lastDay: '2019-01-01' })).error.code, 'HOLIDAY_CALENDAR_ASSIGNMENT_DAYS')
  const { employeeId } = await w.as([])
  assert.equal((await give(b.id, { employeeId })).error.code, 'ASSIGNMENT_TARGET')
  assert.equal((await w.admin(assignCalendar, { params: { id: b.id }, body: { firstDay: '2026-01-01' } })).error.code, 'ASSIGNMENT_TARGET')
})

test('of removing a calendar and giving it to a branch at once one is refused', async (t) => {
  const w = await world(t)
  const branchId = await branchOf(w)
  for (let round = 0; round < 4; round += 1) {
    const { id } = await make(w, `R${round}`)
    const answers = await Promise.all([
      w.admin(removeCalendar, { params: { id } }),
      w.admin(assignCalendar, { params: { id }, body: { branchId, firstDay: `20${30 + round}-01-01`, lastDay: `20${30 + round}-12-31` } }),
    ])
    assert(['200,404', '409,201'].includes(answers.map(({ status }) => status).join()), answers.map(({ status }) => status).join())
  }
})

test('calendars that follow their country get the next year’s public holidays once, and others do not', async (t) => {
  const w = await world(t)
  w.at('2026-11-28T12:00:00Z')
  const followed = await make(w, 'F', { country: 'ID', follows: true })
  const still = await make(w, 'S', { country: 'ID' })
  await followPublicHolidays(w.assembly.deps)
  const count = async (id: string) => (await w.admin(getCalendar, { params: { id } })).data.calendar.holidays
  const first = await count(followed.id)
  assert(first > 20)
  assert.equal(await count(still.id), 0)
  await followPublicHolidays(w.assembly.deps)
  assert.equal(await count(followed.id), first)
})

test('countries and their regions are listed by name', async (t) => {
  const w = await world(t)
  const countries = (await w.admin(listPlaces)).data.places
  assert(countries.length > 150 && countries.some(({ code, name }) => code === 'ID' && name === 'Indonesia'))
  const regions = (await w.admin(listPlaces, { query: { country: 'DE' } })).data.places
  assert(regions.some(({ code }) => code === 'BY') && regions.some(({ code }) => code === 'BY-A'))
  assert.deepEqual((await w.admin(listPlaces, { query: { country: 'ID' } })).data.places, [])
})

test('who may not configure changes no calendar, and those of another company are not there', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const reader = await one.as('attendance.read')
  const { id } = await make(one, 'A')
  const branchId = await branchOf(other)
  const body = { country: 'ID', fromYear: 2026, toYear: 2026 }
  for (const [client, status] of [
    [reader, 403],
    [one.nobody, 401],
    [other.admin, 404],
  ] as const) {
    const params = { id }
    assert.equal((await client(updateCalendar, { params, body: { name: 'N' } })).status, status)
    assert.equal((await client(removeCalendar, { params })).status, status)
    assert.equal((await client(importHolidays, { params, body })).status, status)
    assert.equal((await client(previewImport, { params, body })).status, status)
    assert.equal((await client(listAssignments, { params })).status, status)
  }
  assert.equal((await reader(getCalendar, { params: { id } })).status, 200)
  const theirs = await one.admin(assignCalendar, { params: { id }, body: { branchId, firstDay: '2026-01-01' } })
  assert.deepEqual([theirs.status, theirs.error.code], [409, 'REFERENCE_NOT_FOUND'])
  const unknown = await one.admin(assignCalendar, { params: { id }, body: { branchId: newId(), firstDay: '2026-01-01' } })
  assert.equal(unknown.error.code, 'REFERENCE_NOT_FOUND')
})
