import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, daysBetween } from '../../core/dates.ts'
import { leaveYearOf, nextLeaveYear } from './leave-entitlement.rules.ts'

const days = fc.integer({ min: 0, max: 40_000 }).map((offset) => addDays('1990-01-01', offset))
const starts = fc.integer({ min: 0, max: 365 }).map((offset) => addDays('2024-01-01', offset).slice(5))

test('a leave year starts on its month and day and ends the day before the next', () => {
  const cases: [day: string, start: string, firstDay: string, lastDay: string][] = [
    ['2026-03-02', '01-01', '2026-01-01', '2026-12-31'],
    ['2026-01-01', '01-01', '2026-01-01', '2026-12-31'],
    ['2026-12-31', '01-01', '2026-01-01', '2026-12-31'],
    ['2026-03-31', '04-01', '2025-04-01', '2026-03-31'],
    ['2026-04-01', '04-01', '2026-04-01', '2027-03-31'],
    ['2026-12-30', '12-31', '2025-12-31', '2026-12-30'],
    ['2024-02-28', '02-29', '2023-03-01', '2024-02-28'],
    ['2024-02-29', '02-29', '2024-02-29', '2025-02-28'],
    ['2025-02-28', '02-29', '2024-02-29', '2025-02-28'],
    ['2025-03-01', '02-29', '2025-03-01', '2026-02-28'],
    ['2000-02-29', '02-29', '2000-02-29', '2001-02-28'],
    ['2100-03-01', '02-29', '2100-03-01', '2101-02-28'],
  ]
  for (const [day, start, firstDay, lastDay] of cases)
    assert.deepEqual(leaveYearOf(day, start), { firstDay, lastDay }, `${day} from ${start}`)
})

test('every day lies in exactly one leave year of 365 or 366 days, and the years follow each other without a gap', () => {
  fc.assert(
    fc.property(days, starts, (day, start) => {
      const year = leaveYearOf(day, start)
      assert.ok(year.firstDay <= day && day <= year.lastDay)
      assert.ok([365, 366].includes(daysBetween(year.firstDay, year.lastDay) + 1))
      assert.deepEqual(leaveYearOf(year.firstDay, start), year)
      assert.deepEqual(leaveYearOf(year.lastDay, start), year)
      assert.equal(nextLeaveYear(year, start).firstDay, addDays(year.lastDay, 1))
    }),
  )
})
