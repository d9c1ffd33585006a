import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { YearlyRule } from '../working-time/holiday.rules.ts'
import { readRule, whenText } from './holiday.sheet.rules.ts'

const rule: fc.Arbitrary<YearlyRule> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }) }),
  fc.record({
    kind: fc.constant('weekday' as const),
    month: fc.integer({ min: 1, max: 12 }),
    weekday: fc.integer({ min: 1, max: 7 }),
    nth: fc.constantFrom(-1, 1, 2, 3, 4, 5),
  }),
  fc.record({
    kind: fc.constant('easter' as const),
    offsetDays: fc.integer({ min: -80, max: 200 }),
    church: fc.constantFrom('western' as const, 'eastern' as const),
  }),
)
const year = fc.option(fc.integer({ min: 1900, max: 2200 }), { nil: null })

test('every rule is read from its cell as it was written', () => {
  fc.assert(
    fc.property(rule, year, year, (yearly, fromYear, toYear) => {
      const text = whenText({ firstDay: null, yearly, fromYear, toYear })
      assert.deepEqual(readRule(text), { yearly: { ...yearly }, fromYear, toYear }, text)
    }),
  )
})

for (const [text, canonical] of [
  ['every 08-17', 'every 08-17'],
  ['Every  Easter', 'every easter'],
  ['every easter+39 from 2001', 'every easter+39 from 2001'],
  ['every Orthodox easter-2 to 2010', 'every orthodox easter-2 to 2010'],
  ['EVERY LAST MONDAY OF 05', 'every last monday of 05'],
  ['every 4th thursday of 11 from 2001 to 2010', 'every 4th thursday of 11 from 2001 to 2010'],
] as const) {
  test(`a person may write: ${text}`, () => assert.equal(whenText({ firstDay: null, ...readRule(text)! }), canonical))
}

for (const text of [
  '2026-08-17',
  'every',
  'every 13-01',
  'every 01-32',
  'every 6th monday of 05',
  'every easter+900',
  'every monday',
  '08-17',
]) {
  test(`no rule is: ${text}`, () => assert.equal(readRule(text), null))
}
