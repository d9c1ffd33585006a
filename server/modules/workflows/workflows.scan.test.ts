import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { asks, assertReplays, begin, decide, historyOf, inboxOf, scan, stateOf, vote, workflow } from '../../../tests/workflows.ts'
import type { Step } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { assignCalendar, createCalendar } from '../attendance/holiday-calendar.contract.ts'
import { createHoliday } from '../attendance/holiday.contract.ts'

/** Friday 6 March 2026, 16:00 in Jakarta; the company works Monday to Friday, nine to five. */
async function office(t: TestContext) {
  const w = await world(t, { timeZone: 'Asia/Jakarta' })
  // They sign in at the latest moment of these tests: a token is short-lived.
  w.at('2026-03-30T09:00:00Z')
  const boss = await w.as([], { lastName: 'Boss' })
  const ann = await w.as([], { lastName: 'Ann', managerId: boss.employeeId })
  w.at('2026-03-06T09:00:00Z')
  return { ...w, w, boss, ann }
}

const overdue = (ann: { userId: string }, does: 'remind' | 'escalate' | 'reject' | 'approve', more: Partial<Step> = {}) =>
  asks([ann as never], { dueMinutes: 120, overdue: { do: does, ...(does === 'escalate' && { to: { by: 'manager' } }) }, ...more })

/** Two scans at once and a third afterwards: what time brings about happens once. */
const scans = async (w: Parameters<typeof scan>[0]) => {
  await Promise.all([scan(w), scan(w)])
  await scan(w)
}
const count = (history: readonly string[], kind: string) => history.filter((one) => one === kind).length

test('a task is due after its minutes of working time, in the company’s zone, and not before', async (t) => {
  const { w, ann, at } = await office(t)
  const instance = await begin(w, await workflow(w, [overdue(ann, 'reject')]))
  const [task] = await inboxOf(ann)
  assert.equal(task?.dueAt, '2026-03-09T03:00:00.000Z', 'Monday at ten: an hour was left of Friday')
  at('2026-03-09T02:59:59Z')
  await scans(w)
  assert.equal(await stateOf(w, instance), 'pending')
  at('2026-03-09T03:00:00Z')
  await scans(w)
  assert.equal(await stateOf(w, instance), 'expired')
  assert.deepEqual(await inboxOf(ann), [])
  const history = await historyOf(w, instance)
  assert.deepEqual([count(history, 'overdue'), count(history, 'step-closed'), count(history, 'ended')], [1, 1, 1])
  await assertReplays(w, instance)
})

test('a holiday of the approver’s branch is no working time', async (t) => {
  const { w, at, rows, admin } = await office(t)
  const branch = crypto.randomUUID()
  await rows(`insert into branch (company_id, id, code, name) values ($company, $1, 'B', 'B')`, branch)
  at('2026-03-09T03:00:00Z')
  const here = await w.as([], { branchId: branch })
  const there = await w.as([])
  const { calendar } = (await admin(createCalendar, { body: { name: 'Theirs' } })).data
  await admin(assignCalendar, { params: { id: calendar.id }, body: { branchId: branch, firstDay: '2026-01-01' } })
  assert.equal((await admin(createHoliday, { body: { calendarId: calendar.id, name: 'Day off', firstDay: '2026-03-09' } })).status, 201)
  at('2026-03-06T09:00:00Z')
  await begin(w, await workflow(w, [asks([here, there], { dueMinutes: 120 })]))
  assert.equal((await inboxOf(here))[0]?.dueAt, '2026-03-10T03:00:00.000Z')
  assert.equal((await inboxOf(there))[0]?.dueAt, '2026-03-09T03:00:00.000Z')
})

test('overdue approves only where that is written down', async (t) => {
  const { w, ann, at } = await office(t)
  const [written, silent] = [
    await begin(w, await workflow(w, [overdue(ann, 'approve')])),
    await begin(w, await workflow(w, [asks([ann], { dueMinutes: 120 })])),
  ]
  at('2026-03-20T03:00:00Z')
  await scans(w)
  assert.deepEqual([await stateOf(w, written), await stateOf(w, silent)], ['approved', 'pending'])
})

test('an overdue task is escalated once; the first approver may still decide until the other does', async (t) => {
  const { w, ann, boss, at } = await office(t)
  const id = await workflow(w, [overdue(ann, 'escalate')])
  const [one, two] = [await begin(w, id), await begin(w, id)]
  at('2026-03-09T04:00:00Z')
  await scans(w)
  for (const instance of [one, two])
    assert.deepEqual([count(await historyOf(w, instance), 'escalated'), count(await historyOf(w, instance), 'asked')], [1, 2])
  assert.deepEqual([(await inboxOf(ann)).length, (await inboxOf(boss)).length], [2, 2])
  await decide(ann, one)
  await decide(boss, two)
  assert.deepEqual([await stateOf(w, one), await stateOf(w, two)], ['approved', 'approved'])
  assert.deepEqual([(await inboxOf(ann)).length, (await inboxOf(boss)).length], [0, 0])
  for (const instance of [one, two]) await assertReplays(w, instance)
})

test('reminders come every so many days, once each, and none after the decision', async (t) => {
  const { w, ann, at, mailTo } = await office(t)
  const instance = await begin(w, await workflow(w, [asks([ann], { remindEveryDays: 2 })]))
  const reminded = async () => count(await historyOf(w, instance), 'reminded')
  await scans(w)
  assert.equal(await reminded(), 0)
  at('2026-03-08T09:00:00Z')
  await scans(w)
  assert.equal(await reminded(), 1)
  at('2026-03-13T09:00:00Z')
  await scans(w)
  assert.equal(await reminded(), 2, 'what was missed is not made up for')
  assert.equal((await mailTo(ann.email)).to, ann.email)
  await decide(ann, instance)
  at('2026-03-30T09:00:00Z')
  await scans(w)
  assert.equal(await reminded(), 2)
})

test('a due time that passes while it is decided: one of both, whichever came first', async (t) => {
  const { w, ann, at } = await office(t)
  const id = await workflow(w, [overdue(ann, 'reject')])
  for (let round = 0; round < 8; round += 1) {
    at('2026-03-06T09:00:00Z')
    const instance = await begin(w, id)
    const task = (await inboxOf(ann)).find((one) => one.instanceId === instance)
    at('2026-03-09T03:00:00Z')
    const [answer] = await Promise.all([vote(ann, task!), scan(w), scan(w)])
    const state = await stateOf(w, instance)
    assert.deepEqual([answer.status, state], answer.status === 200 ? [200, 'approved'] : [409, 'expired'])
    assert.equal(count(await historyOf(w, instance), 'ended'), 1)
    await assertReplays(w, instance)
  }
})

test('leave that waits from before there was an engine is begun by the scan, once', async (t) => {
  const { w, rows } = await office(t)
  const boss = await w.as('leave.approve')
  const mei = await w.as('leave.request', { managerId: boss.employeeId })
  await rows(
    `insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at)
     select $company, gen_random_uuid(), $1, id, '2026-03-10', '2026-03-10', 1, 'pending', '2026-03-02T08:00:00Z' from leave_type where company_id = $company and code = 'unpaid'`,
    mei.employeeId,
  )
  await scans(w)
  const waiting = await inboxOf(boss)
  assert.deepEqual(
    waiting.map(({ kind }) => kind),
    ['leave'],
  )
  assert.equal((await rows('select 1 from workflow_instance where company_id = $company')).length, 1)
  assert.equal(waiting[0]?.askedAt, '2026-03-02T08:00:00.000Z', 'it waits since it was asked for')
})
