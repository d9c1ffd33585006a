import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Changes, CursorQuery, Day, Fields, Id, Instant, Nullable, OneOf, PageQuery, Quantity, Text, Type } from './contract.ts'
import type { Fault } from './errors.ts'
import { validatorFor } from './validation.ts'

const body = Fields({
  name: Text(5),
  count: Type.Integer({ minimum: 1 }),
  kind: Type.Optional(OneOf('a', 'b')),
  note: Type.Optional(Nullable(Text(9))),
})
const check = validatorFor(body, 'body')
const faultsOf = (answer: ReturnType<typeof check>): Fault[] => ('error' in answer ? answer.error.faults : [])
const pathsOf = (answer: ReturnType<typeof check>) => faultsOf(answer).map(({ path }) => path)

test('a body is taken exactly as it is: no field is added, dropped or converted', () => {
  const given = { name: 'Mei', count: 2, note: null }
  assert.deepEqual(check(given), { value: given })
  for (const count of ['2', 2.5, true, null, [2], Number.NaN])
    assert.deepEqual(pathsOf(check({ name: 'Mei', count })), ['body.count'], String(count))
})

test('every fault is told once, with its path and what was expected', () => {
  const faults = faultsOf(check({ name: 'too long', surplus: 1, kind: 'c' }))
  const told = Object.fromEntries(faults.map(({ path, ...rest }) => [path, rest]))
  assert.equal(faults.length, 4)
  assert.deepEqual(told['body.surplus'], { message: 'is not a field of this request', expected: null })
  assert.deepEqual(told['body.count'], { message: 'is missing', expected: 'a value' })
  assert.equal(told['body.name']?.expected, 5)
  assert.deepEqual(told['body.kind']?.expected, ['a', 'b'])
})

test('an unknown field is refused whatever it is called', () => {
  const taken = new Set(Object.keys(body.properties))
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((name) => !taken.has(name)),
      fc.jsonValue(),
      (name, value) => {
        const given = JSON.parse(`{"name":"Mei","count":1,${JSON.stringify(name)}:${JSON.stringify(value)}}`) as unknown
        assert.ok(faultsOf(check(given)).length > 0, name)
      },
    ),
  )
})

test('blank text is no text', () => {
  for (const name of ['', ' ', '\t\n ']) assert.ok(pathsOf(check({ name, count: 1 })).includes('body.name'), JSON.stringify(name))
})

test('a body that is not an object is refused', () => {
  for (const given of [null, undefined, [], 'text', 7]) assert.ok(faultsOf(check(given)).length > 0, String(given))
})

test('at most 20 faults are told, however wrong a body is', () => {
  const surplus = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`field${index}`, 1]))
  assert.equal(faultsOf(check(surplus)).length, 20)
  const twelve = Fields(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`field${index}`, Type.Boolean()])))
  assert.equal(faultsOf(validatorFor(twelve, 'body')({})).length, 12)
})

test('a change needs at least one field', () => {
  const change = validatorFor(Changes({ name: Text(5) }), 'body')
  assert.ok('error' in change({}))
  assert.deepEqual(change({ name: 'Mei' }), { value: { name: 'Mei' } })
})

test('query strings are converted to the number or boolean asked for, and only when they are one', () => {
  const query = validatorFor(PageQuery({ open: Type.Optional(Type.Boolean()), q: Type.Optional(Text(20)) }), 'querystring')
  assert.deepEqual(query({ page: '2', limit: '50', open: 'true', q: '7' }), { value: { page: 2, limit: 50, open: true, q: '7' } })
  for (const wrong of [
    { page: '0' },
    { page: 'two' },
    { limit: '101' },
    { limit: '-1' },
    { open: 'maybe' },
    { pge: '1' },
    { sort: 'name; drop' },
  ]) {
    assert.ok('error' in query(wrong), JSON.stringify(wrong))
  }
  const stream = validatorFor(CursorQuery({}), 'querystring')
  assert.deepEqual(stream({ limit: '100' }), { value: { limit: 100 } })
  assert.ok('error' in stream({ page: '1' }))
})

test('dates, instants, ids and quantities are refused unless they are ones', () => {
  const cases: [Parameters<typeof validatorFor>[0], good: string[], bad: string[]][] = [
    [Day, ['2026-07-29', '2024-02-29'], ['2025-02-29', '2026-7-29', '2026-07-29T00:00:00Z', 'today', '']],
    [
      Instant,
      ['2026-07-29T12:00:00Z', '2026-07-29T12:00:00.123+07:00', '2026-07-29T12:00Z'],
      ['2026-07-29T12:00:00', '2026-07-29', '2026-13-29T12:00:00Z', '2026-07-29T25:00:00Z', '2026-07-29 12:00:00Z', 'Wed Jul 29 2026'],
    ],
    [Id, ['01990000-0000-7000-8000-000000000000'], ['01990000', '01990000-0000-7000-8000-00000000000g', '', '-'.repeat(36)]],
    [Quantity, ['1', '-0.5', '12345678.1234'], ['1.', '.5', '1e3', '1,5', '1.23456', '123456789', ' 1', '']],
  ]
  for (const [schema, good, bad] of cases) {
    const one = validatorFor(Fields({ value: schema }), 'body')
    for (const value of good) assert.deepEqual(one({ value }), { value: { value } }, value)
    for (const value of bad) assert.ok('error' in one({ value }), value)
  }
})

test('visible text comes in without the space around it, of every kind and at every depth; other text as it is', () => {
  const deep = validatorFor(
    Fields({
      title: Text(5, 2),
      note: Type.Optional(Nullable(Text(9))),
      tags: Type.Array(Text(4)),
      people: Type.Array(Fields({ name: Text(9), secret: Type.String() })),
      free: Text(20, 0),
    }),
    'body',
  )
  const [wide, zero] = ['\u00a0\u2003\u3000', '\ufeff\u2028\t\n']
  const given = {
    title: `${wide}Hello${zero}`,
    note: ` a${wide}b `,
    tags: [`${wide}x`, 'y '],
    people: [{ name: `${zero}Mei Tan${wide}`, secret: ' kept ' }],
    free: ' kept ',
  }
  const before = structuredClone(given)
  assert.deepEqual(deep(given), {
    value: {
      title: 'Hello',
      note: `a${wide}b`,
      tags: ['x', 'y'],
      people: [{ name: 'Mei Tan', secret: ' kept ' }],
      free: ' kept ',
    },
  })
  assert.deepEqual(given, before)
  // Lengths are those of the text that is kept.
  assert.deepEqual(pathsOf(deep({ ...given, title: `a${wide}`, note: wide })), ['body.title', 'body.note', 'body.note'])
  assert.deepEqual(pathsOf(deep({ ...given, title: 7, tags: 'x' })), ['body.title', 'body.tags'])
})
