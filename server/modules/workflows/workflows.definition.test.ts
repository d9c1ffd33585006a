import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { asks, begin, decide, inboxOf, stateOf, workflow } from '../../../tests/workflows.ts'
import type { Step } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { approveLeave, getRequest } from '../leave/leave.contract.ts'
import {
  activateWorkflow,
  archiveWorkflow,
  createWorkflow,
  deactivateWorkflow,
  deleteWorkflow,
  getWorkflow,
  listWorkflows,
  updateWorkflow,
} from './workflows.contract.ts'
import { getInstance, getPolicy, listPolicies, putPolicy } from './workflows.instance.contract.ts'
import { instantiateTemplate, listTemplates } from './workflows.template.contract.ts'
import { executeWorkflow, listVersions, simulateWorkflow } from './workflows.use.contract.ts'

async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const boss = await w.as(['leave.approve', 'leave.read'], { lastName: 'Boss' })
  const mei = await w.as(['leave.request', 'leave.read:own'], { lastName: 'Mei', managerId: boss.employeeId, balance: { annual: '20' } })
  const ann = await w.as([], { lastName: 'Ann' })
  return { ...w, w, boss, mei, ann, types: await leaveTypes(w) }
}

test('a definition that does not hold together is drafted with its faults and cannot be activated', async (t) => {
  const { admin, ann } = await office(t)
  const other = await (await world(t)).as([])
  const weak = asks([ann], { strategy: 'weighted', threshold: 3, approvers: [{ by: 'user', id: ann.userId, weight: 2 }] })
  const cases: [Step[], string][] = [
    [[asks([other])], 'APPROVER_UNKNOWN'],
    [[weak], 'THRESHOLD_TOO_HIGH'],
    [[asks([ann], { approvers: [] })], 'NOBODY_TO_ASK'],
    [[asks([ann], { next: 'step' })], 'CYCLE'],
    [[asks([ann], { next: 'approved' }), asks([ann], { key: 'b' })], 'STEP_UNREACHABLE'],
    [[{ key: 'c', kind: 'condition', name: 'c', when: 'request.price > 1.0' }], 'CONDITION_INVALID'],
  ]
  for (const [steps, code] of cases) {
    const { workflow: drafted } = (await admin(createWorkflow, { body: { kind: 'leave', name: code, steps } })).data
    assert.deepEqual([drafted.state, drafted.faults[0]?.code], ['draft', code])
    const refused = await admin(activateWorkflow, { params: { id: drafted.id } })
    assert.deepEqual([refused.status, refused.error.code], [422, 'WORKFLOW_INVALID'], code)
  }
  const unknown = await admin(createWorkflow, { body: { kind: 'lunch', name: 'x', steps: [asks([ann])] } })
  assert.equal(unknown.error.code, 'KIND_UNKNOWN')
})

test('a version never changes: what runs stays on its own, what begins takes the newest', async (t) => {
  const { w, admin, ann, boss } = await office(t)
  const id = await workflow(w, [asks([ann])])
  const old = await begin(w, id)
  await admin(updateWorkflow, { params: { id }, body: { steps: [asks([boss])] } })
  assert.equal((await inboxOf(boss)).length, 0)
  assert.equal((await admin(activateWorkflow, { params: { id } })).data.workflow.activeVersion, 2)
  const fresh = await begin(w, id)
  assert.deepEqual(
    [(await inboxOf(ann)).map((task) => task.instanceId), (await inboxOf(boss)).map((task) => task.instanceId)],
    [[old], [fresh]],
  )
  const { versions } = (await admin(listVersions, { params: { id } })).data
  assert.deepEqual(
    versions.map(({ number, running }) => [number, running]),
    [
      [2, 1],
      [1, 1],
    ],
  )
  const stale = await admin(updateWorkflow, { params: { id }, body: { name: 'x', version: 1 } })
  assert.equal(stale.error.code, 'STALE_VERSION')
})

test('a workflow goes from draft to active to inactive to archived, and is not deleted while instances run', async (t) => {
  const { w, admin, ann } = await office(t)
  const id = await workflow(w, [asks([ann])])
  const instance = await begin(w, id)
  assert.equal((await admin(deleteWorkflow, { params: { id } })).error.code, 'WORKFLOW_RUNNING')
  await admin(deactivateWorkflow, { params: { id } })
  assert.equal((await admin(executeWorkflow, { params: { id }, body: { title: 'x' } })).error.code, 'WORKFLOW_STATE')
  await decide(ann, instance)
  assert.equal(await stateOf(w, instance), 'approved', 'what runs goes on')
  assert.equal((await admin(deleteWorkflow, { params: { id } })).error.code, 'WORKFLOW_HAS_RUN')
  assert.equal((await admin(archiveWorkflow, { params: { id } })).data.workflow.state, 'archived')
  for (const act of [activateWorkflow, deactivateWorkflow, archiveWorkflow]) {
    const { status, error } = await admin(act, { params: { id } })
    assert.deepEqual([status, error.details], [409, { state: 'archived', allowed: [] }])
  }
  const { workflow: draft } = (await admin(createWorkflow, { body: { kind: 'custom', name: 'x', steps: [asks([ann])] } })).data
  assert.equal((await admin(deleteWorkflow, { params: { id: draft.id } })).status, 200)
  assert.equal((await admin(getWorkflow, { params: { id: draft.id } })).status, 404)
  assert.deepEqual(
    (await admin(listWorkflows)).data.workflows.map((one) => one.id),
    [id],
    'simple mode is not listed',
  )
  await admin(putPolicy, { params: { kind: 'leave' }, body: { mode: 'simple', roleSteps: [['manager'], ['hr']] } })
  const [simple] = await w.rows<{ id: string }>('select id from workflow where company_id = $company and is_simple limit 1')
  assert.equal((await admin(getWorkflow, { params: { id: simple!.id } })).status, 404, 'nor opened: it cannot be changed here')
})

test('every kind has a policy from sign-up on; strict mode decides by a workflow, step after step', async (t) => {
  const { w, admin, boss, mei, ann, types } = await office(t)
  const { policies } = (await admin(listPolicies)).data
  assert(policies.every(({ mode }) => mode === 'simple'))
  const rolesOf = (kind: string) => policies.find((policy) => policy.kind === kind)?.roleSteps
  assert.deepEqual(rolesOf('custom'), [['hr', 'manager', 'director']])
  assert.deepEqual(rolesOf('leave'), [['hr', 'manager', 'director', 'project_lead']])
  assert.deepEqual(rolesOf('time-correction'), [['hr', 'manager', 'director']])
  const steps = [
    asks([], { key: 'manager', name: 'Manager', approvers: [{ by: 'manager' }] }),
    {
      key: 'long',
      kind: 'condition' as const,
      name: 'Long',
      when: 'request.days > 2.0 && request.type == "annual"',
      next: 'hr',
      otherwise: 'approved',
    },
    asks([ann], { key: 'hr', name: 'HR' }),
  ]
  const { workflow: drafted } = (await admin(createWorkflow, { body: { kind: 'leave', name: 'Two steps', steps } })).data
  const strict = { params: { kind: 'leave' }, body: { mode: 'strict' as const, workflowId: drafted.id } }
  assert.equal((await admin(putPolicy, strict)).error.code, 'WORKFLOW_NOT_ACTIVE')
  await admin(activateWorkflow, { params: { id: drafted.id } })
  assert.equal((await admin(putPolicy, strict)).data.policy.mode, 'strict')
  assert.equal((await admin(deactivateWorkflow, { params: { id: drafted.id } })).error.code, 'WORKFLOW_IN_USE')

  const short = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09' })
  const long = await requested(mei, { typeId: types.annual, firstDay: '2026-03-16', lastDay: '2026-03-18' })
  await boss(approveLeave, { params: { id: short.id }, body: {} })
  const [task] = (await inboxOf(boss)).filter(({ requestId }) => requestId === long.id)
  await decide(boss, task!.instanceId)
  const stateNow = async (id: string) => (await mei(getRequest, { params: { id } })).data.request.state
  assert.deepEqual([await stateNow(short.id), await stateNow(long.id)], ['approved', 'pending'])
  await decide(ann, task!.instanceId, 'rejected', 'Too long')
  const { request } = (await mei(getRequest, { params: { id: long.id } })).data
  assert.deepEqual(
    [request.state, request.comment, request.decidedByName],
    ['rejected', 'Too long', 'Pat Ann'],
    'Ann needs no permission of leave for it',
  )
  assert.equal(
    (await admin(putPolicy, { params: { kind: 'leave' }, body: { mode: 'simple', roleSteps: [['king']] } })).error.code,
    'ROLE_NOT_FOUND',
  )
  await admin(putPolicy, { params: { kind: 'leave' }, body: { mode: 'simple', roleSteps: [['manager'], ['hr']] } })
  assert.deepEqual((await admin(getPolicy, { params: { kind: 'leave' } })).data.policy.roleSteps, [['manager'], ['hr']])
  await requested(mei, { typeId: types.annual, firstDay: '2026-03-23' })
  const [first] = (await inboxOf(boss)).filter(({ instanceState }) => instanceState === 'pending')
  await decide(boss, first!.instanceId)
  assert.deepEqual(
    (await inboxOf(boss)).map(({ stepName }) => stepName),
    ['Approval 2'],
    'one step after the other',
  )
  assert.equal((await admin(getPolicy, { params: { kind: 'lunch' } })).status, 404)
  void w
})

test('branches run side by side, a join waits for all or takes the first, and what is left is skipped', async (t) => {
  const { w, ann, boss, mei } = await office(t)
  const fork = (join: 'all' | 'any') => [
    { key: 'p', kind: 'parallel' as const, name: 'Side by side', branches: ['x', 'y'], join },
    asks([ann], { key: 'a', lane: 'p.x' }),
    asks([boss], { key: 'b', lane: 'p.y' }),
    asks([mei], { key: 'last' }),
  ]
  const all = await begin(w, await workflow(w, fork('all')))
  assert.deepEqual([(await inboxOf(ann)).length, (await inboxOf(boss)).length, (await inboxOf(mei)).length], [1, 1, 0])
  await decide(boss, all)
  assert.equal((await inboxOf(mei)).length, 0)
  await decide(ann, all)
  await decide(mei, all)
  assert.equal(await stateOf(w, all), 'approved')
  const any = await begin(w, await workflow(w, fork('any')))
  await decide(boss, any)
  assert.deepEqual([(await inboxOf(ann)).length, (await inboxOf(mei)).length], [0, 1], 'the other branch is skipped')
  const rejected = await begin(w, await workflow(w, fork('all')))
  await decide(ann, rejected, 'rejected')
  assert.deepEqual([await stateOf(w, rejected), (await inboxOf(boss)).length], ['rejected', 0])
})

test('fields stay in the order they were named in, in the definition, its versions and the requests', async (t) => {
  const { w, ann } = await office(t)
  const named = { vendor: 'text', amount: 'number', day: 'date', b: 'bool' } as const
  const id = await workflow(w, [asks([ann])], { fields: named })
  const { data } = await w.admin(executeWorkflow, { params: { id }, body: { title: 'x', fields: { b: true, amount: 5, vendor: 'Toko' } } })
  const held = (await w.admin(getWorkflow, { params: { id } })).data.workflow.fields
  const sent = (await w.admin(getInstance, { params: { id: data.instance.id } })).data.instance.fields
  assert.deepEqual([Object.keys(held), Object.keys(sent)], [Object.keys(named), ['vendor', 'amount', 'b']])
})

test('a condition over a field the request lacks stops the instance, and is not skipped', async (t) => {
  const { w, ann } = await office(t)
  const steps = [
    { key: 'c', kind: 'condition' as const, name: 'Dear', when: 'request.price > 10.0', next: 'step', otherwise: 'approved' },
    asks([ann]),
  ]
  const id = await workflow(w, steps, { fields: { price: 'number' } })
  assert.equal(await stateOf(w, await begin(w, id)), 'stuck field-missing')
  assert.equal(await stateOf(w, await begin(w, id, { fields: { price: 5 } })), 'approved')
  assert.equal(await stateOf(w, await begin(w, id, { fields: { price: 15 } })), 'pending')
  const odd = await w.admin(executeWorkflow, { params: { id }, body: { title: 'x', fields: { colour: 'red' } } })
  assert.equal(odd.error.code, 'FIELD_UNKNOWN')
  assert.equal(
    (await w.admin(executeWorkflow, { params: { id }, body: { title: 'x', fields: { price: 'much' } } })).error.code,
    'FIELD_INVALID',
  )
})

test('a simulation says who would be asked, in which order, until when, and writes nothing', async (t) => {
  const { w, admin, ann, mei, boss } = await office(t)
  const steps = [
    asks([], {
      key: 'manager',
      name: 'Manager',
      approvers: [{ by: 'manager' }],
      dueMinutes: 480,
      overdue: { do: 'escalate', to: { by: 'user', id: ann.userId } },
    }),
    asks([], { key: 'money', name: 'Money', approvers: [{ by: 'role', code: 'finance' }] }),
  ]
  const { workflow: drafted } = (await admin(createWorkflow, { body: { kind: 'leave', name: 'x', steps } })).data
  const { simulation } = (await admin(simulateWorkflow, { params: { id: drafted.id }, body: { subjectEmployeeId: mei.employeeId } })).data
  assert.equal(simulation.outcome, 'stuck')
  assert.deepEqual(
    simulation.steps.map(({ key, note, overdue, asked }) => [key, note, overdue, asked.map(({ userId, dueAt }) => [userId, dueAt])]),
    [
      ['manager', null, 'escalate', [[boss.userId, '2026-03-02T17:00:00.000Z']]],
      ['money', 'nobody-to-ask', null, []],
    ],
  )
  assert.equal((await w.rows('select 1 from workflow_instance where company_id = $company')).length, 0)
})

test('templates come with Muster, and become drafts that can be activated once their kind is there', async (t) => {
  const { admin } = await office(t)
  const { templates } = (await admin(listTemplates)).data
  assert.deepEqual(
    templates.map(({ kind, isBuiltIn }) => [kind, isBuiltIn]),
    [
      ['leave', true],
      ['expense', true],
      ['custom', true],
      ['time-correction', true],
    ],
  )
  const drafted = await Promise.all(
    templates.map(async ({ id }) => (await admin(instantiateTemplate, { params: { id }, body: {} })).data.workflow),
  )
  const codes = drafted.map(({ faults }) => [...new Set(faults.map(({ code }) => code))])
  for (const [index, kind] of ['leave', 'expense', 'custom', 'time-correction'].entries()) {
    assert.ok(
      codes[index]!.every((code) => code === 'KIND_UNKNOWN'),
      `${kind}: ${codes[index]!.join()}`,
    )
    if (kind === 'leave' || kind === 'custom')
      assert.equal((await admin(activateWorkflow, { params: { id: drafted[index]!.id } })).status, 200)
  }
})
