import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isId, newId } from './ids.ts'

test('an id is a UUID of version 7 that carries its millisecond', () => {
  const before = Date.now()
  const id = newId()
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  assert.ok(at >= before && at <= Date.now() + 1)
  assert.ok(isId(id))
})

test('ids sort in the order in which they were made, also within a millisecond and across refills of the random pool', () => {
  const ids = Array.from({ length: 100_000 }, newId)
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(new Set(ids.map((id) => id.slice(19))).size, ids.length, 'the random parts differ as well')
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
