import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CustomField, FieldRules } from './custom-fields.contract.ts'
import { faultsOfRules, readCondition, readValue, readValues } from './custom-fields.rules.ts'

const field = (kind: CustomField['kind'], rules: FieldRules = {}, isRequired = false) => ({ key: 'k', label: 'K', kind, rules, isRequired })
const sizes = {
  choices: [
    { key: 's', label: 'S' },
    { key: 'm', label: 'M' },
  ],
}

test('a value is kept in the form of its kind, or refused with what was expected', () => {
  const cases: readonly (readonly [CustomField['kind'], FieldRules, string, unknown])[] = [
    ['text', {}, '  hello ', { textValue: 'hello' }],
    ['text', { maxLength: 3 }, 'abc', { textValue: 'abc' }],
    ['text', { maxLength: 3 }, 'abcd', 'at most 3 characters'],
    ['text', { maxLength: 2 }, '👩‍💻', 'at most 2 characters'],
    ['text', { maxLength: 1 }, '😀', { textValue: '😀' }],
    ['text', {}, ' \t ', 'something, or null for nothing'],
    ['number', {}, '007', { numberValue: '7' }],
    ['number', { decimals: 2 }, '1.50', { numberValue: '1.5' }],
    ['number', { decimals: 2 }, '1.505', 'at most 2'],
    ['number', {}, '1.0', { numberValue: '1' }],
    ['number', {}, '1,5', 'a decimal such as 12.5'],
    ['number', {}, '1e3', 'a decimal such as 12.5'],
    ['number', {}, '-0', { numberValue: '0' }],
    ['number', {}, '1234567890123', 'a decimal such as 12.5'],
    ['number', { smallest: '0', largest: '10' }, '0', { numberValue: '0' }],
    ['number', { smallest: '0', largest: '10' }, '10', { numberValue: '10' }],
    ['number', { smallest: '0' }, '-1', '0 or more'],
    ['number', { largest: '10' }, '11', '10 or less'],
    ['date', {}, '2024-02-29', { dayValue: '2024-02-29' }],
    ['date', {}, '2025-02-29', 'YYYY-MM-DD'],
    ['date', {}, '2025-2-9', 'YYYY-MM-DD'],
    ['date', { earliest: '2025-01-01' }, '2024-12-31', '2025-01-01 or later'],
    ['date', { latest: '2025-01-01' }, '2025-01-02', '2025-01-01 or earlier'],
    ['choice', sizes, 'm', { textValue: 'm' }],
    ['choice', sizes, 'M', ['s', 'm']],
    ['person', {}, '01990000-0000-7000-8000-000000000001', { personId: '01990000-0000-7000-8000-000000000001' }],
    ['person', {}, 'Mei', 'the id of a person'],
  ]
  for (const [kind, rules, text, expected] of cases) {
    const read = readValue(field(kind, rules), text)
    assert.deepEqual('wrong' in read ? read.expected : read, expected, `${kind} ${text}`)
  }
})

test('a number that is kept reads back as the same number, however it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 4 }), (whole, decimals) => {
      const text = (whole / 10 ** decimals).toFixed(decimals)
      const once = readValue(field('number', { decimals }), text)
      assert('numberValue' in once)
      assert.deepEqual(readValue(field('number', { decimals }), once.numberValue), once)
      assert.equal(Number(once.numberValue), Number(text))
    }),
  )
})

test('rules must belong to their kind and leave something that is allowed', () => {
  const paths = (kind: CustomField['kind'], rules: FieldRules) => faultsOfRules(kind, rules).map(({ path }) => path)
  assert.deepEqual(paths('text', { maxLength: 10 }), [])
  assert.deepEqual(paths('text', { decimals: 1 }), ['body.rules.decimals'])
  assert.deepEqual(paths('choice', {}), ['body.rules.choices'])
  assert.deepEqual(paths('choice', { choices: [sizes.choices[0]!, sizes.choices[0]!] }), ['body.rules.choices'])
  assert.deepEqual(paths('number', { smallest: '2', largest: '10' }), [])
  assert.deepEqual(paths('number', { smallest: '10', largest: '9' }), ['body.rules.largest'])
  assert.deepEqual(paths('date', { earliest: '2026-01-02', latest: '2026-01-01' }), ['body.rules.latest'])
  assert.deepEqual(paths('person', { maxLength: 1, choices: sizes.choices }), ['body.rules.maxLength', 'body.rules.choices'])
})

test('every fault of an object is named at once; a required field is asked of what is new and never emptied', () => {
  const fields = [
    { ...field('text'), key: 'team-name' },
    { ...field('number', {}, true), key: 'age' },
    { ...field('date', {}, true), key: 'since' },
  ]
  const faultsOf = (given: Record<string, string | null>, isNew: boolean) =>
    readValues(fields, given, isNew).faults.map(({ path }) => path.replace('body.custom.', ''))
  assert.deepEqual(faultsOf({}, true), ['age', 'since'])
  assert.deepEqual(faultsOf({}, false), [])
  assert.deepEqual(faultsOf({ age: null, colour: 'red', since: 'soon' }, false), ['age', 'colour', 'since'])
  const { values, faults } = readValues(fields, { 'team-name': null, age: '7', since: '2026-01-01' }, true)
  assert.deepEqual(faults, [])
  assert.deepEqual(
    [...values],
    [
      ['team-name', null],
      ['age', { numberValue: '7' }],
      ['since', { dayValue: '2026-01-01' }],
    ],
  )
})

test('a condition is read as key, operator and value', () => {
  assert.deepEqual(readCondition('shirt-size=m'), { key: 'shirt-size', operator: '=', text: 'm' })
  assert.deepEqual(readCondition('age>=30'), { key: 'age', operator: '>=', text: '30' })
  assert.deepEqual(readCondition('note=a=b'), { key: 'note', operator: '=', text: 'a=b' })
  for (const odd of ['', 'age', 'age=', '=5', 'Age=5', 'age<5', '1age=5']) assert.equal(readCondition(odd), undefined, odd)
})
