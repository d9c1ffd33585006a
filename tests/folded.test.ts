import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folded } from '../server/core/folded.rules.ts'
import { listToday } from '../server/modules/attendance/attendance.contract.ts'
import { balanceReport } from '../server/modules/leave/leave.report.contract.ts'
import { listUsers } from '../server/modules/users/users.contract.ts'
import { listColleagues } from '../server/modules/workflows/workflows.approval.contract.ts'
import { connect } from './database.ts'
import { world } from './world.ts'

/** All that has a lower case, an accent or letters of its own, and scripts that have none of these. */
const ranges = [
  [0x21, 0x24f],
  [0x300, 0x5ea],
  [0x610, 0x669],
  [0x1e00, 0x1fff],
  [0x3041, 0x30ff],
  [0xac00, 0xac80],
] as const

test('the database folds every letter as the program does', async (t) => {
  const db = await connect(t, 'muster_app')
  const letters = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, nth) => String.fromCodePoint(first + nth)))
  const texts = letters.map((letter) => `a${letter}b`)
  const { rows } = await db.query<{ folded: string }>(
    'select folded(text) from unnest($1::text[]) with ordinality as given(text, nth) order by nth',
    [texts],
  )
  assert.deepEqual(
    rows.flatMap((row, nth) => (row.folded === folded(texts[nth]!) ? [] : [[letters[nth], row.folded, folded(texts[nth]!)]])),
    [],
  )
})

const sortedOf = (names: readonly string[]) => [...new Set(names)].toSorted((one, other) => (one < other ? -1 : 1))

test('people are found with and without their accents, in every list that is searched', async (t) => {
  const w = await world(t)
  await w.as([], { firstName: 'Zoë', lastName: 'Łuczak-Ångström' })
  await w.as([], { firstName: 'Zoe', lastName: 'Plain' })
  for (const [q, expected] of [
    ['zoe luczak', ['Zoë']],
    ['ÅNGSTRÖM ZOË', ['Zoë']],
    ['zöé', ['Zoe', 'Zoë']],
    ['luczak-ang', ['Zoë']],
    ['zoe_', []],
  ] as const) {
    const users = await w.admin(listUsers, { query: { q } })
    assert.deepEqual(sortedOf(users.data.users.map(({ firstName }) => firstName)), expected, `accounts: ${q}`)
    const today = await w.admin(listToday, { query: { q } })
    assert.deepEqual(sortedOf(today.data.people.map(({ firstName }) => firstName)), expected, `team today: ${q}`)
    const balances = await w.admin(balanceReport, { query: { q } })
    assert.deepEqual(sortedOf(balances.data.rows.map(({ employee }) => employee.firstName)), expected, `balances: ${q}`)
    const colleagues = await w.admin(listColleagues, { query: { q } })
    assert.deepEqual(sortedOf(colleagues.data.colleagues.map(({ name }) => name.split(' ')[0]!)), expected, `colleagues: ${q}`)
  }
})
