import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { asks, assertReplays, begin, historyOf, inboxOf, scan, stateOf, workflow } from '../../../tests/workflows.ts'
import { anotherServer, world } from '../../../tests/world.ts'
import { listCalendars } from '../attendance/holiday-calendar.contract.ts'
import { createHoliday } from '../attendance/holiday.contract.ts'
import { scanCompany } from './workflows.jobs.ts'

/** A company that works Monday to Friday, nine to five, where clocks show `timeZone`. */
async function office(t: TestContext, timeZone: string, latest: string) {
  const w = await world(t, { timeZone })
  // They sign in at the latest moment of these tests: a token is short-lived.
  w.at(latest)
  return { ...w, w, ann: await w.as([], { lastName: 'Ann' }) }
}

const cases: readonly [name: string, timeZone: string, from: string, minutes: number, due: string][] = [
  // Clocks in Berlin go forward on Sunday 29 March 2026 and back on Sunday 25 October.
  ['over the night with an hour less', 'Europe/Berlin', '2026-03-27T15:30:00Z', 60, '2026-03-30T07:30:00.000Z'],
  ['over the night with an hour more', 'Europe/Berlin', '2026-10-23T14:30:00Z', 60, '2026-10-26T08:30:00.000Z'],
  // In New York they went forward on Sunday 8 March, in Jakarta never.
  ['elsewhere that night is another one', 'America/New_York', '2026-03-06T21:30:00Z', 60, '2026-03-09T13:30:00.000Z'],
  ['where clocks never change', 'Asia/Jakarta', '2026-03-27T09:30:00Z', 60, '2026-03-30T02:30:00.000Z'],
  // Saturday in London is still Friday afternoon in Honolulu.
  ['by the company’s date', 'Pacific/Honolulu', '2026-03-28T02:30:00Z', 60, '2026-03-30T19:30:00.000Z'],
]

for (const [name, timeZone, from, minutes, due] of cases) {
  test(`working time ${name}: due when its minutes have passed, not a second before`, async (t) => {
    const { w, ann, at } = await office(t, timeZone, due)
    at(from)
    const instance = await begin(w, await workflow(w, [asks([ann], { dueMinutes: minutes, overdue: { do: 'reject' } })]))
    assert.equal((await inboxOf(ann))[0]?.dueAt, due)
    at(new Date(Date.parse(due) - 1_000).toISOString())
    await scan(w)
    assert.equal(await stateOf(w, instance), 'pending')
    at(due)
    await scan(w)
    assert.equal(await stateOf(w, instance), 'expired')
    await assertReplays(w, instance)
  })
}

test('of a half holiday only the other half is working time', async (t) => {
  const { w, ann, admin, at } = await office(t, 'UTC', '2026-04-01T09:00:00Z')
  const halves = [
    { name: 'Morning off', firstDay: '2026-03-30', portion: 'first' as const },
    { name: 'Afternoon off', firstDay: '2026-03-31', portion: 'second' as const },
  ]
  const { calendars } = (await admin(listCalendars)).data
  for (const half of halves) assert.equal((await admin(createHoliday, { body: { calendarId: calendars[0]!.id, ...half } })).status, 201)
  // Friday at four: an hour is left of it, Monday has four hours from one, Tuesday four until one.
  at('2026-03-27T16:00:00Z')
  const dueAfterHours = async (hours: number) => {
    const instance = await begin(w, await workflow(w, [asks([ann], { dueMinutes: hours * 60 })]))
    return (await inboxOf(ann)).find((one) => one.instanceId === instance)?.dueAt
  }
  assert.deepEqual(
    [await dueAfterHours(2), await dueAfterHours(5), await dueAfterHours(6), await dueAfterHours(9), await dueAfterHours(10)],
    [
      '2026-03-30T14:00:00.000Z',
      '2026-03-30T17:00:00.000Z',
      '2026-03-31T10:00:00.000Z',
      '2026-03-31T13:00:00.000Z',
      '2026-04-01T10:00:00.000Z',
    ],
  )
})

test('two servers that scan at once, late and again, remind and escalate once', async (t) => {
  const { w, at, as, companyId, assembly } = await office(t, 'UTC', '2026-03-20T09:00:00Z')
  const boss = await as([], { lastName: 'Boss' })
  const ben = await as([], { lastName: 'Ben', managerId: boss.employeeId })
  const other = await anotherServer(t)
  at('2026-03-02T09:00:00Z')
  const escalating = asks([ben], { dueMinutes: 480, overdue: { do: 'escalate', to: { by: 'manager' } }, remindEveryDays: 1 })
  const ids = [await workflow(w, [escalating]), await workflow(w, [asks([ben], { remindEveryDays: 2 })])]
  const instances: string[] = []
  for (let nth = 0; nth < 6; nth += 1) instances.push(await begin(w, ids[nth % 2]!))
  const scans = () => Promise.all([assembly, other].flatMap(({ deps }) => [scanCompany(deps, companyId), scanCompany(deps, companyId)]))
  // Ten days late.
  at('2026-03-12T10:00:00Z')
  await scans()
  await scans()
  const counts = async (kind: string) =>
    Promise.all(instances.map(async (one) => (await historyOf(w, one)).filter((entry) => entry === kind).length))
  assert.deepEqual(await counts('escalated'), [1, 0, 1, 0, 1, 0])
  assert.deepEqual(await counts('asked'), [2, 1, 2, 1, 2, 1])
  assert.deepEqual(await counts('reminded'), [0, 1, 0, 1, 0, 1], 'once, however many were missed')
  assert.deepEqual([(await inboxOf(ben)).length, (await inboxOf(boss)).length], [6, 3])
  for (const instance of instances) await assertReplays(w, instance)
})
