import assert from 'node:assert/strict'
import { test } from 'node:test'
import { added, emptyingOrder } from './companies.erasure.rules.ts'

test('a table is emptied after all that refer to it, whatever order they come in', () => {
  const tables = [
    { name: 'employee', refersTo: ['user', 'department'] },
    { name: 'user', refersTo: [] },
    { name: 'department', refersTo: ['department'] },
    { name: 'leave', refersTo: ['employee', 'user'] },
  ]
  assert.deepEqual(emptyingOrder(tables), ['leave', 'employee', 'department', 'user'])
  assert.deepEqual(emptyingOrder(tables.toReversed()), ['leave', 'employee', 'department', 'user'])
  assert.throws(
    () =>
      emptyingOrder([
        { name: 'a', refersTo: ['b'] },
        { name: 'b', refersTo: ['a'] },
      ]),
    /circle: a, b/,
  )
})

test('counts of steps add up', () => {
  assert.deepEqual(added({ a: 1, b: 2 }, { b: 3, c: 4 }), { a: 1, b: 5, c: 4 })
})
