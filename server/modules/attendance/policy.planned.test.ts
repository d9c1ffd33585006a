import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { end, listDays, start } from './attendance.contract.ts'
import { cancelPolicy, getPolicy, updatePolicy } from './policy.contract.ts'

test('a change planned for a later day holds from that day on, goes along with what changes before it, and is taken back', async (t) => {
  const w = await world(t)
  const mei = await w.as(['attendance.clock', 'attendance.read:own'])
  w.at('2026-03-02T08:00:00Z')
  const workedOn = async (date: string) => (await mei(listDays, { query: { from: date, to: date } })).data.days[0]!.workedMinutes
  const held = async () => (await w.admin(getPolicy)).data
  assert.deepEqual([(await held()).since, (await held()).planned, (await held()).version], [null, [], 1])
  const firstDay = '2026-03-04'
  const plan = { automaticBreaks: [{ overMinutes: 360, minutes: 30 }], firstDay }
  const planned = (await w.admin(updatePolicy, { body: { ...plan, version: 1 } })).data
  assert.deepEqual([planned.policy.automaticBreaks, planned.since, planned.planned.map((one) => one.firstDay)], [[], null, [firstDay]])
  assert.equal((await w.admin(updatePolicy, { body: { overtimeToleranceMinutes: 5, version: 1 } })).error.code, 'STALE_VERSION')
  const now = (await w.admin(updatePolicy, { body: { overtimeToleranceMinutes: 5, version: 2 } })).data
  assert.deepEqual([now.since, now.policy.automaticBreaks, now.policy.overtimeToleranceMinutes], ['2026-03-02', [], 5])
  assert.deepEqual(now.planned[0]!.policy, { ...now.policy, automaticBreaks: plan.automaticBreaks }, 'the later day follows')
  assert.equal((await w.admin(updatePolicy, { body: { ...plan, firstDay: '2026-03-01' } })).error.code, 'POLICY_DAY')
  for (const [act, at] of [
    [start, '03T09'],
    [end, '03T17'],
    [start, '04T09'],
    [end, '04T17'],
  ] as const) {
    w.at(`2026-03-${at}:00:00Z`)
    assert.equal((await mei(act, { body: {} })).status, 201)
  }
  assert.deepEqual([await workedOn('2026-03-03'), await workedOn(firstDay)], [480, 450])
  assert.deepEqual([(await held()).since, (await held()).planned], [firstDay, []])
  assert.equal((await w.admin(cancelPolicy, { params: { firstDay } })).status, 404, 'what holds is changed, not taken back')
  await w.admin(updatePolicy, { body: { overtimeToleranceMinutes: 9, firstDay: '2026-04-01' } })
  await w.admin(updatePolicy, { body: { minRestMinutes: 660, firstDay: '2026-05-01' } })
  assert.equal((await mei(cancelPolicy, { params: { firstDay: '2026-04-01' } })).status, 403)
  const both = await Promise.all([1, 2].map(() => w.admin(cancelPolicy, { params: { firstDay: '2026-04-01' } })))
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 404],
  )
  const [left, ...none] = (await held()).planned
  assert.deepEqual([left!.firstDay, left!.policy.overtimeToleranceMinutes, left!.policy.minRestMinutes, none], ['2026-05-01', 5, 660, []])
})
