import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { end, listDays, myStatus, pause, resume, start } from './attendance.contract.ts'

const acts = { start, break: pause, resume, end }
type Act = keyof typeof acts
const punch = (client: Client, act: Act, body: { timeZone?: string; source?: 'web' | 'mobile'; note?: string; pressedAt?: string } = {}) =>
  client(acts[act], { body })

/** A Monday, in a company that works 09:00 to 17:00 UTC. */
const at = (time: string) => `2026-03-02T${time}:00.000Z`
const clocker = (w: World) => w.as(['attendance.clock', 'attendance.read:own'])
const punches = ({ rows }: World, person: Client) =>
  rows<{ kind: string }>(
    `select kind from attendance_entry where company_id = $company and employee_id = $1 order by at, kind`,
    person.employeeId,
  )

test('start, break, resume and end lead through the day, each answering with the clock as it is then', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  const seen = []
  for (const [act, time] of [
    ['start', '09:00'],
    ['break', '12:00'],
    ['resume', '12:45'],
    ['end', '17:00'],
  ] as const) {
    w.at(at(time))
    const answer = await punch(mei, act)
    assert.equal(answer.status, 201)
    const { entry, status } = answer.data
    assert.deepEqual(entry, { id: entry.id, kind: act, at: at(time), timeZone: 'UTC', workDate: '2026-03-02', source: 'web' })
    assert.deepEqual((await mei(myStatus)).data.status, status, 'my status is what the punch answered')
    seen.push([status.state, status.since, status.startedAt, status.workedMinutes, status.breakMinutes, status.allowed])
  }
  assert.deepEqual(seen, [
    ['working', at('09:00'), at('09:00'), 0, 0, ['break', 'end']],
    ['break', at('12:00'), at('09:00'), 180, 0, ['resume', 'end']],
    ['working', at('12:45'), at('09:00'), 180, 45, ['break', 'end']],
    ['off', at('17:00'), null, 435, 45, ['start']],
  ])
  const { entries } = (await w.admin(listEntity, { params: { type: 'attendance', id: mei.employeeId } })).data
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['attendance.started', 'attendance.break-started', 'attendance.resumed', 'attendance.ended'],
  )
})

test('every act that does not fit is refused with its code, since when, and what is allowed, and leaves nothing behind', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  const refusals = async (state: string, since: string | null, wrong: readonly (readonly [Act, string])[], allowed: Act[]) => {
    const before = await punches(w, mei)
    for (const [act, code] of wrong) {
      const { status, error } = await punch(mei, act)
      assert.deepEqual([status, error.code, error.details], [409, code, { state, allowed, since }], `${act} while ${state}`)
    }
    assert.deepEqual(await punches(w, mei), before)
  }
  const notStarted = [
    ['break', 'NOT_STARTED'],
    ['resume', 'NOT_STARTED'],
    ['end', 'NOT_STARTED'],
  ] as const
  w.at(at('08:00'))
  await refusals('off', null, notStarted, ['start'])
  w.at(at('09:00'))
  await punch(mei, 'start')
  await refusals(
    'working',
    at('09:00'),
    [
      ['start', 'ALREADY_STARTED'],
      ['resume', 'NOT_ON_BREAK'],
    ],
    ['break', 'end'],
  )
  w.at(at('10:00'))
  await refusals(
    'working',
    at('09:00'),
    [
      ['start', 'ALREADY_STARTED'],
      ['resume', 'NOT_ON_BREAK'],
    ],
    ['break', 'end'],
  )
  await punch(mei, 'break')
  await refusals(
    'break',
    at('10:00'),
    [
      ['start', 'ALREADY_STARTED'],
      ['break', 'ALREADY_ON_BREAK'],
    ],
    ['resume', 'end'],
  )
  w.at(at('11:00'))
  await punch(mei, 'end')
  await refusals('off', at('11:00'), notStarted, ['start'])
})

test('ending during a break ends the break first', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  for (const [act, time] of [
    ['start', '09:00'],
    ['break', '16:00'],
    ['end', '16:30'],
  ] as const) {
    w.at(at(time))
    await punch(mei, act)
  }
  const { status } = (await mei(myStatus)).data
  assert.deepEqual([status.state, status.workedMinutes, status.breakMinutes], ['off', 420, 30])
})

test('several sessions a day add up, and touching ones stay two', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  for (const [act, time] of [
    ['start', '09:00'],
    ['end', '12:00'],
    ['start', '12:00'],
    ['end', '13:00'],
    ['start', '14:00'],
    ['end', '17:00'],
  ] as const) {
    w.at(at(time))
    assert.equal((await punch(mei, act)).status, 201)
  }
  assert.equal((await mei(myStatus)).data.status.workedMinutes, 420)
  assert.equal((await punches(w, mei)).length, 6)
})

test('each punch keeps its own zone, local time, source and note', async (t) => {
  const w = await world(t, { timeZone: 'Asia/Jakarta' })
  const mei = await clocker(w)
  w.at('2026-03-02T02:00:00Z')
  await punch(mei, 'start')
  w.at('2026-03-02T05:00:00Z')
  const { data } = await punch(mei, 'end', { timeZone: 'Asia/Makassar', source: 'mobile', note: 'On the ferry' })
  assert.deepEqual([data.entry.timeZone, data.entry.workDate, data.entry.source], ['Asia/Makassar', '2026-03-02', 'mobile'])
  const kept = await w.rows(
    `select time_zone, local_time, source, note from attendance_entry where company_id = $company and employee_id = $1 order by at`,
    mei.employeeId,
  )
  assert.deepEqual(kept, [
    { time_zone: 'Asia/Jakarta', local_time: '2026-03-02 09:00:00', source: 'web', note: null },
    { time_zone: 'Asia/Makassar', local_time: '2026-03-02 13:00:00', source: 'mobile', note: 'On the ferry' },
  ])
})

test('a start belongs to the date it has where the person is', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at('2026-03-02T20:00:00Z')
  const { data } = await punch(mei, 'start', { timeZone: 'Asia/Tokyo' })
  assert.deepEqual([data.entry.workDate, data.status.workDate], ['2026-03-03', '2026-03-03'])
})

test('a zone that does not exist is refused and nothing is written', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  const { status, error } = await punch(mei, 'start', { timeZone: 'Mars/Olympus' })
  assert.deepEqual([status, error.code, error.details], [422, 'TIME_ZONE_UNKNOWN', { timeZone: 'Mars/Olympus' }])
  assert.deepEqual(await punches(w, mei), [])
})

test('an account without an employee has no clock', async (t) => {
  const w = await world(t)
  const clerk = await w.as('attendance.clock', { employee: false })
  for (const answer of [await punch(clerk, 'start'), await clerk(myStatus)])
    assert.deepEqual([answer.status, answer.error.code], [403, 'NO_EMPLOYEE'])
})

test('nobody clocks without the permission, without signing in, or with the feature switched off', async (t) => {
  const w = await world(t)
  const reader = await w.as('attendance.read')
  const mei = await clocker(w)
  for (const act of Object.keys(acts) as Act[]) {
    assert.equal((await punch(reader, act)).status, 403)
    assert.equal((await punch(w.nobody, act)).status, 401)
  }
  await w.admin.raw('PATCH', 'company/features', { attendance: false, payroll: false })
  for (const answer of [
    await punch(mei, 'start'),
    await mei(myStatus),
    await mei(listDays, { query: { from: '2026-03-02', to: '2026-03-02' } }),
  ]) {
    assert.deepEqual([answer.status, answer.error.code], [403, 'FEATURE_OFF'])
  }
})

test('a source that only devices and imports have is not for people to claim', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  const { status, error } = await mei.raw('POST', 'attendance/start', { source: 'device' })
  assert.deepEqual([status, error.code], [400, 'VALIDATION_FAILED'])
})

test('my status is the same whether the day was stored or is worked out', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at(at('08:00'))
  const idle = (await mei(myStatus)).data.status
  assert.deepEqual(idle, {
    state: 'off',
    since: null,
    startedAt: null,
    workDate: '2026-03-02',
    timeZone: 'UTC',
    scheduledMinutes: 480,
    workedMinutes: 0,
    breakMinutes: 0,
    lateMinutes: 0,
    allowed: ['start'],
  })
  w.at(at('09:00'))
  await punch(mei, 'start', { timeZone: 'Europe/Lisbon' })
  w.at(at('09:30'))
  await punch(mei, 'end')
  w.at('2026-03-03T08:00:00Z')
  const computed = (await mei(myStatus)).data.status
  assert.deepEqual(computed, { ...idle, since: at('09:30'), workDate: '2026-03-03', timeZone: 'Europe/Lisbon' }, 'yesterday is over')
  await w.rows(
    `insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes,
       early_exit_minutes, overtime_minutes, undertime_minutes)
     values ($company, $1, '2026-03-03', 'undecided', 480, 0, 0, 0, 0, 0, 0)`,
    mei.employeeId,
  )
  assert.deepEqual((await mei(myStatus)).data.status, computed)
})

test('a clock still running from yesterday is shown with its own day', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at(at('22:00'))
  await punch(mei, 'start')
  w.at('2026-03-03T06:00:00.000Z')
  const { status } = (await mei(myStatus)).data
  assert.deepEqual(
    [status.state, status.workDate, status.startedAt, status.allowed],
    ['working', '2026-03-02', at('22:00'), ['break', 'end']],
  )
})

test('what was pressed without a network counts from then, at most a day later, after what came before it and not in a closed month', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at(at('15:00'))
  const started = await punch(mei, 'start', { pressedAt: at('09:02') })
  assert.deepEqual([started.status, started.data.entry.at, started.data.status.startedAt], [201, at('09:02'), at('09:02')])
  assert.equal((await punch(mei, 'break', { pressedAt: at('09:00') })).status, 409, 'before the start')
  assert.equal((await punch(mei, 'break', { pressedAt: at('12:00') })).data.status.workedMinutes, 178)
  assert.equal((await punch(mei, 'end', { pressedAt: at('15:04') })).data.entry.at, at('15:00'), 'a device that is ahead ends now')
  for (const pressedAt of [at('15:06'), '2026-03-01T14:59:59.999Z']) {
    const { status, error } = await punch(mei, 'start', { pressedAt })
    assert.deepEqual([status, error.code], [400, 'PRESSED_TOO_LONG_AGO'], pressedAt)
  }
  w.at('2026-04-01T00:30:00.000Z')
  await w.rows(`insert into attendance_month (company_id, month, state, changed_at) values ($company, '2026-03-01', 'closed', now())`)
  const late = await punch(mei, 'start', { pressedAt: '2026-03-31T23:00:00.000Z' })
  assert.deepEqual([late.status, late.error.code], [409, 'MONTH_CLOSED'])
  assert.equal((await punch(mei, 'start')).status, 201)
})

test('the same press sent twice at once is one entry', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at(at('15:00'))
  const sent = await Promise.all([1, 2, 3].map(() => punch(mei, 'start', { pressedAt: at('09:00') })))
  assert.deepEqual(
    sent.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409],
  )
  assert.equal((await punches(w, mei)).length, 1)
})
