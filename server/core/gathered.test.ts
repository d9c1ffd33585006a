import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { gathered } from './gathered.ts'

test('those who come while others of their group are worked on are taken together, at most so many, and answered each their own', async () => {
  const taken: string[] = []
  const ask = gathered<string, number, string>(3, async (group, items) => {
    taken.push(`${group}: ${items.join()}`)
    await pause(1)
    if (items.includes(9)) throw new Error('nine')
    return items.map((item) => `${group}${item}`)
  })
  const asked = [1, 2, 3, 4, 5].map((item) => ask('a', item))
  const beside = ask('b', 1)
  assert.deepEqual(await Promise.all([...asked, beside]), ['a1', 'a2', 'a3', 'a4', 'a5', 'b1'])
  assert.deepEqual(taken, ['a: 1', 'b: 1', 'a: 2,3,4', 'a: 5'])

  // Whoever was taken with a failure fails with it; whoever comes after it is worked on again.
  const failing = await Promise.allSettled([ask('a', 6), ask('a', 9), ask('a', 7)])
  assert.deepEqual(
    failing.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected'],
  )
  assert.equal(await ask('a', 8), 'a8')
})
