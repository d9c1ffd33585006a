import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, leaveTypes, ledgerOf, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { addDays, weekdayOf } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { listDays } from '../attendance/attendance.contract.ts'
import { approveLeave, getRequest, rejectLeave, withdrawLeave } from './leave.contract.ts'

const monday = '2026-06-08'
const wednesday = '2026-06-10'

/** Monday 1 June 2026: a person with 20 days, and a manager who decides over the whole company. */
async function office(t: TestContext, days = '20') {
  const w = await world(t)
  w.at('2026-06-01T09:00:00Z')
  const boss = await w.as(['leave.approve', 'leave.read', 'leave.request'], {
    firstName: 'Bo',
    lastName: 'Boss',
    balance: { annual: '20' },
  })
  const mei = await w.as(['leave.request', 'leave.read:own', 'attendance.read:own'], {
    managerId: boss.employeeId,
    balance: { annual: days },
  })
  return { ...w, boss, mei, types: await leaveTypes(w) }
}

const approve = (client: Client, id: string, body: { comment?: string; version?: number } = {}) =>
  client(approveLeave, { params: { id }, body })
const reject = (client: Client, id: string, body = { comment: 'The release is that week' }) => client(rejectLeave, { params: { id }, body })
const withdraw = (client: Client, id: string) => client(withdrawLeave, { params: { id } })
const statuses = async (person: Client, from: string, to: string) =>
  (await person(listDays, { query: { from, to } })).data.days.map(({ status }) => status)

test('approving takes exactly what was held, and the days are on leave', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday, lastDay: wednesday })
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '3', taken: '0', available: '17' })
  const { request } = (await approve(boss, id, { comment: 'Enjoy' })).data
  assert.partialDeepStrictEqual(request, {
    state: 'approved',
    comment: 'Enjoy',
    decidedByName: 'Bo Boss',
    decidedAt: '2026-06-01T09:00:00.000Z',
    version: 2,
    can: { approve: false, reject: false, withdraw: false },
  })
  assert.deepEqual(await ledgerOf(w, id), [
    ...[monday, '2026-06-09', wednesday].map((day) => `hold ${day} -1`),
    ...[monday, '2026-06-09', wednesday].map((day) => `release ${day} 1`),
    ...[monday, '2026-06-09', wednesday].map((day) => `taken ${day} -1`),
  ])
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '0', taken: '3', available: '17' })
  assert.deepEqual(await statuses(mei, '2026-06-05', '2026-06-11'), [
    'undecided',
    'day-off',
    'day-off',
    'on-leave',
    'on-leave',
    'on-leave',
    'undecided',
  ])
  const stored = await w.rows(
    `select work_date, status from attendance_day where company_id = $company and employee_id = $1 order by 1`,
    mei.employeeId,
  )
  assert.deepEqual(
    stored,
    [monday, '2026-06-09', wednesday].map((day) => ({ work_date: day, status: 'on-leave' })),
  )
  assert.equal((await mei(getRequest, { params: { id } })).data.request.can.withdraw, true, 'it has not begun')
})

test('half a day approved is half leave', async (t) => {
  const { mei, boss, types } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday, startsAt: 'noon' })
  await approve(boss, id)
  assert.deepEqual(await statuses(mei, monday, monday), ['half-leave'])
})

test('rejecting says why and gives everything back', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  const { request } = (await reject(boss, id)).data
  assert.deepEqual([request.state, request.comment, request.decidedByName], ['rejected', 'The release is that week', 'Bo Boss'])
  assert.deepEqual(await ledgerOf(w, id), [`hold ${monday} -1`, `release ${monday} 1`])
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '0', taken: '0', available: '20' })
  assert.deepEqual(await statuses(mei, monday, monday), ['undecided'])
  assert.equal((await requested(mei, { typeId: types.annual, firstDay: monday })).state, 'pending', 'the day is free again')
})

test('a rejection without a reason is refused and changes nothing', async (t) => {
  const { mei, boss, types } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  for (const body of [{}, { comment: '' }, { comment: ' \n ' }]) {
    const { status, error } = await boss.raw('POST', `leave/requests/${id}/reject`, body)
    assert.deepEqual([status, error.code, (error.details as { path: string }[])[0]?.path], [400, 'VALIDATION_FAILED', 'body.comment'])
  }
  assert.equal((await mei(getRequest, { params: { id } })).data.request.state, 'pending')
})

test('withdrawing an open request gives everything back', async (t) => {
  const { mei, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  const { request } = (await withdraw(mei, id)).data
  assert.deepEqual([request.state, request.decidedByName, request.version], ['withdrawn', null, 2])
  assert.deepEqual(await ledgerOf(w, id), [`hold ${monday} -1`, `release ${monday} 1`])
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '20')
})

test('cancelling approved leave that has not begun returns its days and clears the attendance', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday, lastDay: wednesday })
  await approve(boss, id, { comment: 'Enjoy' })
  const { request } = (await withdraw(mei, id)).data
  assert.deepEqual([request.state, request.comment, request.can.withdraw], ['cancelled', 'Enjoy', false])
  assert.deepEqual(
    (await ledgerOf(w, id)).filter((entry) => entry.startsWith('reversal')),
    [monday, '2026-06-09', wednesday].map((day) => `reversal ${day} 1`),
  )
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '0', taken: '0', adjusted: '0', available: '20' })
  assert.deepEqual(await statuses(mei, monday, wednesday), ['undecided', 'undecided', 'undecided'])
  const stored = await w.rows(`select distinct status from attendance_day where company_id = $company and employee_id = $1`, mei.employeeId)
  assert.deepEqual(stored, [{ status: 'undecided' }])
})

test('approved leave that has begun is not the person’s to cancel; an open request always is', async (t) => {
  const { mei, boss, types } = await office(t)
  const today = await requested(mei, { typeId: types.annual, firstDay: '2026-06-01', lastDay: '2026-06-02' })
  await approve(boss, today.id)
  const { status, error } = await withdraw(mei, today.id)
  assert.deepEqual([status, error.code, error.details], [409, 'LEAVE_BEGUN', { firstDay: '2026-06-01' }])
  const open = await requested(mei, { typeId: types.annual, firstDay: '2026-05-27' })
  assert.equal((await withdraw(mei, open.id)).data.request.state, 'withdrawn')
})

test('leave over a day that was worked keeps its punches, and being cancelled leaves them', async (t) => {
  const { mei, boss, types, at, ...w } = await office(t)
  await w.rows(
    `insert into attendance_entry (company_id, id, employee_id, kind, at, time_zone, local_time, work_date, source) values
    ($company, gen_random_uuid(), $1, 'start', '2026-06-08T09:00Z', 'UTC', '2026-06-08 09:00', '2026-06-08', 'web'),
    ($company, gen_random_uuid(), $1, 'end', '2026-06-08T17:00Z', 'UTC', '2026-06-08 17:00', '2026-06-08', 'web')`,
    mei.employeeId,
  )
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  await approve(boss, id)
  const shown = async () =>
    (await mei(listDays, { query: { from: monday, to: monday } })).data.days.map((day) => [day.status, day.workedMinutes])
  assert.deepEqual(await shown(), [['on-leave', 480]])
  at('2026-05-29T09:00:00Z')
  await withdraw(mei, id)
  assert.deepEqual(await shown(), [['present', 480]])
})

test('what is decided or taken back stays so: every further act is refused with the state', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const outcomes = { approved: approve, rejected: reject, withdrawn: (_: Client, id: string) => withdraw(mei, id) }
  let day = monday
  for (const [state, decide] of Object.entries(outcomes)) {
    const { id } = await requested(mei, { typeId: types.annual, firstDay: day })
    day = addDays(day, 1)
    await decide(boss, id)
    const before = await ledgerOf(w, id)
    const further = [await approve(boss, id), await reject(boss, id), ...(state === 'approved' ? [] : [await withdraw(mei, id)])]
    for (const { status, error } of further) {
      assert.deepEqual([status, error.code, (error.details as { state: string }).state], [409, 'LEAVE_DECIDED', state])
    }
    assert.deepEqual(await ledgerOf(w, id), before)
  }
})

test('of many approvals at once one succeeds, and the leave is taken once', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  const answers = await Promise.all([approve(boss, id), approve(boss, id), approve(boss, id), reject(boss, id), reject(boss, id)])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409, 409, 409, 409],
  )
  for (const { error } of answers.filter(({ status }) => status === 409)) assert.equal(error.code, 'LEAVE_DECIDED')
  const entries = await ledgerOf(w, id)
  const { state } = (await mei(getRequest, { params: { id } })).data.request
  assert.deepEqual(entries, [`hold ${monday} -1`, `release ${monday} 1`, ...(state === 'approved' ? [`taken ${monday} -1`] : [])])
})

test('withdrawing while it is approved at once: one of both happens, fifty times out of fifty', async (t) => {
  const { mei, boss, types, ...w } = await office(t, '60')
  let day = '2026-02-23'
  const seen = { approved: 0, withdrawn: 0 }
  for (let round = 0; round < 50; round += 1) {
    do day = addDays(day, 1)
    while (weekdayOf(day) > 5)
    const { id } = await requested(mei, { typeId: types.annual, firstDay: day })
    const acts = round % 2 ? [withdraw(mei, id), approve(boss, id)] : [approve(boss, id), withdraw(mei, id)]
    const answers = await Promise.all(acts)
    // The day is past, so that approved leave can no longer be cancelled and only one can win.
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 409],
    )
    const state = answers.find(({ status }) => status === 200)!.data.request.state as 'approved' | 'withdrawn'
    seen[state] += 1
    assert.deepEqual(await ledgerOf(w, id), [`hold ${day} -1`, `release ${day} 1`, ...(state === 'approved' ? [`taken ${day} -1`] : [])])
  }
  assert.equal(seen.approved + seen.withdrawn, 50)
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), {
    held: '0',
    taken: String(seen.approved),
    available: String(60 - seen.approved),
  })
})

test('cancelling approved leave twice at once returns the days once', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  await approve(boss, id)
  const answers = await Promise.all([withdraw(mei, id), withdraw(mei, id), withdraw(mei, id)])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409, 409],
  )
  assert.equal((await ledgerOf(w, id)).filter((entry) => entry.startsWith('reversal')).length, 1)
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '20')
})

test('a decision on a copy that changed meanwhile is refused with the current version', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  await w.rows(`update leave_request set version = 2 where company_id = $company and id = $1`, id)
  for (const answer of [
    await approve(boss, id, { version: 1 }),
    await boss(approveLeave, { params: { id }, body: {}, headers: { 'if-match': '"1"' } }),
  ]) {
    assert.deepEqual([answer.status, answer.error.code, answer.error.details], [409, 'STALE_VERSION', { current: 2 }])
  }
  assert.equal((await approve(boss, id, { version: 2 })).data.request.state, 'approved')
})

test('nobody decides their own request, however far their permission reaches', async (t) => {
  const { boss, types, as } = await office(t)
  const lead = await as(['leave.request', 'leave.approve:team', 'leave.read:team'], { balance: { annual: '5' } })
  for (const person of [boss, lead]) {
    const request = await requested(person, { typeId: types.annual, firstDay: monday })
    assert.deepEqual(request.can, { approve: false, reject: false, withdraw: true, change: true, cancel: false, readDocuments: false })
    for (const answer of [await approve(person, request.id), await reject(person, request.id)]) {
      assert.deepEqual([answer.status, answer.error.code], [403, 'LEAVE_OWN_REQUEST'])
    }
    assert.equal((await person(getRequest, { params: { id: request.id } })).data.consequence, null)
  }
})

test('a request out of reach decides, reads and withdraws like one that is not there', async (t) => {
  const { mei, types, as } = await office(t)
  const lead = await as(['leave.approve:team', 'leave.request'])
  const reader = await as(['leave.approve:team', 'leave.read:team', 'leave.request'])
  const other = await world(t)
  const foreign = await requested(await other.as(['leave.request']), { typeId: (await leaveTypes(other)).unpaid, firstDay: monday })
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  for (const target of [id, foreign.id, newId()]) {
    const answers = [
      await approve(lead, target),
      await reject(lead, target),
      await withdraw(lead, target),
      await reader(getRequest, { params: { id: target } }),
    ]
    for (const { status, error } of answers) {
      assert.deepEqual(
        [status, error.code, error.message, error.details],
        [404, 'NOT_FOUND', 'There is nothing here, or it is not visible to you.', undefined],
      )
    }
  }
  const seen = (await reader(getRequest, { params: { id: (await requested(reader, { typeId: types.unpaid, firstDay: monday })).id } })).data
  assert.deepEqual([seen.request.can.approve, seen.consequence], [false, null], 'reading is not deciding')
})

test('who sees a request and was not asked about it may not decide it', async (t) => {
  const { mei, types, as } = await office(t)
  const lead = await as(['leave.approve:team', 'leave.read:company'])
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  for (const { status, error } of [await approve(lead, id), await reject(lead, id)])
    assert.deepEqual([status, error.code, error.details], [403, 'NOT_APPROVER', { allowed: [] }])
  const { request, consequence } = (await lead(getRequest, { params: { id } })).data
  assert.deepEqual([request.can.approve, consequence], [false, null], 'reading is not deciding')
})

test('nobody decides without the permission or without signing in', async (t) => {
  const { mei, types, nobody } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: monday })
  assert.deepEqual([(await approve(mei, id)).status, (await reject(mei, id)).status, (await approve(nobody, id)).status], [403, 403, 401])
  assert.equal((await mei(getRequest, { params: { id } })).data.request.state, 'pending')
})
