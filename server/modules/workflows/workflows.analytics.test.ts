import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { asks, begin, decide, workflow } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { analytics } from './workflows.approval.contract.ts'
import { getInstance } from './workflows.instance.contract.ts'

test('analytics tell how long deciding took by kind, step and approver, and what waits longest', async (t) => {
  const w = await world(t)
  const { admin, at } = w
  const ann = await w.as([], { lastName: 'Ann' })
  const id = await workflow(w, [asks([ann])], { fields: { price: 'number' } })
  const minutes = [1, 2, 3, 4, 10]
  for (const wait of minutes) {
    at('2026-03-02T09:00:00Z')
    const instance = await begin(w, id)
    at(new Date(Date.parse('2026-03-02T09:00:00Z') + wait * 60_000).toISOString())
    await decide(ann, instance)
  }
  const waiting = await begin(w, id, { fields: { price: 5 } })
  const { byKind, bySteps, byApprover, oldest } = (await admin(analytics)).data
  const figures = { open: 1, decided: 5, medianMinutes: 3, p90Minutes: 8 }
  assert.deepEqual(byKind, [{ kind: 'custom', waiting: 1, overdue: 0, ...figures }])
  assert.deepEqual(bySteps, [{ kind: 'custom', stepName: 'Step', ...figures }])
  assert.deepEqual(byApprover, [{ userId: ann.userId, name: 'Pat Ann', ...figures }])
  // What was filled in is read with the request itself.
  assert.deepEqual(
    oldest.map(({ instanceId, fields }) => [instanceId, fields]),
    [[waiting, {}]],
  )
  assert.equal((await ann(analytics)).status, 403)
  assert.equal((await admin(getInstance, { params: { id: waiting } })).data.waiting[0]?.personName, 'Pat Ann')
})

test('leave that waits is told by whose it is and how much, not by why', async (t) => {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const boss = await w.as(['leave.approve', 'leave.read'], { lastName: 'Boss' })
  const mei = await w.as(['leave.request', 'leave.read:own'], { lastName: 'Mei', managerId: boss.employeeId, balance: { annual: '20' } })
  const { annual: typeId } = await leaveTypes(w)
  await requested(mei, { typeId, firstDay: '2026-03-09', lastDay: '2026-03-10', note: 'An operation' })
  const [leave] = (await w.admin(analytics)).data.oldest
  const { days, note, typeName } = leave!.fields
  assert.deepEqual([leave!.kind, leave!.subjectName, days, typeName, note], ['leave', 'Pat Mei', 2, 'Annual leave', undefined])
})
