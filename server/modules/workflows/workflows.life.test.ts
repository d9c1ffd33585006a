import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { asks, assertReplays, begin, decide, historyOf, inboxOf, scan, stateOf, vote, workflow } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { archiveUser } from '../users/users.contract.ts'
import { approveLeave, getRequest, withdrawLeave } from '../leave/leave.contract.ts'
import { comment, decideMany, delegate, getApproval } from './workflows.approval.contract.ts'
import {
  addSubstitute,
  cancelInstance,
  endSubstitute,
  getHistory,
  getInstance,
  listInstances,
  resumeInstance,
} from './workflows.instance.contract.ts'

/** Monday 2 March 2026: three approvers of whom one manages another, and somebody to ask about. */
async function office(t: TestContext) {
  const w = await world(t)
  // They sign in at the latest moment of these tests: a token is short-lived.
  w.at('2026-03-05T01:00:00Z')
  const boss = await w.as([], { lastName: 'Boss' })
  const ann = await w.as([], { lastName: 'Ann', managerId: boss.employeeId })
  const ben = await w.as([], { lastName: 'Ben' })
  const mei = await w.as(['workflow.execute', 'employee.read:own', 'leave.request', 'leave.read:own'], {
    lastName: 'Mei',
    balance: { annual: '20' },
  })
  w.at('2026-03-02T09:00:00Z')
  return { ...w, w, boss, ann, ben, mei }
}

test('a step with nobody to ask uses its fallback, else the instance is stuck, never approved, until an overseer resumes it', async (t) => {
  const { w, ann, mei, admin } = await office(t)
  const nobody = { approvers: [{ by: 'project-lead' as const }] }
  const fallback = await begin(w, await workflow(w, [asks([], { ...nobody, fallback: [{ by: 'user', id: ann.userId }] })]))
  assert.equal((await inboxOf(ann))[0]?.instanceId, fallback)
  const id = await workflow(w, [asks([], { approvers: [{ by: 'role', code: 'finance' }] })])
  const stuck = await begin(w, id)
  assert.equal(await stateOf(w, stuck), 'stuck nobody-to-ask')
  assert.equal((await mei(resumeInstance, { params: { id: stuck } })).status, 403)
  assert.equal((await admin(resumeInstance, { params: { id: stuck } })).data.instance.state, 'stuck', 'there still is nobody')
  await w.rows(
    `insert into role_assignment (company_id, user_id, role_id) select $company, $1, id from role where company_id = $company and code = 'finance'`,
    ann.userId,
  )
  assert.equal((await admin(resumeInstance, { params: { id: stuck } })).data.instance.state, 'pending')
  await decide(ann, stuck)
  assert.equal(await stateOf(w, stuck), 'approved')
  assert.equal((await admin(resumeInstance, { params: { id: stuck } })).error.code, 'NOT_STUCK')
  await assertReplays(w, stuck)
})

test('overseers are told of what is stuck, with the reason', async (t) => {
  const { w, admin, mailTo } = await office(t)
  await begin(w, await workflow(w, [asks([], { approvers: [{ by: 'role', code: 'finance' }], name: 'Money' })]))
  const mail = await mailTo(admin.email)
  assert.equal(mail.subject, 'An approval is stuck: Laptop')
  assert.ok(mail.text.includes('There is nobody to ask in the step Money.'))
})

test('who asks and whom it is about are never asked, unless the definition says so, and then history says self', async (t) => {
  const { w, ann, mei } = await office(t)
  const about = { subjectEmployeeId: mei.employeeId }
  await begin(w, await workflow(w, [asks([mei, ann])]), about, mei)
  assert.deepEqual([(await inboxOf(mei)).length, (await inboxOf(ann)).length], [0, 1])
  const alone = await begin(w, await workflow(w, [asks([mei])]), about, mei)
  assert.equal(await stateOf(w, alone), 'stuck nobody-to-ask')
  const self = await begin(w, await workflow(w, [asks([mei], { allowSelf: true })]), about, mei)
  await decide(mei, self)
  assert.equal(await stateOf(w, self), 'approved')
  const { history } = (await mei(getHistory, { params: { id: self } })).data
  assert.equal(history.find(({ kind }) => kind === 'asked')?.data['self'], true)
})

test('a substitute decides for who is away, who still may; one vote, one hop, both days included', async (t) => {
  const { w, ann, ben, boss, admin, at } = await office(t)
  const away = await ann(addSubstitute, { body: { substituteId: ben.userId, firstDay: '2026-03-02', lastDay: '2026-03-04' } })
  assert.equal(away.status, 201)
  await ben(addSubstitute, { body: { substituteId: boss.userId, firstDay: '2026-03-01', lastDay: '2026-03-31' } })
  const id = await workflow(w, [asks([ann], { strategy: 'all' })])
  const instance = await begin(w, id)
  assert.deepEqual(
    (await inboxOf(ben)).map(({ forName }) => forName),
    ['Pat Ann'],
  )
  assert.equal((await inboxOf(boss)).length, 0, 'one hop only')
  assert.equal((await inboxOf(ann)).length, 1, 'Ann still may')
  const [task] = await inboxOf(ann)
  await decide(ben, instance)
  assert.equal(await stateOf(w, instance), 'approved')
  assert.equal((await vote(ann, task!)).error.code, 'APPROVAL_ENDED')
  const said = (await admin(getHistory, { params: { id: instance } })).data.history.find(({ kind }) => kind === 'decided')
  assert.deepEqual([said?.userName, said?.forName], ['Pat Ben', 'Pat Ann'])
  await assertReplays(w, instance)

  const later = await begin(w, id)
  at('2026-03-05T00:30:00Z')
  await scan(w)
  assert.deepEqual(
    [(await inboxOf(ben)).filter(({ instanceId }) => instanceId === later).length, (await inboxOf(ann)).length],
    [0, 1],
    'the fifth is not included',
  )
  await assertReplays(w, later)
})

test('a substitution that begins later takes what waits already, once, and ends when it is ended', async (t) => {
  const { w, ann, ben } = await office(t)
  const instance = await begin(w, await workflow(w, [asks([ann])]))
  const { substitute } = (await ann(addSubstitute, { body: { substituteId: ben.userId, firstDay: '2026-03-02', lastDay: '2026-03-02' } }))
    .data
  await Promise.all([scan(w), scan(w)])
  await scan(w)
  assert.equal((await historyOf(w, instance)).filter((kind) => kind === 'asked').length, 2)
  assert.equal((await inboxOf(ben)).length, 1)
  assert.equal((await ben(endSubstitute, { params: { id: substitute.id } })).error.code, 'FORBIDDEN')
  assert.equal((await ann(endSubstitute, { params: { id: substitute.id } })).data.substitute.can.end, false)
  assert.equal((await ann(endSubstitute, { params: { id: substitute.id } })).error.code, 'SUBSTITUTE_ENDED')
  await scan(w)
  assert.equal((await inboxOf(ben)).length, 0)
  await decide(ann, instance)
  await assertReplays(w, instance)
})

test('a substitute is refused who is oneself, unknown, past, reversed, overlapping, or named for somebody else', async (t) => {
  const { ann, ben, admin } = await office(t)
  const day = { firstDay: '2026-03-10', lastDay: '2026-03-12' }
  const codes = async (body: object, person = ann) =>
    (await person.raw('POST', 'approval-substitutes', { substituteId: ben.userId, ...day, ...body })).error.code
  assert.equal(await codes({ substituteId: ann.userId }), 'OWN_SUBSTITUTE')
  assert.equal(await codes({ substituteId: crypto.randomUUID() }), 'USER_NOT_FOUND')
  assert.equal(await codes({ lastDay: '2026-03-09' }), 'DATES_REVERSED')
  assert.equal(await codes({ firstDay: '2026-02-01', lastDay: '2026-02-02' }), 'DATES_PAST')
  assert.equal(await codes({ userId: ben.userId, substituteId: ann.userId }), 'FORBIDDEN')
  assert.equal((await admin(addSubstitute, { body: { userId: ann.userId, substituteId: ben.userId, ...day } })).status, 201)
  assert.equal(await codes({ firstDay: '2026-03-12', lastDay: '2026-03-14' }), 'APPROVAL_SUBSTITUTE_OVERLAP')
})

test('a task handed to a colleague goes one hop, never to who asked, and to nobody who votes already', async (t) => {
  const { w, ann, ben, boss, mei } = await office(t)
  const instance = await begin(w, await workflow(w, [asks([ann, boss], { strategy: 'all' })]), {}, mei)
  const [task] = await inboxOf(ann)
  const hand = (person: typeof ann, id: string, toUserId: string) =>
    person(delegate, { params: { id }, body: { toUserId, comment: 'You know it' } })
  assert.equal((await hand(ann, task!.id, mei.userId)).error.code, 'DELEGATE_IS_REQUESTER')
  assert.equal((await hand(ann, task!.id, boss.userId)).error.code, 'ASKED_ALREADY')
  assert.equal((await hand(mei, task!.id, ben.userId)).error.code, 'NOT_APPROVER', 'the requester sees it and may not')
  assert.equal((await hand(ben, task!.id, ben.userId)).status, 404, 'nobody told Ben of it')
  assert.equal((await hand(ann, task!.id, ben.userId)).status, 200)
  const [handed] = await inboxOf(ben)
  assert.deepEqual([handed?.forName, handed?.instanceId], ['Pat Ann', instance])
  assert.equal((await hand(ben, handed!.id, w.admin.userId)).error.code, 'DELEGATED_ALREADY')
  await decide(ben, instance)
  assert.equal(await stateOf(w, instance), 'pending')
  await decide(boss, instance)
  assert.equal(await stateOf(w, instance), 'approved')
  await assertReplays(w, instance)
})

test('the task of somebody archived goes to their substitute, else their manager, else the instance is stuck; decisions stay', async (t) => {
  const { w, ann, ben, boss, admin } = await office(t)
  const id = await workflow(w, [asks([ann, ben], { strategy: 'all' })])
  const instance = await begin(w, id)
  await decide(ben, instance)
  for (const { userId } of [ann, ben]) assert.equal((await admin(archiveUser, { params: { id: userId } })).status, 200)
  await Promise.all([scan(w), scan(w)])
  await scan(w)
  assert.deepEqual(
    (await inboxOf(boss)).map(({ instanceId }) => instanceId),
    [instance],
    "Ann's manager",
  )
  assert.equal((await historyOf(w, instance)).filter((kind) => kind === 'handed-over').length, 1)
  await decide(boss, instance)
  assert.equal(await stateOf(w, instance), 'approved', 'what Ben decided stays')
  await assertReplays(w, instance)
})

test('with neither a substitute nor a manager it is stuck, and an overseer hands the task on', async (t) => {
  const { w, ben, boss, admin } = await office(t)
  const instance = await begin(w, await workflow(w, [asks([ben])]))
  await admin(archiveUser, { params: { id: ben.userId } })
  await scan(w)
  await scan(w)
  assert.equal(await stateOf(w, instance), 'stuck approver-gone')
  assert.equal((await historyOf(w, instance)).filter((kind) => kind === 'stuck').length, 1)
  const { waiting } = (await admin(getInstance, { params: { id: instance } })).data
  assert.equal((await admin(delegate, { params: { id: waiting[0]!.taskId }, body: { toUserId: boss.userId } })).status, 200)
  assert.equal(await stateOf(w, instance), 'pending')
  await decide(boss, instance)
  assert.equal(await stateOf(w, instance), 'approved')
  await assertReplays(w, instance)
})

test('a decision carries what was seen: if the request changed since, it is refused with what is current', async (t) => {
  const { w, ann, mei, ...rest } = await office(t)
  const boss = await w.as(['leave.approve', 'leave.read'])
  const { id } = await requested(mei, { typeId: (await leaveTypes(rest)).annual, firstDay: '2026-03-09' })
  const [task] = await inboxOf(boss)
  await w.rows('update leave_request set version = version + 1 where company_id = $company and id = $1', id)
  const refused = await vote(boss, task!)
  assert.deepEqual([refused.status, refused.error.code], [409, 'CHANGED_SINCE_SEEN'])
  const now = (await boss(getApproval, { params: { id: task!.id } })).data
  assert.deepEqual(refused.error.details, { current: now.approval.seen })
  assert.equal((await vote(boss, now.approval)).status, 200)
  assert.equal((await mei(getRequest, { params: { id } })).data.request.state, 'approved')
  assert.equal((await inboxOf(ann)).length, 0)
})

test('who is not asked gets 403 when they see it, and what is not there when they do not', async (t) => {
  const { w, ann, ben, mei, admin } = await office(t)
  const instance = await begin(w, await workflow(w, [asks([ann])]), {}, mei)
  const [task] = await inboxOf(ann)
  for (const person of [admin, mei])
    assert.deepEqual([(await vote(person, task!)).status, (await vote(person, task!)).error.code], [403, 'NOT_APPROVER'])
  assert.equal((await vote(ben, task!)).status, 404)
  for (const answer of [
    await ben(getApproval, { params: { id: task!.id } }),
    await ben(comment, { params: { id: task!.id }, body: { comment: 'x' } }),
    await ben(getInstance, { params: { id: instance } }),
    await ben(getHistory, { params: { id: instance } }),
    await ben(cancelInstance, { params: { id: instance }, body: { comment: 'x' } }),
  ])
    assert.equal(answer.status, 404)
  assert.equal((await ben(listInstances)).data.pagination.total, 0)
  assert.equal((await mei(listInstances)).data.pagination.total, 1)
  assert.equal((await ann(comment, { params: { id: task!.id }, body: { comment: 'Which one?' } })).status, 200)
  assert.deepEqual((await mei(getHistory, { params: { id: instance } })).data.history.at(-1)?.comment, 'Which one?')
  const rejected = await ann.raw('POST', `approvals/${task!.id}/reject`, { seen: task!.seen })
  assert.equal(rejected.status, 400, 'a rejection says why')
})

test('what was cancelled leaves every inbox with its request, and can be neither decided nor cancelled again', async (t) => {
  const { w, ann, mei, admin, ...rest } = await office(t)
  const boss = await w.as(['leave.approve', 'leave.read'])
  const { id } = await requested(mei, { typeId: (await leaveTypes(rest)).annual, firstDay: '2026-03-09' })
  const [task] = await inboxOf(boss)
  const cancelled = await admin(cancelInstance, { params: { id: task!.instanceId }, body: { comment: 'Wrong year' } })
  assert.equal(cancelled.data.instance.state, 'cancelled')
  assert.equal((await mei(getRequest, { params: { id } })).data.request.state, 'withdrawn')
  assert.deepEqual([(await inboxOf(boss)).length, (await inboxOf(ann)).length], [0, 0])
  for (const answer of [
    await vote(boss, task!),
    await boss(approveLeave, { params: { id }, body: {} }),
    await mei(withdrawLeave, { params: { id } }),
  ])
    assert.equal(answer.status, 409)
  assert.equal((await admin(cancelInstance, { params: { id: task!.instanceId }, body: { comment: 'x' } })).error.code, 'APPROVAL_ENDED')
})

test('many are decided at once, each by itself: what is refused is listed with the reason and holds up nothing', async (t) => {
  const { w, ann, ben } = await office(t)
  const id = await workflow(w, [asks([ann])])
  for (let index = 0; index < 5; index += 1) await begin(w, id)
  await begin(w, await workflow(w, [asks([ben])]))
  const tasks = await inboxOf(ann)
  const [theirs] = await inboxOf(ben)
  await vote(ann, tasks[0]!)
  const decisions = [...tasks, theirs!].map(({ id: taskId, seen }, index) => ({ taskId, seen: index === 1 ? 'b'.repeat(64) : seen }))
  const { decided, failed } = (await ann(decideMany, { body: { outcome: 'approved', decisions } })).data
  assert.deepEqual(
    decided.sort(),
    tasks
      .slice(2)
      .map((task) => task.id)
      .sort(),
  )
  assert.deepEqual(Object.fromEntries(failed.map(({ taskId, code }) => [taskId, code])), {
    [tasks[0]!.id]: 'APPROVAL_ENDED',
    [tasks[1]!.id]: 'CHANGED_SINCE_SEEN',
    [theirs!.id]: 'NOT_FOUND',
  })
  assert.deepEqual(
    (await inboxOf(ann)).map((task) => task.id),
    [tasks[1]!.id],
  )
  const none = await ann(decideMany, { body: { outcome: 'rejected', decisions: [decisions[0]!] } })
  assert.deepEqual([none.status, none.error.code], [422, 'NOTHING_DECIDED'])
  const silent = await ann(decideMany, { body: { outcome: 'rejected', decisions: [{ taskId: tasks[1]!.id, seen: tasks[1]!.seen }] } })
  assert.equal((silent.error.details as { failed: { code: string }[] }).failed[0]?.code, 'COMMENT_REQUIRED')
})
