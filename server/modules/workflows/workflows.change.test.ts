import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { asks, assertReplays, begin, decide, inboxOf, stateOf, vote, workflow } from '../../../tests/workflows.ts'
import type { Step } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { leaveKind } from '../leave/leave.approval.service.ts'
import { activateWorkflow, createWorkflow } from './workflows.contract.ts'
import { asEngine } from './workflows.engine.service.ts'
import { putPolicy, resumeInstance } from './workflows.instance.contract.ts'
import { restartApproval } from './workflows.request.service.ts'

test('a request that was edited is decided anew: earlier votes of the step no longer count, and what was seen before is refused', async (t) => {
  const w = await world(t)
  const [ann, ben] = [await w.as([]), await w.as([])]
  const mei = await w.as(['leave.request', 'leave.read:own'], { balance: { annual: '20' } })
  const steps: Step[] = [asks([ann, ben], { strategy: 'all' })]
  const { workflow: drafted } = (await w.admin(createWorkflow, { body: { kind: 'leave', name: 'Both', steps } })).data
  await w.admin(activateWorkflow, { params: { id: drafted.id } })
  await w.admin(putPolicy, { params: { kind: 'leave' }, body: { mode: 'strict', workflowId: drafted.id } })
  const monday = `${new Date().getUTCFullYear() + 1}-03-01`
  const { id } = await requested(mei, { typeId: (await leaveTypes(w)).annual, firstDay: nextMonday(monday) })
  const [before] = await inboxOf(ann)
  const { instanceId } = before!
  await decide(ann, instanceId)

  await w.rows(`update leave_request set note = 'Later', version = version + 1 where company_id = $company and id = $1`, id)
  await asEngine(w.assembly.deps, w.companyId, (ctx) => restartApproval(ctx, leaveKind, id))
  const [again] = await inboxOf(ann)
  assert.notEqual(again!.id, before!.id)
  assert.equal(again!.fields['note'], 'Later')
  assert.equal((await vote(ann, { id: again!.id, seen: before!.seen })).error.code, 'CHANGED_SINCE_SEEN')
  assert.equal((await vote(ann, before!)).status, 409, 'the task of the first round is closed')
  await decide(ben, instanceId)
  assert.equal(await stateOf(w, instanceId), 'pending', 'Ann’s first vote was about another request')
  await decide(ann, instanceId)
  assert.equal(await stateOf(w, instanceId), 'approved')
  await assertReplays(w, instanceId)
})

function nextMonday(day: string) {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + ((8 - date.getUTCDay()) % 7))
  return date.toISOString().slice(0, 10)
}

test('a weighted step whose people cannot reach its threshold together is stuck, not rejected, until there are more of them', async (t) => {
  const w = await world(t)
  const give = (userId: string) =>
    w.rows(
      `insert into role_assignment (company_id, user_id, role_id) select $company, $1, id from role where company_id = $company and code = 'finance'`,
      userId,
    )
  const [ann, ben] = [await w.as([]), await w.as([])]
  await give(ann.userId)
  const step = asks([], { strategy: 'weighted', threshold: 4, approvers: [{ by: 'role', code: 'finance', weight: 2 }] })
  const instance = await begin(w, await workflow(w, [step]))
  assert.equal(await stateOf(w, instance), 'stuck quorum-impossible')
  assert.deepEqual(await inboxOf(ann), [], 'nobody is asked for a vote that cannot count')
  await give(ben.userId)
  assert.equal((await w.admin(resumeInstance, { params: { id: instance } })).data.instance.state, 'pending')
  await decide(ann, instance)
  assert.equal(await stateOf(w, instance), 'pending')
  await decide(ben, instance)
  assert.equal(await stateOf(w, instance), 'approved')
  await assertReplays(w, instance)
})
