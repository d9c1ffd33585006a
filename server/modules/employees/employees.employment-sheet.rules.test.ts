import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeRows } from './employees.employment-sheet.rules.ts'
import type { GivenRow } from './employees.employment-sheet.rules.ts'
import type { Row } from './employees.employment.rules.ts'

const row = (id: string, firstDay: string, lastDay: string | null, title: string): Row => ({
  id,
  firstDay,
  lastDay,
  title,
  departmentId: null,
  branchId: null,
  managerId: null,
  positionId: null,
  workingPatternId: null,
  contractKind: 'permanent',
  weeklyHours: '40',
  salaryRef: null,
  reason: 'hire',
  note: null,
})
const stay = { joinedOn: '2025-01-01', leftOn: null }
const only = [row('a', '2025-01-01', null, 'A')]
const short = (rows: ReturnType<typeof mergeRows>) =>
  'code' in rows ? rows.code : rows.map(({ id, firstDay, lastDay, title }) => `${id} ${firstDay}..${lastDay ?? ''} ${title}`)

const cases: [what: string, before: readonly Row[], given: readonly GivenRow[], expected: string | string[]][] = [
  [
    'a row with all last days said',
    only,
    [
      { id: 'a', firstDay: '2025-01-01', lastDay: '2025-05-31' },
      { id: 'b', firstDay: '2025-06-01', lastDay: null, title: 'B' },
    ],
    ['a 2025-01-01..2025-05-31 A', 'b 2025-06-01.. B'],
  ],
  [
    'no last days said: each ends when the next begins',
    only,
    [{ id: 'b', firstDay: '2025-06-01', title: 'B' }],
    ['a 2025-01-01..2025-05-31 A', 'b 2025-06-01.. B'],
  ],
  [
    'what is not said is carried over from the row before',
    only,
    [{ id: 'b', firstDay: '2025-06-01' }],
    ['a 2025-01-01..2025-05-31 A', 'b 2025-06-01.. A'],
  ],
  [
    'an earlier stay, with time in between',
    only,
    [{ id: 'z', firstDay: '2020-01-01', lastDay: '2021-12-31', title: 'Z' }],
    ['z 2020-01-01..2021-12-31 Z', 'a 2025-01-01.. A'],
  ],
  [
    'an earlier stay that runs into this one',
    only,
    [{ id: 'z', firstDay: '2020-01-01', lastDay: '2025-01-01', title: 'Z' }],
    'EMPLOYMENT_OVERLAP',
  ],
  ['the row before left open', only, [{ id: 'b', firstDay: '2025-06-01', lastDay: null, title: 'B' }], 'EMPLOYMENT_OVERLAP'],
  [
    'a hidden gap',
    only,
    [
      { id: 'a', firstDay: '2025-01-01', lastDay: '2025-05-30' },
      { id: 'b', firstDay: '2025-06-01', lastDay: null },
    ],
    'EMPLOYMENT_GAP',
  ],
  ['an end that nobody knows of', only, [{ id: 'a', firstDay: '2025-01-01', lastDay: '2025-05-31' }], 'EMPLOYMENT_END'],
  ['an end before its beginning', only, [{ id: 'a', firstDay: '2025-01-01', lastDay: '2024-12-31' }], 'EMPLOYMENT_DAYS'],
  [
    'a person without any employment whose first is not that of joining',
    [],
    [{ id: 'b', firstDay: '2025-02-01', lastDay: null }],
    'EMPLOYMENT_BEFORE_JOINING',
  ],
]
for (const [what, before, given, expected] of cases) {
  test(`employments of a file: ${what}`, () => assert.deepEqual(short(mergeRows(before, stay, given)), expected))
}

test('somebody who leaves has employments until the last day, said or not', () => {
  const leaving = { joinedOn: '2025-01-01', leftOn: '2025-12-31' }
  const until = [row('a', '2025-01-01', '2025-12-31', 'A')]
  assert.deepEqual(short(mergeRows(until, leaving, [{ id: 'b', firstDay: '2025-06-01', title: 'B' }])), [
    'a 2025-01-01..2025-05-31 A',
    'b 2025-06-01..2025-12-31 B',
  ])
})
