import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { askLeave, balanceFor, grantLot, leaveTypes, ledgerOf, newType, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { updateFeatures, updateSettings } from '../companies/companies.contract.ts'
import { previewLeave } from './leave.contract.ts'

/** A company on Monday 2 March 2026, with one person who may ask for leave. */
async function office(t: TestContext, balance: Record<string, string> = { annual: '20' }) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const mei = await w.as(['leave.request', 'leave.read:own'], { balance })
  return { ...w, mei, types: await leaveTypes(w) }
}

const monday = '2026-03-09'
const friday = '2026-03-13'
const nextMonday = '2026-03-16'

test('asking answers with the request, held at once, and its place', async (t) => {
  const { mei, types, ...w } = await office(t)
  const answer = await askLeave(mei, { typeId: types.annual, firstDay: friday, lastDay: nextMonday, endsAt: 'noon', note: 'Family visit' })
  const { request } = answer.data
  assert.equal(answer.headers['location'], `/api/v1/leave/requests/${request.id}`)
  assert.partialDeepStrictEqual(request, {
    typeName: 'Annual leave',
    unit: 'days',
    firstDay: friday,
    lastDay: nextMonday,
    startsAt: 'start',
    endsAt: 'noon',
    quantity: '1.5',
    state: 'pending',
    note: 'Family visit',
    comment: null,
    decidedByName: null,
    version: 1,
    can: { approve: false, reject: false, withdraw: true },
  })
  assert.equal(request.employee.id, mei.employeeId)
  assert.deepEqual(await ledgerOf(w, request.id), [`hold ${friday} -1`, `hold ${nextMonday} -0.5`])
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { entitled: '20', held: '1.5', taken: '0', available: '18.5' })
})

test('the refusal of a balance that is too small names the figures', async (t) => {
  const { mei, types } = await office(t, { annual: '2.5' })
  const { error } = await askLeave(mei, { typeId: types.annual, firstDay: monday, lastDay: '2026-03-11' })
  assert.deepEqual(error.details, { available: '2.5', asked: '3', short: '0.5', minBalance: '0' })
  assert.equal(
    (await askLeave(mei, { typeId: types.annual, firstDay: monday, lastDay: '2026-03-11', endsAt: 'noon' })).status,
    201,
    'all of it may be used',
  )
})

test('notice is counted from today in whole days and may be reached exactly', async (t) => {
  const { mei, ...w } = await office(t, {})
  const typeId = await newType(w, 'planned', { min_notice_days: 7, tracks_balance: false })
  const early = await askLeave(mei, { typeId, firstDay: '2026-03-06' })
  assert.deepEqual(
    [early.status, early.error.code, early.error.details],
    [422, 'LEAVE_NOTICE_TOO_SHORT', { noticeDays: 4, minNoticeDays: 7, earliest: monday }],
  )
  assert.equal((await askLeave(mei, { typeId, firstDay: monday })).status, 201)
})

test('a type may limit what one request costs, the longest run and the first months', async (t) => {
  const { mei, ...w } = await office(t, {})
  const unlimited = { tracks_balance: false }
  const short = await newType(w, 'short', { ...unlimited, max_per_request: '2' })
  const long = await askLeave(mei, { typeId: short, firstDay: monday, lastDay: '2026-03-11' })
  assert.deepEqual([long.status, long.error.code, long.error.details], [422, 'LEAVE_MAX_PER_REQUEST', { asked: '3', maxPerRequest: '2' }])
  const run = await newType(w, 'run', { ...unlimited, max_consecutive_days: 4 })
  await requested(mei, { typeId: run, firstDay: '2026-03-12', lastDay: friday })
  const touching = await askLeave(mei, { typeId: run, firstDay: nextMonday })
  assert.deepEqual([touching.error.code, (touching.error.details as { days: number }).days], ['LEAVE_RUN_TOO_LONG', 5])
  const later = await newType(w, 'later', { ...unlimited, applicable_after_days: 3000 })
  assert.equal((await askLeave(mei, { typeId: later, firstDay: '2026-06-01' })).error.code, 'LEAVE_NOT_YET_APPLICABLE')
})

test('two halves of a day and touching days are free; anything that shares a minute is a conflict', async (t) => {
  const { mei, types } = await office(t)
  const typeId = types.annual
  const first = await requested(mei, { typeId, firstDay: monday, endsAt: 'noon' })
  for (const half of [{ endsAt: 'noon' }, {}] as const) {
    const { status, error } = await askLeave(mei, { typeId: types.unpaid, firstDay: monday, ...half })
    assert.deepEqual(
      [status, error.code, error.details],
      [409, 'LEAVE_OVERLAP', { day: monday, firstDay: first.firstDay, lastDay: first.lastDay, state: 'pending' }],
    )
  }
  assert.equal((await askLeave(mei, { typeId, firstDay: monday, startsAt: 'noon' })).status, 201)
  assert.equal((await askLeave(mei, { typeId, firstDay: '2026-03-10' })).status, 201)
})

test('the database itself keeps requests of one person from overlapping', async (t) => {
  const { mei, types, ...w } = await office(t)
  await requested(mei, { typeId: types.annual, firstDay: monday, lastDay: '2026-03-10' })
  const insert = (day: string, state: string) =>
    w.rows(
      `insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at)
      values ($company, gen_random_uuid(), $1, $2, $3, $3, 1, $4, now())`,
      mei.employeeId,
      types.annual,
      day,
      state,
    )
  await assert.rejects(insert('2026-03-10', 'approved'), { code: '23P01', constraint: 'leave_overlap' })
  await insert('2026-03-10', 'withdrawn')
  await insert('2026-03-11', 'approved')
})

test('leave by the clock and half days overlap where the schedule cuts the day, not at noon', async (t) => {
  const { mei, ...w } = await office(t, {})
  // By the schedule 09:00–17:00 the second half begins at 13:00.
  const typeId = await newType(w, 'hours', { unit: 'hours', tracks_balance: false })
  await requested(mei, { typeId, firstDay: monday, fromTime: '12:00', toTime: '13:00' })
  const first = await askLeave(mei, { typeId, firstDay: monday, endsAt: 'noon' })
  assert.deepEqual([first.status, first.error.code], [409, 'LEAVE_OVERLAP'])
  assert.equal((await askLeave(mei, { typeId, firstDay: monday, startsAt: 'noon' })).status, 201)
})

test('leave by the clock that ends in the next morning is stored as what it is', async (t) => {
  const { mei, ...w } = await office(t, {})
  const typeId = await newType(w, 'hours', { unit: 'hours', tracks_balance: false })
  const night = [{ week: 1, weekday: 1, start: '22:00', end: '06:00', breakMinutes: 0 }]
  await w.rows(
    `insert into working_pattern (company_id, id, name, anchor_day, times) values ($company, $1, 'Nights', '2024-01-01', $2)`,
    mei.userId,
    JSON.stringify(night),
  )
  await w.rows(`update employment set working_pattern_id = $1 where company_id = $company and employee_id = $2`, mei.userId, mei.employeeId)
  const { request } = (await askLeave(mei, { typeId, firstDay: monday, fromTime: '23:00', toTime: '02:00' })).data
  assert.deepEqual([request.quantity, request.fromTime, request.toTime], ['3', '23:00', '02:00'])
})

test('of twenty requests at once for the last three days exactly one is accepted', async (t) => {
  const { mei, types, ...w } = await office(t, { annual: '3' })
  const weeks = Array.from({ length: 20 }, (_, week) => new Date(Date.parse(monday) + week * 7 * 86_400_000).toISOString().slice(0, 10))
  const answers = await Promise.all(
    weeks.map((firstDay) =>
      askLeave(mei, {
        typeId: types.annual,
        firstDay,
        lastDay: new Date(Date.parse(firstDay) + 2 * 86_400_000).toISOString().slice(0, 10),
      }),
    ),
  )
  const accepted = answers.filter(({ status }) => status === 201)
  assert.equal(accepted.length, 1)
  for (const { status, error } of answers.filter((answer) => answer !== accepted[0])) {
    assert.deepEqual(
      [status, error.code, error.details],
      [422, 'LEAVE_BALANCE_INSUFFICIENT', { available: '0', asked: '3', short: '3', minBalance: '0' }],
    )
  }
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '3', available: '0' })
  const [sum] = await w.rows(
    `select trim_scale(sum(quantity))::text as total, count(*) as entries from leave_ledger where company_id = $company and employee_id = $1`,
    mei.employeeId,
  )
  assert.deepEqual(sum, { total: '0', entries: 4 })
})

test('of many requests at once for the same day exactly one is accepted, also without a balance', async (t) => {
  const { mei, types } = await office(t)
  const answers = await Promise.all(Array.from({ length: 8 }, () => askLeave(mei, { typeId: types.unpaid, firstDay: monday })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409, 409, 409, 409, 409, 409, 409],
  )
})

test('leave without a balance costs days but counts nothing down', async (t) => {
  const { mei, types, ...w } = await office(t)
  const { preview } = (await mei(previewLeave, { body: { typeId: types.unpaid, firstDay: monday, lastDay: friday } })).data
  assert.deepEqual([preview.quantity, preview.availableBefore, preview.availableAfter], ['5', null, null])
  const request = await requested(mei, { typeId: types.unpaid, firstDay: monday, lastDay: friday })
  assert.deepEqual([request.quantity, await ledgerOf(w, request.id)], ['5', []])
})

test('a type that may go below zero warns, and refuses beyond its limit', async (t) => {
  const { mei, ...w } = await office(t, {})
  const typeId = await newType(w, 'flex', { min_balance: '-2' })
  await grantLot(w, mei, typeId, '2026-01-01', '2026-12-31', '1')
  const body = { typeId, firstDay: monday, lastDay: '2026-03-11' }
  const { preview } = (await mei(previewLeave, { body })).data
  assert.deepEqual(
    [preview.availableAfter, preview.warnings.map(({ code }) => code), preview.refusal],
    ['-2', ['LEAVE_BALANCE_NEGATIVE'], null],
  )
  await requested(mei, body)
  const { status, error } = await askLeave(mei, { typeId, firstDay: '2026-03-12' })
  assert.deepEqual([status, error.code], [422, 'LEAVE_BALANCE_INSUFFICIENT'])
})

for (const [what, settings] of [
  ['that approves by itself', { autoApproveLeave: true }],
  ['that needs no approval', { leaveApprovalRequired: false }],
] as const) {
  test(`in a company ${what} a request is taken at once, and the audit says that the settings decided`, async (t) => {
    const { mei, types, admin, ...w } = await office(t)
    await admin(updateSettings, { body: settings })
    const request = await requested(mei, { typeId: types.annual, firstDay: monday })
    assert.deepEqual([request.state, request.decidedByName, request.version], ['approved', null, 2])
    assert.deepEqual(await ledgerOf(w, request.id), [`hold ${monday} -1`, `release ${monday} 1`, `taken ${monday} -1`])
    assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '1', held: '0', available: '19' })
    const told = await w.rows(
      `select kind, actor_name from domain_event where company_id = $company and subject_id = $1 order by id`,
      request.id,
    )
    assert.deepEqual(told, [
      { kind: 'leave.submitted', actor_name: `Pat ${request.employee.lastName}` },
      { kind: 'leave.approved', actor_name: 'The company settings' },
    ])
  })
}

test('a kind of leave that is not there, or is of another company, is refused alike', async (t) => {
  const { mei } = await office(t)
  const foreign = await leaveTypes(await world(t))
  for (const typeId of [newId(), foreign.annual]) {
    for (const answer of [
      await askLeave(mei, { typeId, firstDay: monday }),
      await mei(previewLeave, { body: { typeId, firstDay: monday, lastDay: monday } }),
    ]) {
      assert.deepEqual([answer.status, answer.error.code], [422, 'LEAVE_TYPE_NOT_FOUND'])
    }
  }
})

test('nobody asks without the permission, without an employee, or with the feature switched off', async (t) => {
  const { mei, types, admin, as, nobody } = await office(t)
  const ask = { typeId: types.annual, firstDay: monday }
  assert.equal((await askLeave(await as('leave.read'), ask)).status, 403)
  assert.equal((await askLeave(nobody, ask)).status, 401)
  const clerk = await askLeave(await as('leave.request', { employee: false }), ask)
  assert.deepEqual([clerk.status, clerk.error.code], [403, 'NO_EMPLOYEE'])
  await admin(updateFeatures, { body: { leaveManagement: false, payroll: false } })
  assert.equal((await askLeave(mei, ask)).error.code, 'FEATURE_OFF')
})
