import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delayAfter, isEasyPin, isPlausible } from './kiosk.rules.ts'

test('the delay after wrong PINs grows and ends at a quarter of an hour', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 10, 11, 1000].map(delayAfter), [0, 0, 0, 5, 10, 20, 40, 640, 900, 900])
})

test('PINs that everybody tries first are easy', () => {
  for (const pin of ['0000', '1234', '4321', '99999999', '3456']) assert(isEasyPin(pin), pin)
  for (const pin of ['1357', '2580', '1235', '0011', '1212']) assert(!isEasyPin(pin), pin)
})

test('a punch may have waited a week and its clock be five minutes ahead, no more', () => {
  const now = '2026-03-09T08:00:00.000Z'
  const cases: [string, boolean][] = [
    ['2026-03-09T08:05:00.000Z', true],
    ['2026-03-09T08:05:00.001Z', false],
    ['2026-03-02T08:00:00.000Z', true],
    ['2026-03-02T07:59:59.999Z', false],
  ]
  for (const [at, expected] of cases) assert.equal(isPlausible(at, now), expected, at)
})
