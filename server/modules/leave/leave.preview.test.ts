import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import { getRequest, listRequests, previewLeave, submitLeave } from './leave.contract.ts'

/** A company on Monday 2 March 2026, with one person who may ask for leave. */
async function office(t: TestContext, balance: Record<string, string> = { annual: '20' }) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const mei = await w.as(['leave.request', 'leave.read:own'], { balance })
  return { ...w, mei, types: await leaveTypes(w) }
}

const monday = '2026-03-09'
const friday = '2026-03-13'
const saturday = '2026-03-14'
const nextMonday = '2026-03-16'

const costs: [what: string, ask: object, quantity: string, dates: [day: string, portion: string, quantity: string, reason: string][]][] = [
  [
    'three days',
    { firstDay: monday, lastDay: '2026-03-11' },
    '3',
    [
      [monday, 'full', '1', 'work'],
      ['2026-03-10', 'full', '1', 'work'],
      ['2026-03-11', 'full', '1', 'work'],
    ],
  ],
  [
    'a weekend between two days',
    { firstDay: friday, lastDay: nextMonday },
    '2',
    [
      [friday, 'full', '1', 'work'],
      [saturday, 'full', '0', 'weekend'],
      ['2026-03-15', 'full', '0', 'weekend'],
      [nextMonday, 'full', '1', 'work'],
    ],
  ],
  [
    'an afternoon to a morning',
    { firstDay: friday, lastDay: nextMonday, startsAt: 'noon', endsAt: 'noon' },
    '1',
    [
      [friday, 'second', '0.5', 'work'],
      [saturday, 'full', '0', 'weekend'],
      ['2026-03-15', 'full', '0', 'weekend'],
      [nextMonday, 'first', '0.5', 'work'],
    ],
  ],
  ['one morning', { firstDay: monday, lastDay: monday, endsAt: 'noon' }, '0.5', [[monday, 'first', '0.5', 'work']]],
  [
    'a holiday and a half holiday',
    { firstDay: '2026-04-06', lastDay: '2026-04-08' },
    '1.5',
    [
      ['2026-04-06', 'full', '0', 'holiday'],
      ['2026-04-07', 'full', '0.5', 'half-holiday'],
      ['2026-04-08', 'full', '1', 'work'],
    ],
  ],
]
for (const [what, ask, quantity, dates] of costs) {
  test(`the preview shows exactly what submitting then costs: ${what}`, async (t) => {
    const { mei, types, ...w } = await office(t)
    await w.rows(`insert into holiday (company_id, id, calendar_id, first_day, last_day, name, portion)
      select $company, gen_random_uuid(), c.id, day, day, h.name, h.portion from holiday_calendar c,
        (values (date '2026-04-06', 'Whole', 'full'), (date '2026-04-07', 'Half', 'second')) as h (day, name, portion) where c.company_id = $company`)
    const body = { typeId: types.annual, ...(ask as { firstDay: string; lastDay: string }) }
    const { preview } = (await mei(previewLeave, { body })).data
    assert.deepEqual(
      preview.dates.map((date) => [date.day, date.portion, date.quantity, date.reason]),
      dates,
    )
    const after = String(20 - Number(quantity))
    assert.deepEqual(
      [preview.quantity, preview.availableBefore, preview.availableAfter, preview.warnings, preview.refusal],
      [quantity, '20', after, [], null],
    )
    const request = await requested(mei, body)
    const kept = (await mei(getRequest, { params: { id: request.id } })).data
    assert.deepEqual([request.quantity, kept.dates, (await balanceFor(mei, mei, types.annual)).available], [quantity, preview.dates, after])
  })
}

const refusals: [what: string, status: number, code: string, ask: object][] = [
  ['reversed dates', 422, 'LEAVE_DATES_REVERSED', { firstDay: monday, lastDay: '2026-03-08' }],
  ['only days off', 422, 'LEAVE_COSTS_NOTHING', { firstDay: saturday, lastDay: '2026-03-15' }],
  ['two halves of one day', 422, 'LEAVE_HALVES_INVALID', { firstDay: monday, lastDay: monday, startsAt: 'noon', endsAt: 'noon' }],
  ['times for a type in days', 422, 'LEAVE_TIMES_NOT_ALLOWED', { firstDay: monday, lastDay: monday, fromTime: '09:00', toTime: '10:00' }],
  ['more than a year', 422, 'LEAVE_TOO_LONG', { firstDay: '2026-03-09', lastDay: '2027-03-10' }],
  ['centuries', 422, 'LEAVE_TOO_LONG', { firstDay: '2026-03-09', lastDay: '8999-12-31' }],
  ['before joining', 422, 'LEAVE_OUTSIDE_EMPLOYMENT', { firstDay: '2020-01-03', lastDay: '2020-01-06' }],
  ['more than is left', 422, 'LEAVE_BALANCE_INSUFFICIENT', { firstDay: monday, lastDay: '2026-04-06' }],
  ['after the entitlement', 422, 'LEAVE_OUTSIDE_ENTITLEMENT', { firstDay: '2028-01-03', lastDay: '2028-01-03' }],
  ['what was asked for already', 409, 'LEAVE_OVERLAP', { firstDay: '2026-05-04', lastDay: '2026-05-04' }],
]
for (const [what, status, code, ask] of refusals) {
  test(`the preview tells the refusal that submitting meets, and nothing is written: ${what}`, async (t) => {
    const { mei, types } = await office(t)
    await requested(mei, { typeId: types.annual, firstDay: '2026-05-04', lastDay: '2026-05-05' })
    const body = { typeId: types.annual, ...(ask as { firstDay: string; lastDay: string }) }
    const { preview } = (await mei(previewLeave, { body })).data
    const answer = await mei(submitLeave, { body })
    assert.deepEqual([answer.status, answer.error.code], [status, code])
    assert.deepEqual(preview.refusal, { code, message: answer.error.message })
    assert.equal((await mei(listRequests)).data.pagination.total, 1)
    assert.equal((await balanceFor(mei, mei, types.annual)).available, '18')
  })
}

test('a preview writes nothing', async (t) => {
  const { mei, types, ...w } = await office(t)
  await mei(previewLeave, { body: { typeId: types.annual, firstDay: monday, lastDay: friday } })
  assert.deepEqual(await w.rows(`select id from leave_request where company_id = $company`), [])
  assert.equal((await balanceFor(mei, mei, types.annual)).held, '0')
})
