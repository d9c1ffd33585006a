import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { asks, assertReplays, begin, decide, historyOf, inboxOf, stateOf, vote, workflow } from '../../../tests/workflows.ts'
import type { Step } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'

async function office(t: TestContext, count: number) {
  const w = await world(t)
  const people: Client[] = []
  for (let index = 0; index < count; index += 1) people.push(await w.as([]))
  return { w, people }
}

const weighted = (people: readonly Client[], threshold: number, ...weights: number[]): Step =>
  asks(people, {
    strategy: 'weighted',
    threshold,
    approvers: people.map(({ userId }, index) => ({ by: 'user', id: userId, weight: weights[index]! })),
  })

test('each strategy ends a step with the vote that decides it, and empties every inbox with it', async (t) => {
  const { w, people } = await office(t, 3)
  const [ann, ben, cid] = people as [Client, Client, Client]
  const cases: [string, Step, [Client, 'approved' | 'rejected'][], string][] = [
    ['any: the first approval', asks(people), [[ben, 'approved']], 'approved'],
    [
      'any: all reject',
      asks(people),
      [
        [ann, 'rejected'],
        [ben, 'rejected'],
        [cid, 'rejected'],
      ],
      'rejected',
    ],
    [
      'all: the first rejection',
      asks(people, { strategy: 'all' }),
      [
        [ann, 'approved'],
        [ben, 'rejected'],
      ],
      'rejected',
    ],
    [
      'all: every one',
      asks(people, { strategy: 'all' }),
      [
        [ann, 'approved'],
        [ben, 'approved'],
        [cid, 'approved'],
      ],
      'approved',
    ],
    [
      'majority: two of three',
      asks(people, { strategy: 'majority' }),
      [
        [ann, 'approved'],
        [cid, 'approved'],
      ],
      'approved',
    ],
    [
      'majority: it cannot be reached',
      asks(people, { strategy: 'majority' }),
      [
        [ann, 'rejected'],
        [cid, 'rejected'],
      ],
      'rejected',
    ],
    [
      'weighted: enough',
      weighted(people, 4, 3, 2, 1),
      [
        [ann, 'approved'],
        [cid, 'approved'],
      ],
      'approved',
    ],
    ['weighted: it cannot be reached', weighted(people, 4, 3, 2, 1), [[ann, 'rejected']], 'rejected'],
    [
      'sequential: in order',
      asks(people, { strategy: 'sequential' }),
      [
        [ann, 'approved'],
        [ben, 'approved'],
        [cid, 'approved'],
      ],
      'approved',
    ],
    [
      'sequential: until one rejects',
      asks(people, { strategy: 'sequential' }),
      [
        [ann, 'approved'],
        [ben, 'rejected'],
      ],
      'rejected',
    ],
  ]
  for (const [name, step, votes, outcome] of cases) {
    const instance = await begin(w, await workflow(w, [step]))
    for (const [index, [person, cast]] of votes.entries()) {
      assert.equal(await stateOf(w, instance), 'pending', `${name}: not before vote ${index + 1}`)
      assert.equal((await decide(person, instance, cast)).status, 200, name)
    }
    assert.equal(await stateOf(w, instance), outcome, name)
    for (const person of people) assert.deepEqual(await inboxOf(person), [], name)
    await assertReplays(w, instance)
  }
})

test('in a sequential step nobody is asked before their turn', async (t) => {
  const { w, people } = await office(t, 3)
  const [ann, ben] = people as [Client, Client]
  const instance = await begin(w, await workflow(w, [asks(people, { strategy: 'sequential' })]))
  assert.deepEqual(await Promise.all(people.map(async (one) => (await inboxOf(one)).length)), [1, 0, 0])
  const [waiting] = await w.rows<{ id: string }>('select id from approval_task where company_id = $company and user_id = $1', ben.userId)
  const early = await vote(ben, { id: waiting!.id, seen: 'a'.repeat(64) })
  assert.deepEqual([early.status, early.error.code, early.error.details], [409, 'OUT_OF_TURN', { state: 'pending', allowed: ['comment'] }])
  await decide(ann, instance)
  assert.deepEqual(await Promise.all(people.map(async (one) => (await inboxOf(one)).length)), [0, 1, 0])
})

/** Everybody votes at the same instant, over connections of their own; some for, some against. */
async function race(w: World, people: readonly Client[], instance: string, round: number) {
  const tasks = await w.rows<{ id: string; user_id: string }>(
    'select id, user_id from approval_task where company_id = $company and instance_id = $1',
    instance,
  )
  const seen = (await inboxOf(people[0]!)).find(({ instanceId }) => instanceId === instance)!.seen
  const answers = await Promise.all(
    people.map((person, index) => {
      const { id } = tasks.find((task) => task.user_id === person.userId)!
      return vote(person, { id, seen }, (index + round) % 3 === 0 ? 'rejected' : 'approved')
    }),
  )
  const accepted = answers.filter(({ status }) => status === 200)
  assert(accepted.length > 0)
  for (const { status, error } of answers.filter((answer) => answer.status !== 200)) {
    assert.equal(status, 409)
    assert(['APPROVAL_ENDED', 'ALREADY_DECIDED', 'OUT_OF_TURN'].includes(error.code), error.code)
  }
  const history = await historyOf(w, instance)
  const counts = Object.fromEntries(['decided', 'step-closed', 'ended'].map((kind) => [kind, history.filter((one) => one === kind).length]))
  assert.equal(counts['decided'], accepted.length, 'everything that was accepted is recorded, and nothing else')
  const ended = ['approved', 'rejected'].includes(await stateOf(w, instance))
  assert.deepEqual([counts['step-closed'], counts['ended']], ended ? [1, 1] : [0, 0], 'one outcome')
  const effects = await w.rows(
    `select 1 from domain_event where company_id = $company and kind = 'workflow-instance.ended' and subject_id = $1`,
    instance,
  )
  assert.equal(effects.length, ended ? 1 : 0, 'one set of effects')
  await assertReplays(w, instance)
  return ended
}

const rounds = Number(process.env['MUSTER_RACE_ROUNDS'] ?? 12)

for (const strategy of ['any', 'all', 'majority', 'weighted', 'sequential'] as const) {
  test(`2 to 8 who decide at once, ${strategy}: one outcome, one set of effects, nothing left pending, all recorded`, async (t) => {
    const { w, people } = await office(t, 8)
    for (let round = 0; round < rounds; round += 1) {
      const asked = people.slice(0, 2 + (round % 7))
      const step =
        strategy === 'weighted' ? weighted(asked, asked.length, ...asked.map((_, index) => 1 + (index % 3))) : asks(asked, { strategy })
      const instance = await begin(w, await workflow(w, [step]))
      const ended = await race(w, asked, instance, round)
      // Of a sequential step only whose turn it was is heard; everywhere else everybody has voted or it is over.
      if (strategy !== 'sequential') assert(ended, `round ${round}`)
    }
  })
}

test('two clicks of one approver are one vote', async (t) => {
  const { w, people } = await office(t, 2)
  const [ann] = people as [Client]
  const instance = await begin(w, await workflow(w, [asks(people, { strategy: 'all' })]))
  const [task] = await inboxOf(ann)
  const answers = await Promise.all([vote(ann, task!), vote(ann, task!), vote(ann, task!)])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409, 409],
  )
  for (const { error } of answers.filter(({ status }) => status === 409)) assert.equal(error.code, 'ALREADY_DECIDED')
  assert.equal(await stateOf(w, instance), 'pending')
})

test('a decision at the same moment as a cancellation: one of both, and nothing left in an inbox', async (t) => {
  const { w, people } = await office(t, 2)
  const [ann] = people as [Client]
  for (let round = 0; round < 10; round += 1) {
    const instance = await begin(w, await workflow(w, [asks(people)]))
    const [task] = (await inboxOf(ann)).filter(({ instanceId }) => instanceId === instance)
    const cancel = () => w.admin.raw('POST', `workflow-instances/${instance}/cancel`, { comment: 'By mistake' })
    const answers = await Promise.all(round % 2 ? [cancel(), vote(ann, task!)] : [vote(ann, task!), cancel()])
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 409],
    )
    assert(['approved', 'cancelled'].includes(await stateOf(w, instance)))
    await assertReplays(w, instance)
  }
})
