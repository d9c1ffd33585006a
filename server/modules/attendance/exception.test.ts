import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Query } from '../../core/contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { end, start } from './attendance.contract.ts'
import { approveCorrection, askCorrection } from './correction.contract.ts'
import { acceptException, acceptExceptions, listExceptions } from './exception.contract.ts'
import { decideOvertime } from './overtime.contract.ts'

const [monday, tuesday, wednesday] = ['2026-03-02', '2026-03-03', '2026-03-04'] as const
const manager = ['attendance.read', 'attendance.correct', 'correction.approve', 'overtime.approve']

/** A stored day as the night, the clock or the fence leave it. */
const keep = (w: Pick<World, 'rows'>, { employeeId }: Client, day: string, status: string, flags = '{}', overtime = 0) =>
  w.rows(
    `insert into attendance_day (company_id, employee_id, work_date, status, flags, scheduled_minutes, worked_minutes, break_minutes,
       late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes, overtime_state, settled)
     values ($company, $1, $2, $3, $4, 480, 0, 0, 0, 0, $5::int, 0, case when $5::int > 0 then 'to-approve' end, true)`,
    employeeId,
    day,
    status,
    flags,
    overtime,
  )

async function office(t: TestContext) {
  const w = await world(t)
  const [hr, boss] = [await w.as(manager), await w.as(manager)]
  const mei = await w.as(['attendance.clock', 'attendance.read:own', 'attendance.correct:own'], {
    lastName: 'Mei',
    managerId: boss.employeeId,
  })
  w.at(`${wednesday}T10:00:00Z`)
  return { ...w, hr, boss, mei }
}

const list = async (client: Client, query: Partial<Query<typeof listExceptions>> = {}) =>
  (await client(listExceptions, { query: { from: monday, to: wednesday, ...query } })).data
const shown = async (client: Client, query: Partial<Query<typeof listExceptions>> = {}) =>
  (await list(client, query)).exceptions.map(({ lastName, date, kinds }) => [lastName, date, ...kinds].join(' '))
const accept = async (client: Client, { employeeId }: Client, date: string, figures: string) => {
  const answer = await client(acceptException, { params: { employeeId, date }, body: { figures, comment: 'Told by phone' } })
  return answer.status === 200 ? 200 : `${answer.status} ${answer.error.code}`
}

test('each kind of day is listed until the act that clears it: a correction for the person, a decision, or taking it as it is', async (t) => {
  const { hr, boss, mei, ...w } = await office(t)
  const flagged = '2026-02-25'
  await keep(w, mei, monday, 'absent')
  await keep(w, mei, '2026-02-27', 'open')
  await keep(w, mei, flagged, 'present', '{automatic-end,outside-fence}')
  const all = { from: flagged }
  assert.deepEqual(await shown(hr, all), ['Mei 2026-03-02 missing', 'Mei 2026-02-27 forgotten-end', 'Mei 2026-02-25 forgotten-end flagged'])
  assert.deepEqual((await list(hr, { ...all, kind: 'missing' })).counters, { 'forgotten-end': 2, flagged: 1, missing: 1, overtime: 0 })
  assert.deepEqual(await shown(hr, { ...all, kind: 'flagged' }), ['Mei 2026-02-25 forgotten-end flagged'])

  const entries = (['start', 'end'] as const).map((kind, index) => ({ kind, at: `${monday}T${index ? '20' : '09'}:00:00Z` }))
  const body = { employeeId: mei.employeeId, date: monday, entries, reason: 'She was here all day' }
  const { id } = (await hr(askCorrection, { body })).data.correction
  assert.deepEqual(
    (await list(boss)).exceptions.map(({ isCorrected }) => isCorrected),
    [true],
  )
  assert.equal((await boss(approveCorrection, { params: { id }, body: {} })).status, 200)
  // The days around are computed anew as well, and she clocked nothing on Tuesday.
  assert.deepEqual(await shown(hr, { kind: 'overtime' }), ['Mei 2026-03-02 overtime'], 'eleven hours are overtime')
  const [late] = (await list(boss, { kind: 'overtime' })).exceptions
  assert.deepEqual(late!.can, { correct: true, accept: false, decideOvertime: true })
  assert.equal(await accept(boss, mei, monday, late!.figures), '409 EXCEPTION_OVERTIME')
  const params = { employeeId: mei.employeeId, date: monday }
  assert.equal((await boss(decideOvertime, { params, body: { state: 'approved' } })).status, 200)
  assert.deepEqual(await shown(hr, { kind: 'overtime' }), [])

  const seen = async () => (await list(hr, { ...all, kind: 'flagged' })).exceptions
  const [first] = await seen()
  assert.equal(await accept(hr, mei, flagged, 'absent 0'), '409 DAY_CHANGED')
  assert.equal(await accept(hr, mei, flagged, first!.figures), 200)
  assert.deepEqual(await seen(), [])
  assert.equal(await accept(hr, mei, flagged, first!.figures), '404 NOT_FOUND', 'it is there no more')
  await w.rows(`update attendance_day set worked_minutes = 300 where company_id = $company and work_date = $1`, flagged)
  const [again] = await seen()
  assert.deepEqual(again!.kinds, ['forgotten-end', 'flagged'], 'with other figures it comes back')
  const whole = await list(hr, all)
  const { total } = whole.pagination
  assert.equal(total, whole.exceptions.length)
  assert.equal(total, whole.counters.flagged + whole.counters['forgotten-end'] - 1, 'a day of two kinds is one day')
  const both = await Promise.all([hr, boss].map((client) => accept(client, mei, flagged, again!.figures)))
  assert.deepEqual(new Set(both), new Set([200, '404 NOT_FOUND']), 'of two at once one takes it')
  const told = await w.rows(`select count(*)::int as n from domain_event where company_id = $company and kind = 'attendance.accepted'`)
  assert.deepEqual(told, [{ n: 2 }])
})

test('who is at work, was at work since yesterday, or is in a closed month is no exception', async (t) => {
  const { hr, mei, at, ...w } = await office(t)
  at(`${tuesday}T22:00:00Z`)
  await mei(start, { body: {} })
  at(`${wednesday}T10:00:00Z`)
  assert.deepEqual(await shown(hr), [])
  at(`2026-03-05T10:00:00Z`)
  assert.deepEqual(await shown(hr), ['Mei 2026-03-03 forgotten-end'])
  assert.equal((await mei(end, { body: {} })).status, 201)
  assert.deepEqual(await shown(hr, { kind: 'forgotten-end' }), [])
  await keep(w, mei, monday, 'absent')
  await w.rows(`insert into attendance_month (company_id, month, state, changed_at) values ($company, '2026-03-01', 'closed', now())`)
  assert.deepEqual(await shown(hr), [])
  assert.equal(await accept(hr, mei, monday, 'absent 0'), '409 MONTH_CLOSED')
})

test('several days are accepted each as if alone: what cannot be is told, and what stands in the way of all is an error', async (t) => {
  const { hr, mei, ...w } = await office(t)
  const tom = await w.as([], { lastName: 'Tom' })
  for (const [who, day] of [
    [mei, monday],
    [mei, tuesday],
    [tom, monday],
    [hr, monday],
  ] as const)
    await keep(w, who, day, 'absent')
  const { figures: seen } = (await list(hr)).exceptions[0]!
  const of = ({ employeeId }: Client, date: string, figures = seen) => ({ employeeId, date, figures })
  const days = [of(mei, monday), of(tom, monday, 'absent 5'), of(hr, monday), of(mei, tuesday)]
  const answer = (await hr(acceptExceptions, { body: { days, comment: 'A day out' } })).data
  const codeOf = (who: Client, day: string) =>
    answer.days.find(({ employeeId, date }) => employeeId === who.employeeId && date === day)!.problem?.code
  assert.deepEqual(
    [answer.done, codeOf(mei, monday), codeOf(mei, tuesday), codeOf(tom, monday), codeOf(hr, monday)],
    [2, undefined, undefined, 'DAY_CHANGED', 'EXCEPTION_OWN'],
  )
  assert.deepEqual(
    (await shown(w.admin)).filter((line) => /^(Mei|Tom)/.test(line)),
    ['Tom 2026-03-02 missing'],
  )
  const refused = await hr(acceptExceptions, { body: { days: [of(tom, monday, 'absent 7')] } })
  assert.deepEqual([refused.status, refused.error.code], [409, 'DAY_CHANGED'])
})

test('days are of the people within reach, and nobody accepts their own', async (t) => {
  const { hr, boss, mei, ...w } = await office(t)
  const { department } = (await w.admin(createDepartment, { body: { code: 'OPS', name: 'Operations' } })).data
  const budi = await w.as(['attendance.read:own'], { firstName: 'Ahmad', lastName: 'Budi', departmentId: department.id })
  const lead = await w.as(['attendance.read:team', 'correction.approve:team'], { lastName: 'Lead' })
  await w.rows('update employment set manager_id = $1 where company_id = $company and employee_id = $2', lead.employeeId, mei.employeeId)
  for (const person of [mei, budi, hr]) await keep(w, person, monday, 'absent')
  const names = async (client: Client, query = {}) => (await list(client, query)).exceptions.map(({ employeeId }) => employeeId)
  assert.deepEqual(await names(lead), [mei.employeeId])
  assert.deepEqual([await names(mei), await names(budi)], [[mei.employeeId], [budi.employeeId]])
  assert.deepEqual(await names(boss, { departmentId: department.id }), [budi.employeeId])
  assert.deepEqual(await names(boss, { q: 'ahm bud' }), [budi.employeeId])
  const { exceptions, counters, pagination } = await list(lead)
  assert.deepEqual(
    [counters.missing, pagination.total, exceptions[0]!.can],
    [1, 1, { correct: false, accept: true, decideOvertime: false }],
  )
  const { figures } = exceptions[0]!
  assert.equal(await accept(lead, budi, monday, figures), '404 NOT_FOUND')
  assert.equal(await accept(hr, hr, monday, figures), '403 EXCEPTION_OWN')
  assert.equal(await accept(mei, mei, monday, figures), '403 FORBIDDEN')
  assert.equal(await accept(lead, mei, monday, figures), 200)
  const far = await boss(listExceptions, { query: { from: '2026-01-01', to: '2026-06-30' } })
  assert.deepEqual([far.status, far.error.code], [422, 'RANGE_TOO_LONG'])
})

test('what somebody may do about a day they see is told as far as each permission reaches', async (t) => {
  const { mei, ...w } = await office(t)
  const far = await w.as([], { lastName: 'Far' })
  const acts = ['attendance.correct:team', 'correction.approve:team', 'overtime.approve:team'] as const
  const lead = await w.as(['attendance.read', ...acts], { lastName: 'Lead' })
  await w.rows('update employment set manager_id = $1 where company_id = $company and employee_id = $2', lead.employeeId, mei.employeeId)
  for (const person of [mei, far, lead]) {
    await keep(w, person, monday, 'absent')
    await keep(w, person, tuesday, 'present', '{}', 60)
  }
  const told = (await list(lead)).exceptions.map(({ lastName, kinds, can }) => {
    const may = Object.entries(can).filter(([, does]) => does)
    return [lastName, ...kinds, ...may.map(([act]) => act)].join(' ')
  })
  assert.deepEqual(told.sort(), [
    'Far missing',
    'Far overtime',
    'Lead missing correct',
    'Lead overtime correct',
    'Mei missing correct accept',
    'Mei overtime correct decideOvertime',
  ])
})
