import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { asks, assertReplays, begin, decide, historyOf, scan, stateOf, workflow } from '../../../tests/workflows.ts'
import type { Step } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { createCustomField } from '../custom-fields/custom-fields.contract.ts'
import { isPublicAddress } from './workflows.action.rules.ts'
import { runAction } from './workflows.action.service.ts'
import { resumeInstance } from './workflows.instance.contract.ts'

const act = (action: string, settings: Record<string, string>): Step => ({
  key: 'act',
  kind: 'action',
  name: 'Act',
  action,
  with: settings,
})

async function settled({ rows, runJobs }: World, instance: string) {
  for (const until = Date.now() + 15_000; Date.now() < until;) {
    await runJobs()
    const state = await stateOf({ rows }, instance)
    if (state !== 'pending') return state
  }
  throw new Error('the action did not come to an end')
}

/** A place that is called, and what it was called with. */
async function listener(t: TestContext, answer: (count: number) => number) {
  const calls: { key: string | undefined; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      calls.push({ key: request.headers['idempotency-key'] as string | undefined, body })
      response.writeHead(answer(calls.length)).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

test('an action sets a field of the subject, after the commit and once however often its job runs', async (t) => {
  const w = await world(t)
  const ann = await w.as([])
  const mei = await w.as([])
  await w.admin(createCustomField, { body: { objectKind: 'employee', key: 'badge', label: 'Badge', kind: 'text' } })
  const steps = [asks([ann]), act('set-field', { field: 'badge', value: 'B-{number}' })]
  const instance = await begin(w, await workflow(w, steps, { fields: { number: 'number' } }), {
    subjectEmployeeId: mei.employeeId,
    fields: { number: 7 },
  })
  await decide(ann, instance)
  assert.equal(await settled(w, instance), 'approved')
  const value = await w.rows('select text_value from custom_value where company_id = $company and object_id = $1', mei.employeeId)
  assert.deepEqual(value, [{ text_value: 'B-7' }])
  const [started] = await w.rows<{ data: { key: string } }>(
    `select data from workflow_history where company_id = $company and instance_id = $1 and kind = 'action-started'`,
    instance,
  )
  const job = { companyId: w.companyId, instanceId: instance, step: 'act', key: started!.data.key }
  await Promise.all([runAction(w.assembly.deps, job), runAction(w.assembly.deps, job)])
  assert.equal((await historyOf(w, instance)).filter((kind) => kind === 'action-done').length, 1)
  await assertReplays(w, instance)
})

test('an action that is refused for good leaves the instance failed, never rejected, and resumed it begins again', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const id = await workflow(w, [act('set-field', { field: 'badge', value: 'x' })])
  const instance = await begin(w, id, { subjectEmployeeId: mei.employeeId })
  assert.equal(await settled(w, instance), 'failed-action action-failed')
  await w.admin(createCustomField, { body: { objectKind: 'employee', key: 'badge', label: 'Badge', kind: 'text' } })
  assert.equal((await w.admin(resumeInstance, { params: { id: instance } })).data.instance.state, 'pending')
  assert.equal(await settled(w, instance), 'approved')
  await assertReplays(w, instance)
})

test('a workflow starts another one about the same person, once', async (t) => {
  const w = await world(t)
  const [ann, mei] = [await w.as([]), await w.as([])]
  const second = await workflow(w, [asks([ann])])
  const instance = await begin(w, await workflow(w, [act('start-workflow', { workflowId: second, title: 'Second' })]), {
    subjectEmployeeId: mei.employeeId,
  })
  assert.equal(await settled(w, instance), 'approved')
  const started = await w.rows(
    'select title, subject_employee_id from workflow_instance where company_id = $company and workflow_id = $1',
    second,
  )
  assert.deepEqual(started, [{ title: 'Second', subject_employee_id: mei.employeeId }])
})

test('a webhook is called with a key that stays the same when it is called again, and one that refuses fails for good', async (t) => {
  const w = await world(t)
  const flaky = await listener(t, (count) => (count === 1 ? 503 : 200))
  const instance = await begin(w, await workflow(w, [act('call-webhook', { url: flaky.url })]))
  await w.runJobs()
  const [{ data }] = (await w.rows(
    `select data from workflow_history where company_id = $company and instance_id = $1 and kind = 'action-started'`,
    instance,
  )) as [{ data: { key: string } }]
  // The further try is due in seconds; a worker that runs it now finds the same key.
  await runAction(w.assembly.deps, { companyId: w.companyId, instanceId: instance, step: 'act', key: data.key, attempt: '1' })
  assert.equal(await stateOf(w, instance), 'approved')
  assert.deepEqual([...new Set(flaky.calls.map(({ key }) => key))], [data.key])
  assert.ok(flaky.calls.length >= 2 && flaky.calls[0]!.body.includes(instance))
  const refusing = await listener(t, () => 410)
  const failed = await begin(w, await workflow(w, [act('call-webhook', { url: refusing.url })]))
  assert.equal(await settled(w, failed), 'failed-action action-failed')
  assert.equal(refusing.calls.length, 1)
})

test('only public addresses are called in production', () => {
  for (const address of ['8.8.8.8', '2606:4700::1111', '172.32.0.1', '100.128.0.1']) assert.equal(isPublicAddress(address), true, address)
  const hidden = [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '172.16.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '999.1.1.1',
    'x',
  ]
  for (const address of hidden) assert.equal(isPublicAddress(address), false, address)
})

test('a schedule starts its workflow once at its time, whoever looks, and not while the one before runs', async (t) => {
  const w = await world(t)
  w.at('2026-03-03T12:00:00Z')
  const ann = await w.as([])
  w.at('2026-03-01T12:00:00Z')
  const id = await workflow(w, [asks([ann])], { cron: '0 9 * * *', timeZone: 'Asia/Jakarta', catchUp: 'all' })
  const started = () =>
    w.rows<{ id: string }>('select id from workflow_instance where company_id = $company and workflow_id = $1 order by started_at', id)
  await scan(w)
  assert.equal((await started()).length, 0)
  w.at('2026-03-02T02:00:00Z')
  await Promise.all([scan(w), scan(w), scan(w)])
  assert.equal((await started()).length, 1)
  w.at('2026-03-03T02:00:00Z')
  await scan(w)
  assert.equal((await started()).length, 1, 'the one of yesterday is not over')
  await decide(ann, (await started())[0]!.id)
  w.at('2026-03-03T12:00:00Z')
  await scan(w)
  assert.equal((await started()).length, 1, 'what was skipped is not made up for')
})

test('a notification is mailed to whom the step names, with what the request says', async (t) => {
  const w = await world(t)
  const ann = await w.as([])
  const say = {
    key: 'tell',
    kind: 'notification' as const,
    name: 'Tell',
    to: [{ by: 'user' as const, id: ann.userId }],
    subject: '{title} is ready',
    text: 'It costs {price}.',
  }
  await begin(w, await workflow(w, [say], { fields: { price: 'number' } }), { fields: { price: 12 } })
  const mail = await w.mailTo(ann.email)
  assert.deepEqual([mail.subject, mail.text.includes('It costs 12.')], ['Laptop is ready', true])
})
