import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contrastsOf, unreadableIn } from './colour.rules.ts'
import { allowedBy, lendable, planThatAllows, reachedPercents } from './limits.rules.ts'

const plan = (code: string, employeeLimit: number, storageGb: number) => ({
  code,
  employeeLimit,
  storageGb,
  locationLimit: 1,
  apiCallsPerDay: 1000,
})
const plans = [plan('basic', 25, 5), plan('professional', 100, 20), plan('enterprise', 500, 100)]

test('the smallest plan that allows it is named, and none when none does', () => {
  assert.equal(planThatAllows(plans, 'employees', 26), 'professional')
  assert.equal(planThatAllows(plans, 'employees', 25), 'basic')
  assert.equal(planThatAllows(plans, 'employees', 501), null)
  assert.equal(allowedBy(plans[0]!, 'storageBytes'), 5_000_000_000)
})

test('80 and 100 percent are each told at the step that reaches them, never before', () => {
  for (const [limit, before, used, told] of [
    [25, 19, 20, [80]],
    [25, 18, 19, []],
    [25, 20, 21, []],
    [25, 24, 25, [100]],
    [25, 10, 25, [100, 80]],
    [1, 0, 1, [100, 80]],
    [3, 1, 2, []],
  ] as const)
    assert.deepEqual(reachedPercents(limit, before, used), told, `${limit} ${before} ${used}`)
})

test('what is lent never passes the limit nor the 80 percent at once, and comes to the limit in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (limit) => {
      let lent = 0
      for (let more = lendable(limit, lent); more > 0; more = lendable(limit, lent)) {
        const told = Math.ceil(limit * 0.8)
        assert(lent >= told || lent + more <= told)
        lent += more
        assert(more >= 1 && lent <= limit)
      }
      assert.equal(lent, limit)
      assert.equal(lendable(limit, limit + 7), 0)
    }),
    { numRuns: 60 },
  )
})

test('a colour is read in both schemes, with the figures of WCAG', () => {
  assert.deepEqual(contrastsOf('#ffffff'), { light: 1.25, dark: 16.33 })
  for (const [colour, schemes] of [
    ['#3b5bdb', []],
    ['#0a7f5b', []],
    ['#1e3a8a', []],
    ['#ffd400', ['light']],
    ['#000000', ['dark']],
  ] as const)
    assert.deepEqual(unreadableIn(colour), schemes, colour)
})
