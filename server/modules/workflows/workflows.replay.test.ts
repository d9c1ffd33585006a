import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mulberry } from '../../../tests/random-access.ts'
import { asks, assertReplays, begin, historyOf, inboxOf, scan, stateOf, vote, workflow } from '../../../tests/workflows.ts'
import type { Step } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { delegate } from './workflows.approval.contract.ts'
import { addSubstitute, cancelInstance, endSubstitute, listSubstitutes, resumeInstance } from './workflows.instance.contract.ts'

const strategies = ['any', 'all', 'majority', 'sequential', 'weighted'] as const
const over = ['approved', 'rejected', 'cancelled', 'expired']
const runs = Number(process.env['MUSTER_REPLAY_RUNS'] ?? 8)
const mostActs = 14

test('whatever is done to an instance, in whatever order, replaying its history gives the state that its rows hold', async (t) => {
  const w = await world(t)
  w.at('2026-03-27T09:00:00Z')
  const boss = await w.as([])
  const people: Client[] = []
  for (let nth = 0; nth < 6; nth += 1) people.push(await w.as([], { managerId: boss.employeeId }))
  const everybody = [...people, boss]
  const ends = new Map<string, number>()
  for (let run = 1; run <= runs; run += 1) {
    const random = mulberry(4_711 + run)
    const some = (most: number) => people.filter(() => random() < 0.5).slice(0, most)
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
    const approval = (key: string, lane?: string): Step => {
      const asked = some(4)
      const strategy = pick(strategies)
      const overdue = pick(['remind', 'escalate', 'reject', 'approve'] as const)
      return asks(asked.length > 0 ? asked : [pick(people)], {
        key,
        strategy,
        ...(strategy === 'weighted' && { threshold: 1 }),
        dueMinutes: 600,
        overdue: { do: overdue, ...(overdue === 'escalate' && { to: { by: 'manager' } }) },
        remindEveryDays: 1,
        ...(lane && { lane }),
      })
    }
    const steps: Step[] = [
      approval('one'),
      { key: 'both', kind: 'parallel', name: 'Both', branches: ['a', 'b'], join: pick(['all', 'any'] as const) },
      approval('left', 'both.a'),
      approval('right', 'both.b'),
      { key: 'tell', kind: 'notification', name: 'Tell', to: [{ by: 'user', id: boss.userId }], subject: 'x', text: 'x' },
      approval('last'),
    ]
    w.at('2026-03-02T09:00:00Z')
    const instance = await begin(w, await workflow(w, steps))
    await assertReplays(w, instance)
    let hours = 9
    for (let act = 0; act < mostActs && !over.includes(await stateOf(w, instance)); act += 1) {
      const entries = (await historyOf(w, instance)).length
      const person = pick(everybody)
      const task = (await inboxOf(person)).find((one) => one.instanceId === instance)
      const chance = random()
      if (task && chance < 0.6) await vote(person, task, random() < 0.8 ? 'approved' : 'rejected')
      else if (task && chance < 0.7) await person(delegate, { params: { id: task.id }, body: { toUserId: pick(everybody).userId } })
      else if (chance < 0.78) {
        const body = { substituteId: pick(everybody).userId, firstDay: '2026-03-01', lastDay: '2026-03-26' }
        await person(addSubstitute, { body })
      } else if (chance < 0.84) {
        const mine = (await person(listSubstitutes, { query: { mine: true } })).data.substitutes.find(({ can }) => can.end)
        if (mine) await person(endSubstitute, { params: { id: mine.id } })
      } else if (chance < 0.86) await w.admin(cancelInstance, { params: { id: instance }, body: { comment: 'x' } })
      else if (chance < 0.88) await w.admin(resumeInstance, { params: { id: instance } })
      else {
        hours += 1 + Math.floor(random() * 30)
        w.at(new Date(Date.parse('2026-03-02T00:00:00Z') + hours * 3_600_000).toISOString())
      }
      await Promise.all([scan(w), scan(w)])
      await assertReplays(w, instance)
      assert((await historyOf(w, instance)).length >= entries, 'nothing that happened is taken back')
    }
    const state = await stateOf(w, instance)
    ends.set(state, (ends.get(state) ?? 0) + 1)
    for (const person of everybody) {
      const mine = (await person(listSubstitutes, { query: { mine: true } })).data.substitutes.filter(
        ({ can, userId }) => can.end && userId === person.userId,
      )
      for (const { id } of mine) await person(endSubstitute, { params: { id } })
    }
  }
  t.diagnostic(`${runs} instances ended as ${JSON.stringify(Object.fromEntries(ends))}`)
})
