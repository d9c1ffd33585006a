import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isId, newId } from './ids.ts'

test('an id is a UUID of version 7 that carries its millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (at) => {
      const id = newId(at)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), at)
      assert.ok(isId(id))
    }),
  )
})

test('an id of a later millisecond sorts later', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 2 }), fc.integer({ min: 1, max: 1000 }), (at, laterMs) => {
      assert.ok(newId(at) < newId(Math.min(at + laterMs, 2 ** 48 - 1)))
    }),
  )
})

test('100,000 ids of one millisecond are all different, also across refills of the random pool', () => {
  const at = Date.now()
  assert.equal(new Set(Array.from({ length: 100_000 }, () => newId(at))).size, 100_000)
})

test('only the usual spelling of a UUID passes for an id: nothing else may reach a SET LOCAL', () => {
  assert.ok(isId('01990000-0000-7000-8000-000000000000'))
  const refused = [
    '',
    '-'.repeat(36),
    '01990000-0000-7000-8000-00000000000',
    '01990000-0000-7000-8000-0000000000000',
    '01990000-0000-7000-8000-00000000000G',
    '01990000-0000-7000-8000-00000000000A',
    '0199000000007000800000000000000 0',
    '{01990000-0000-7000-8000-000000000000}',
    '01990000-0000-7000-8000-000000000000\n',
    "01990000-0000-7000-8000-000000000000'; drop table company; --",
    'x01990000-0000-7000-8000-000000000000',
  ]
  for (const text of refused) assert.equal(isId(text), false, text)
})
