import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Settings } from '../../core/settings.ts'
import { employeeNumberOf } from './employees.number.rules.ts'

const cases: [pattern: string, number: number, expected: string][] = [
  ['0000', 1, '0001'],
  ['0000', 9999, '9999'],
  ['0000', 10_000, '10000'],
  ['EMP-{YYYY}-{0000}', 7, 'EMP-2026-0007'],
  ['EMP-{YYYY}-{0000}', 12_345, 'EMP-2026-12345'],
  ['{YY}{000}', 42, '26042'],
  ['10/{00}', 3, '10/03'],
  ['A00', 3, 'A03'],
  ['0-{YYYY}', 5, '5-2026'],
]
for (const [pattern, number, expected] of cases) {
  test(`${pattern} makes ${number} ${expected}`, () => assert.equal(employeeNumberOf(pattern, number, '2026-03-04'), expected))
}

const { pattern, maxLength } = Settings.properties.employeeNumberPattern as unknown as { pattern: string; maxLength: number }
const allowed = new RegExp(pattern, 'u')

test('a pattern has exactly one counter, and nothing but letters, digits and . / - around it', () => {
  for (const good of ['0', '0000', 'A0', 'EMP-{YYYY}-{0000}', '{YY}{000}', '10/{00}', '{0}{YYYY}']) assert.match(good, allowed)
  for (const bad of [
    '',
    'EMP',
    '00-00',
    '{000}{000}',
    '{YYYY}',
    '{yyyy}0',
    'E MP0',
    '-0',
    '.0',
    '0 ',
    '{00',
    '{0a}',
    '00000000000',
    'é0',
    '{MM}0',
  ])
    assert.doesNotMatch(bad, allowed)
})

test('every pattern that is allowed makes numbers that differ and that may be given by hand', () => {
  const patterns = fc.stringMatching(new RegExp(pattern)).filter((one) => one.length <= maxLength)
  fc.assert(
    fc.property(patterns, fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 }), (one, a, b) => {
      const made = employeeNumberOf(one, a, '2026-03-04')
      assert.match(made, /^[A-Za-z0-9][A-Za-z0-9./-]*$/)
      assert.equal(made === employeeNumberOf(one, b, '2026-03-04'), a === b)
    }),
  )
})
