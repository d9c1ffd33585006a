import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from './ids.ts'
import { add, changesOf, textsOf } from './live-text.ts'
import type { Changes } from './live-text.ts'

const topics = new Set(['presence', 'approvals'])

test('what changed in many companies is said in as few texts as PostgreSQL carries, and heard as it was', () => {
  const changes: Changes = new Map()
  for (let company = 0; company < 150; company += 1) add(changes, `presence ${newId()}`, newId())
  const large = `approvals ${newId()}`
  for (let id = 0; id < 450; id += 1) add(changes, large, newId())
  const texts = textsOf(changes)
  // 150 lines of 82 bytes, and 450 ids of 37 bytes in lines of 200.
  assert.equal(texts.length, 5)
  for (const text of texts) assert(Buffer.byteLength(text) <= 7_900, `${Buffer.byteLength(text)} bytes`)
  const heard: Changes = new Map()
  for (const text of texts) for (const [key, ids] of changesOf(text, topics)) for (const id of ids) add(heard, key, id)
  assert.deepEqual(heard, changes)
  assert.deepEqual(textsOf(new Map()), [])
})

test('a line that says nothing, or nothing known, is passed over and the others are heard', () => {
  const [company, subject] = [newId(), newId()]
  const good = `presence ${company} ${subject}`
  for (const bad of [
    '',
    'presence',
    `presence ${company}`,
    `presence acme ${subject}`,
    `presence ${company} ${subject} x`,
    `salary ${company} ${subject}`,
  ])
    assert.deepEqual(changesOf(`${bad}\n${good}\n${bad}`, topics), new Map([[`presence ${company}`, new Set([subject])]]), bad)
})
