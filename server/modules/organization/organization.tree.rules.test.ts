import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nest, refusePlace } from './organization.tree.rules.ts'

type Parents = Map<string, string | null>

const lineAbove = (parents: Parents, id: string | null): string[] =>
  id === null ? [] : [id, ...lineAbove(parents, parents.get(id) ?? null)]
const levelsBelow = (parents: Parents, id: string): number =>
  Math.max(0, ...[...parents].filter(([, parent]) => parent === id).map(([child]) => 1 + levelsBelow(parents, child)))

test('a place below itself is refused, over any number of levels, with what was to be placed', () => {
  for (const above of [['a'], ['b', 'a'], ['c', 'b', 'a', 'top']]) {
    const refusal = refusePlace('department', 'a', { above, levelsBelow: 0 }, 10)
    assert.deepEqual([refusal?.code, refusal?.details], ['DEPARTMENT_CYCLE', { id: 'a', parentId: above[0] }])
  }
  assert.equal(refusePlace('position', 'a', { above: ['a'], levelsBelow: 0 }, 10)?.code, 'POSITION_CYCLE')
  assert.equal(refusePlace('department', 'a', { above: ['b', 'c'], levelsBelow: 3 }, 10), null)
  assert.equal(refusePlace('department', null, { above: ['b'], levelsBelow: 0 }, 10), null)
})

test('a tree has as many levels as it may have and no more, counting what moves along', () => {
  const above = ['b', 'c', 'd']
  assert.equal(refusePlace('department', 'a', { above, levelsBelow: 1 }, 5), null)
  const refusal = refusePlace('department', 'a', { above, levelsBelow: 2 }, 5)
  assert.deepEqual([refusal?.code, refusal?.details], ['DEPARTMENT_TOO_DEEP', { levels: 6, limit: 5 }])
  assert.equal(refusePlace('position', null, { above, levelsBelow: 0 }, 3)?.code, 'POSITION_TOO_DEEP')
})

test('rows become a tree in the order they came in; whose parent is missing stands at the top', () => {
  const rows = [
    { id: 'b', parent: 'a' },
    { id: 'a', parent: null },
    { id: 'lost', parent: 'elsewhere' },
    { id: 'c', parent: 'a' },
    { id: 'd', parent: 'b' },
  ]
  const shape = (nodes: readonly { id: string; below: readonly unknown[] }[]): unknown[] =>
    nodes.map(({ id, below }) => [id, shape(below as typeof nodes)])
  assert.deepEqual(shape(nest(rows, ({ parent }) => parent, 'below')), [
    [
      'a',
      [
        ['b', [['d', []]]],
        ['c', []],
      ],
    ],
    ['lost', []],
  ])
  assert.deepEqual(
    nest([], () => null, 'below'),
    [],
  )
})

test('whatever is moved wherever, a tree never has a cycle nor too many levels, and keeps every node', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const moves = fc.array(fc.tuple(fc.constantFrom(...ids), fc.option(fc.constantFrom(...ids), { nil: null })), { maxLength: 60 })
  fc.assert(
    fc.property(moves, fc.integer({ min: 1, max: 6 }), (asked, limit) => {
      const parents: Parents = new Map(ids.map((id) => [id, null]))
      for (const [id, parent] of asked) {
        const place = { above: lineAbove(parents, parent), levelsBelow: levelsBelow(parents, id) }
        const refusal = refusePlace('department', id, place, limit)
        if (!refusal) parents.set(id, parent)
        else if (refusal.code === 'DEPARTMENT_CYCLE') assert(parent && lineAbove(parents, parent).includes(id))
      }
      // A cycle would make this recursion endless.
      for (const id of ids) assert(lineAbove(parents, id).length <= limit)
      const count = (nodes: readonly { below: readonly unknown[] }[]): number =>
        nodes.reduce((sum, { below }) => sum + 1 + count(below as typeof nodes), 0)
      const rows = ids.map((id) => ({ id }))
      assert.equal(count(nest(rows, ({ id }) => parents.get(id) ?? null, 'below')), ids.length)
    }),
  )
})
