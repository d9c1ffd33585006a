import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullestDays, warnCoverage } from './leave-coverage.rules.ts'

const desk = { limitId: 'desk', name: 'Front desk', maxAway: 2, firstDay: '2026-03-01', lastDay: '2026-03-31' }
const count = (day: string, away: number) => ({ ...desk, day, away })
const week = ['2026-03-09', '2026-03-10', '2026-03-11']

test('the fullest day of a request is told with the person themselves away', () => {
  const [fullest] = fullestDays(week, [desk], [count('2026-03-10', 2), count('2026-03-11', 1)])
  assert.partialDeepStrictEqual(fullest, { day: '2026-03-10', away: 3, maxAway: 2 })
  assert.partialDeepStrictEqual(fullestDays(week, [desk], [])[0], { day: '2026-03-09', away: 1 })
})

test('a limit counts somebody only on the days they belong to it, also over two stretches', () => {
  const until = { ...desk, lastDay: '2026-03-09' }
  assert.partialDeepStrictEqual(fullestDays(week, [until], [count('2026-03-10', 9)]), [{ day: '2026-03-09', away: 1 }])
  const again = { ...desk, firstDay: '2026-03-11' }
  assert.partialDeepStrictEqual(fullestDays(week, [until, again], [count('2026-03-10', 9), count('2026-03-11', 4)]), [
    { day: '2026-03-11', away: 5 },
  ])
  assert.deepEqual(fullestDays(week, [{ ...desk, firstDay: '2026-04-01' }], [count('2026-03-10', 9)]), [])
})

test('a limit that is reached is kept, one that is passed warns with its figures', () => {
  assert.equal(warnCoverage(count('2026-03-10', 2)), null)
  assert.deepEqual(warnCoverage(count('2026-03-10', 3)), {
    code: 'LEAVE_COVERAGE_LOW',
    message: 'On 2026-03-10 3 of Front desk would be away; at most 2 should be.',
  })
})
