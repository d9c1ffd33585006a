import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { instantOf } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { end, listDays, start } from './attendance.contract.ts'
import { settleCompany } from './day.jobs.ts'
import { createHoliday } from './holiday.contract.ts'
import { listCalendars } from './holiday-calendar.contract.ts'
import { decideOvertime } from './overtime.contract.ts'
import { getDay, summarise } from './summary.contract.ts'

const worker = (w: World, options: object = {}) => w.as(['attendance.clock', 'attendance.read:own'], options)
async function clock(w: World, person: Client, ...punches: string[]) {
  for (const punch of punches) {
    const [act, at] = punch.split(' ') as [string, string]
    w.at(`2026-03-${at}:00Z`)
    assert.equal((await person(act === 'start' ? start : end, { body: {} })).status, 201, punch)
  }
}
const totals = async (viewer: Client, from: string, to: string, employeeId: string) =>
  (await viewer(summarise, { query: { from, to, employeeId } })).data.people[0]?.totals

test('a period adds up days by status, minutes, late days, approved overtime and attendance', async (t) => {
  const w = await world(t)
  const [boss, mei] = [await w.as(['overtime.approve', 'attendance.read']), await worker(w)]
  const calendarId = (await w.admin(listCalendars)).data.calendars[0]!.id
  await w.admin(createHoliday, { body: { calendarId, name: 'Feast', firstDay: '2026-03-04' } })
  await clock(w, mei, 'start 02T09:00', 'end 02T17:00', 'start 03T09:30', 'end 03T18:30')
  w.at('2026-03-06T20:00:00Z')
  const params = { employeeId: mei.employeeId, date: '2026-03-03' }
  assert.equal((await boss(decideOvertime, { params, body: { state: 'approved' } })).status, 200)
  const found = await totals(boss, '2026-03-01', '2026-03-31', mei.employeeId)
  assert.partialDeepStrictEqual(found, {
    days: { present: 2, absent: 2, holiday: 1, 'day-off': 1, undecided: 0, 'on-leave': 0 },
    scheduledMinutes: 1920,
    workedMinutes: 1020,
    lateMinutes: 30,
    overtimeMinutes: 60,
    approvedOvertimeMinutes: 60,
    undertimeMinutes: 960,
    lateDays: 1,
    attendancePercent: '50',
  })
  await settleCompany(w.assembly.deps, w.companyId)
  assert.deepEqual(await totals(boss, '2026-03-01', '2026-03-31', mei.employeeId), found, 'stored it is the same')
})

test('whatever was clocked, the summary is the sum of the days as they are listed, before and after they are stored', async (t) => {
  const w = await world(t)
  const people = await Promise.all(Array.from({ length: 3 }, () => worker(w, { joinedOn: '2026-03-03' })))
  const minute = fc.integer({ min: 0, max: 10 * 1440 })
  for (const [index, minutes] of fc.sample(fc.uniqueArray(minute, { minLength: 10, maxLength: 24 }), { numRuns: 3, seed: 7 }).entries()) {
    const sorted = minutes.toSorted((a, b) => a - b)
    for (const [place, one] of sorted.entries()) {
      w.at(new Date(Date.parse('2026-03-02T00:00:00Z') + one * 60_000).toISOString())
      assert.equal((await people[index]!(place % 2 ? end : start, { body: {} })).status, 201)
    }
  }
  w.at('2026-03-13T12:00:00Z')
  const compare = async () => {
    for (const person of people) {
      const { days } = (await person(listDays, { query: { from: '2026-03-01', to: '2026-03-13' } })).data
      const found = (await totals(person, '2026-03-01', '2026-03-13', person.employeeId))!
      for (const name of [
        'scheduledMinutes',
        'workedMinutes',
        'breakMinutes',
        'lateMinutes',
        'overtimeMinutes',
        'undertimeMinutes',
      ] as const) {
        assert.equal(
          found[name],
          days.reduce((sum, day) => sum + day[name], 0),
          name,
        )
      }
      assert.equal(
        Object.values(found.days).reduce((sum, count) => sum + count, 0),
        days.filter(({ date, workedMinutes }) => date >= '2026-03-03' || workedMinutes > 0).length,
      )
    }
  }
  await compare()
  await settleCompany(w.assembly.deps, w.companyId)
  await compare()
})

test('a day shows the entries that count for it, also those after midnight', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  await clock(w, mei, 'start 02T20:00', 'end 03T02:00', 'start 03T09:00', 'end 03T17:00')
  const day = async (date: string) => (await mei(getDay, { params: { employeeId: mei.employeeId, date } })).data
  const first = await day('2026-03-02')
  assert.deepEqual(
    first.entries.map(({ kind, at }) => `${kind} ${at.slice(8, 16)}`),
    ['start 02T20:00', 'end 03T02:00'],
  )
  assert.deepEqual([first.day.workedMinutes, first.overtimeState], [360, null])
  assert.deepEqual((await day('2026-03-03')).entries.length, 2)
  assert.deepEqual((await day('2026-03-05')).entries, [])
})

test('a person who moves to another zone in the middle of a week has each day by the clock of where they were', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  const branch = async (code: string, timeZone: string) => {
    const id = newId()
    await w.rows(`insert into branch (company_id, id, code, name, time_zone) values ($company, $1, $2, $2, $3)`, id, code, timeZone)
    return id
  }
  const [honolulu, auckland] = [await branch('HNL', 'Pacific/Honolulu'), await branch('AKL', 'Pacific/Auckland')]
  await w.rows(
    `update employment set branch_id = $1, last_day = '2026-03-03' where company_id = $company and employee_id = $2`,
    honolulu,
    mei.employeeId,
  )
  await w.rows(
    `insert into employment (company_id, id, employee_id, first_day, branch_id) values ($company, gen_random_uuid(), $1, '2026-03-04', $2)`,
    mei.employeeId,
    auckland,
  )
  for (const [date, zone] of [
    ['2026-03-03', 'Pacific/Honolulu'],
    ['2026-03-05', 'Pacific/Auckland'],
  ] as const) {
    for (const [contract, time] of [
      [start, '09:20'],
      [end, '17:00'],
    ] as const) {
      w.at(new Date(instantOf(date, time, zone)).toISOString())
      assert.equal((await mei(contract, { body: { timeZone: zone } })).status, 201)
    }
  }
  const { days } = (await mei(listDays, { query: { from: '2026-03-03', to: '2026-03-05' } })).data
  assert.deepEqual(
    days.map(({ date, lateMinutes, workedMinutes, scheduledMinutes }) => [date, lateMinutes, workedMinutes, scheduledMinutes]),
    [
      ['2026-03-03', 20, 460, 480],
      ['2026-03-04', 0, 0, 480],
      ['2026-03-05', 20, 460, 480],
    ],
  )
})

test('each reach sums its people only; who is outside is not there', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  const boss = await one.as(['attendance.read:team'])
  const [mei, tom] = [await worker(one, { managerId: boss.employeeId }), await worker(one)]
  const query = { from: '2026-03-01', to: '2026-03-31' }
  const seen = async (viewer: Client, more: object = {}) =>
    (await viewer(summarise, { query: { ...query, ...more } })).data.people.map(({ employeeId }) => employeeId).toSorted()
  assert.deepEqual(await seen(boss), [boss.employeeId, mei.employeeId].toSorted())
  assert.deepEqual(await seen(tom), [tom.employeeId])
  assert.deepEqual(await seen(boss, { employeeId: tom.employeeId }), [])
  assert.deepEqual(await seen(other.admin, { employeeId: tom.employeeId }), [])
  const params = { employeeId: tom.employeeId, date: '2026-03-02' }
  for (const [viewer, status] of [
    [boss, 404],
    [tom, 200],
    [other.admin, 404],
    [one.nobody, 401],
    [one.admin, 200],
  ] as const)
    assert.equal((await viewer(getDay, { params })).status, status)
  assert.equal((await tom(summarise, { query: { from: '2026-03-01', to: '2027-03-31' } })).error.code, 'RANGE_TOO_LONG')
})
