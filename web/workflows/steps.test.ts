import assert from 'node:assert/strict'
import { test } from 'node:test'
import { added, changed, differences, moveBy, moveTo, stepsIn, without } from './steps.ts'
import type { Step } from './steps.ts'

const step = (key: string, more: Partial<Step> = {}): Step => ({ key, kind: 'approval', name: key.toUpperCase(), ...more })
const keys = (steps: readonly Step[]) => steps.map(({ key }) => key).join(' ')
const steps = [
  step('a'),
  step('p', { kind: 'parallel', branches: ['x', 'y'] }),
  step('x1', { lane: 'p.x' }),
  step('b'),
  step('x2', { lane: 'p.x' }),
]

test('a step goes to where it was dropped, within its lane only', () => {
  assert.equal(keys(moveTo(steps, 'b', 'a')), 'b a p x1 x2')
  assert.equal(keys(moveTo(steps, 'a', 'b')), 'p x1 b a x2')
  assert.equal(keys(moveTo(steps, 'a', 'x1')), keys(steps))
  assert.equal(keys(stepsIn(moveTo(steps, 'x2', 'x1'), 'p.x')), 'x2 x1')
})

test('by keyboard it moves one place, and stays at either end', () => {
  assert.equal(keys(stepsIn(moveBy(steps, 'p', 1), undefined)), 'a b p')
  assert.equal(keys(moveBy(steps, 'a', -1)), keys(steps))
  assert.equal(keys(moveBy(steps, 'b', 1)), keys(steps))
})

test('a parallel step takes along what lies in its branches', () => {
  assert.equal(keys(without(steps, 'p')), 'a b')
  assert.equal(keys(without(steps, 'x1')), 'a p b x2')
})

test('a new step has a key nobody has, and an emptied value is left out', () => {
  const one = added(steps, 'approval', 'New', undefined)
  const two = added(one.steps, 'approval', 'New', 'p.y')
  assert.deepEqual([one.key, two.key, two.steps.at(-1)!.lane], ['approval-1', 'approval-2', 'p.y'])
  assert.deepEqual(changed(step('a', { threshold: 3 }), { threshold: undefined, name: 'B' }), { key: 'a', kind: 'approval', name: 'B' })
})

test('versions differ by steps that came, went, changed or moved', () => {
  const before = [step('a'), step('b', { strategy: 'any' }), step('c')]
  const after = [step('c'), step('b', { strategy: 'all' }), step('d')]
  assert.deepEqual(
    differences(before, after).map(({ key, is, fields }) => [key, is, ...fields.map((one) => Object.values(one).join(' '))]),
    [
      ['c', 'moved'],
      ['b', 'changed', 'strategy any all'],
      ['d', 'added'],
      ['a', 'removed'],
    ],
  )
  assert.deepEqual(differences(before, before), [])
})
