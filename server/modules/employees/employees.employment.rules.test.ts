import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../../core/dates.ts'
import {
  correctRow,
  covers,
  endRows,
  handOver,
  reasonOf,
  removeRow,
  reopenRows,
  seatsNeeded,
  startRow,
} from './employees.employment.rules.ts'
import type { Row, RowChange, Stay } from './employees.employment.rules.ts'

const joinedOn = '2024-01-10'
const open: Stay = { joinedOn, leftOn: null }
const nothing = { departmentId: null, branchId: null, managerId: null, positionId: null, workingPatternId: null, weeklyHours: null }
const row = (id: string, firstDay: string, lastDay: string | null = null, more: Partial<Row> = {}): Row => ({
  ...nothing,
  id,
  firstDay,
  lastDay,
  title: null,
  contractKind: 'permanent',
  salaryRef: null,
  reason: 'hire',
  note: null,
  ...more,
})
const spans = (rows: readonly Row[] | { code: string }) =>
  'code' in rows ? rows.code : rows.map(({ id, firstDay, lastDay }) => `${id} ${firstDay}..${lastDay ?? ''}`)

const two = [row('a', joinedOn, '2024-05-31', { title: 'A', managerId: 'm' }), row('b', '2024-06-01', null, { title: 'B' })]

const starts: [what: string, firstDay: string, expected: string[] | string][] = [
  ['in the last row', '2024-07-01', ['a 2024-01-10..2024-05-31', 'b 2024-06-01..2024-06-30', 'n 2024-07-01..']],
  [
    'in an earlier row; the later one keeps its days',
    '2024-03-01',
    ['a 2024-01-10..2024-02-29', 'n 2024-03-01..2024-05-31', 'b 2024-06-01..'],
  ],
  ['on the last day of a row', '2024-05-31', ['a 2024-01-10..2024-05-30', 'n 2024-05-31..2024-05-31', 'b 2024-06-01..']],
  ['on the day a row begins', '2024-06-01', 'EMPLOYMENT_STARTS_THEN'],
  ['before joining', '2024-01-09', 'EMPLOYMENT_BEFORE_JOINING'],
]
for (const [what, firstDay, expected] of starts) {
  test(`a new row that begins ${what}`, () => {
    assert.deepEqual(spans(startRow(two, open, { id: 'n', firstDay, sameDay: 'refuse' }, { title: 'N' })), expected)
  })
}

test('a new row carries over what is left out, and says why it began', () => {
  const made = startRow(
    two,
    open,
    { id: 'n', firstDay: '2024-03-01', sameDay: 'refuse' },
    { title: undefined, salaryRef: 'S', reason: 'promotion' },
  )
  assert.partialDeepStrictEqual(made, [
    { id: 'a', salaryRef: null },
    { id: 'n', title: 'A', managerId: 'm', salaryRef: 'S', reason: 'promotion' },
  ])
})

test('a row that begins on the very day can be changed itself and keeps why it began; after the last day there is none', () => {
  const made = startRow(two, open, { id: 'n', firstDay: '2024-06-01', sameDay: 'change' }, { title: 'N', reason: 'other' })
  assert.deepEqual(made, [two[0], { ...two[1], title: 'N' }])
  const ended = endRows(two, { joinedOn, leftOn: '2024-08-31' })
  assert.equal(spans(startRow(ended, open, { id: 'n', firstDay: '2024-09-01', sameDay: 'change' }, {})), 'NOT_EMPLOYED')
})

test('a corrected row keeps its days unless its first day is moved, and then the row before it follows', () => {
  const moved = (id: string, firstDay: string, stay = open, rows = two) => {
    const made = correctRow(rows, stay, id, { firstDay })
    return 'code' in made ? made.code : [...(spans(made.rows) as string[]), made.joinedOn]
  }
  assert.partialDeepStrictEqual(correctRow(two, open, 'a', { title: 'X' }), { rows: [{ ...two[0], title: 'X' }, two[1]], joinedOn })
  assert.deepEqual(moved('b', '2024-04-01'), ['a 2024-01-10..2024-03-31', 'b 2024-04-01..', joinedOn])
  assert.deepEqual(moved('b', '2024-09-01'), ['a 2024-01-10..2024-08-31', 'b 2024-09-01..', joinedOn])
  assert.deepEqual(moved('a', '2024-02-01'), ['a 2024-02-01..2024-05-31', 'b 2024-06-01..', '2024-02-01'])
  assert.equal(moved('b', joinedOn), 'EMPLOYMENT_CANNOT_MOVE')
  assert.equal(moved('a', '2024-06-01'), 'EMPLOYMENT_CANNOT_MOVE')
  const again = [row('z', '2020-01-01', '2020-12-31'), ...two]
  assert.equal(moved('a', '2020-12-31', open, again), 'EMPLOYMENT_CANNOT_MOVE')
  assert.equal(moved('z', '2020-02-01', open, again), 'EMPLOYMENT_CANNOT_MOVE', 'the days of an earlier stay stand')
})

test('only a row that has not begun is taken back, and the one before goes on in its place', () => {
  assert.deepEqual(spans(removeRow(two, open, 'b', '2024-05-31') as Row[]), ['a 2024-01-10..'])
  assert.equal(spans(removeRow(two, open, 'b', '2024-06-01')), 'EMPLOYMENT_BEGUN')
  assert.equal(spans(removeRow(two, open, 'a', '2024-01-09')), 'EMPLOYMENT_FIRST')
})

test('the rows of a stay end on its last day and can go on again; an earlier stay is left alone', () => {
  const again = [row('z', '2020-01-01', '2020-12-31'), ...two]
  const ended = endRows(again, { joinedOn, leftOn: '2024-05-15' })
  assert.deepEqual(spans(ended), ['z 2020-01-01..2020-12-31', 'a 2024-01-10..2024-05-15'])
  assert.deepEqual(spans(endRows(ended, { joinedOn, leftOn: null })), ['z 2020-01-01..2020-12-31', 'a 2024-01-10..'])
})

test('a stay that goes on again does so without the position', () => {
  const held = [row('a', joinedOn, '2024-05-15', { positionId: 'p', title: 'A' })]
  const made = reopenRows(held, { joinedOn, leftOn: '2024-05-15' }, 'n')
  assert.deepEqual(spans(made), ['a 2024-01-10..2024-05-15', 'n 2024-05-16..'])
  assert.deepEqual([made[1]?.positionId, made[1]?.title], [null, 'A'])
})

test('reports are handed over from a day on: what was stays, what is planned follows', () => {
  const theirs = [
    row('a', joinedOn, '2024-03-31', { managerId: 'm' }),
    row('b', '2024-04-01', '2024-07-31', { managerId: 'm' }),
    row('c', '2024-08-01', '2024-08-31', { managerId: 'x' }),
    row('d', '2024-09-01', null, { managerId: 'm' }),
  ]
  const made = handOver(theirs, { from: 'm', to: 'up', firstDay: '2024-05-01' }, () => 'n')
  assert.deepEqual(
    made.map(({ id, managerId, lastDay, reason }) => [id, managerId, lastDay, reason]),
    [
      ['a', 'm', '2024-03-31', 'hire'],
      ['b', 'm', '2024-04-30', 'hire'],
      ['n', 'up', '2024-07-31', 'manager'],
      ['c', 'x', '2024-08-31', 'hire'],
      ['d', 'up', null, 'hire'],
    ],
  )
})

test('a seat is needed for days on which the position was not held before', () => {
  const held = row('a', joinedOn, null, { positionId: 'p' })
  const ids = (before: Row[], after: Row[]) => seatsNeeded(before, after).map(({ id }) => id)
  assert.deepEqual(ids([], [held]), ['a'])
  assert.deepEqual(ids([held], [{ ...held, lastDay: '2024-02-01' }, row('b', '2024-02-02', null, { positionId: 'p' })]), [])
  assert.deepEqual(ids([{ ...held, lastDay: '2024-02-01' }], [held]), ['a'])
  assert.deepEqual(ids([held], [{ ...held, positionId: 'q' }]), ['a'])
  assert.deepEqual(ids([held], [{ ...held, positionId: null }]), [])
})

test('why a row began is named after the widest of what changed', () => {
  const names: [RowChange, string][] = [
    [{ managerId: 'm' }, 'manager'],
    [{ managerId: 'm', departmentId: 'd' }, 'transfer'],
    [{ contractKind: 'part-time', managerId: 'm' }, 'contract'],
    [{ title: 'T', contractKind: 'part-time' }, 'other'],
    [{}, 'other'],
  ]
  for (const [change, name] of names) assert.equal(reasonOf(change), name)
})

const day = fc.integer({ min: -20, max: 60 }).map((offset) => addDays(joinedOn, offset))
const act = fc.oneof(
  fc.record({ kind: fc.constant('start' as const), day, same: fc.constantFrom('change' as const, 'refuse' as const) }),
  fc.record({ kind: fc.constantFrom('correct' as const, 'remove' as const, 'hand' as const), day, at: fc.nat(9) }),
  fc.record({ kind: fc.constant('end' as const), day: fc.option(day) }),
)
type AnyAct = typeof act extends fc.Arbitrary<infer A> ? A : never

test('after any acts no two rows share a day, and every day from joining to leaving has one', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      let [rows, stay]: [Row[], Stay] = [[row('first', joinedOn, null, { managerId: 'm' })], open]
      for (const [index, one] of acts.entries()) {
        ;[rows, stay] = apply(rows, stay, one, `n${index}`)
        assert.equal(rows[0]?.firstDay, stay.joinedOn)
        assert.equal(rows.at(-1)?.lastDay, stay.leftOn)
        for (const [place, { firstDay, lastDay }] of rows.entries()) {
          assert(lastDay === null || lastDay >= firstDay)
          if (place > 0) assert.equal(firstDay, addDays(rows[place - 1]!.lastDay!, 1))
        }
        assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length)
        for (let offset = -20; offset <= 60; offset += 1) {
          const here = addDays(joinedOn, offset)
          const employed = here >= stay.joinedOn && (stay.leftOn === null || here <= stay.leftOn)
          assert.equal(rows.filter((row) => covers(row, here)).length, employed ? 1 : 0)
        }
      }
    }),
  )
})

function apply(rows: Row[], stay: Stay, one: AnyAct, id: string): [Row[], Stay] {
  if (one.kind === 'end') {
    if (one.day !== null && one.day < stay.joinedOn) return [rows, stay]
    const ended = { ...stay, leftOn: one.day }
    return [endRows(rows, ended), ended]
  }
  if (one.kind === 'start') {
    const made = startRow(rows, stay, { id, firstDay: one.day, sameDay: one.same }, { title: id })
    return ['code' in made ? rows : made, stay]
  }
  const chosen = rows[one.at % rows.length]!.id
  if (one.kind === 'correct') {
    const made = correctRow(rows, stay, chosen, { firstDay: one.day })
    return 'code' in made ? [rows, stay] : [made.rows, { ...stay, joinedOn: made.joinedOn }]
  }
  if (one.kind === 'hand') {
    let count = 0
    return [handOver(rows, { from: 'm', to: 'u', firstDay: one.day }, () => `${id}.${(count += 1)}`), stay]
  }
  const made = removeRow(rows, stay, chosen, one.day)
  return ['code' in made ? rows : made, stay]
}
