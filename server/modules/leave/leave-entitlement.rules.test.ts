import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays, daysBetween } from '../../core/dates.ts'
import { leaveYearOf, nextLeaveYear, proratedAmount } from './leave-entitlement.rules.ts'

const calendar = { firstDay: '2025-01-01', lastDay: '2025-12-31' }
const leap = { firstDay: '2024-01-01', lastDay: '2024-12-31' }
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

test('an amount is in proportion to the days employed, both ends included, and rounded once at the end', () => {
  const cases: [
    what: string,
    amount: string,
    year: typeof calendar,
    joinedOn: string,
    leftOn: string | null,
    step: string,
    expected: string,
  ][] = [
    ['the whole year', '20', calendar, '2020-01-01', null, '0.5', '20'],
    ['joined on the first day', '20', calendar, '2025-01-01', null, '0.5', '20'],
    ['left on the last day', '20', calendar, '2020-01-01', '2025-12-31', '0.5', '20'],
    ['one day of 365', '365', calendar, '2025-12-31', null, '0', '1'],
    ['one day of 366', '366', leap, '2024-12-31', null, '0', '1'],
    ['the same day of a leap year is less', '20', leap, '2024-07-01', null, '0', '10.0546'],
    ['half a year, exact', '20', calendar, '2025-07-02', null, '0', '10.0274'],
    ['to half days', '20', calendar, '2025-07-02', null, '0.5', '10'],
    ['to quarters', '20', calendar, '2025-10-01', null, '0.25', '5'],
    ['to whole days', '20', calendar, '2025-10-01', null, '1', '5'],
    ['joined and left inside', '36.5', calendar, '2025-03-01', '2025-03-10', '0', '1'],
    ['joined and left on one day', '36.5', calendar, '2025-03-01', '2025-03-01', '0', '0.1'],
    ['less than half a step is nothing', '1', calendar, '2025-12-30', null, '0.5', '0'],
    ['joins after it', '20', calendar, '2026-01-01', null, '0.5', '0'],
    ['left before it', '20', calendar, '2020-01-01', '2024-12-31', '0.5', '0'],
    ['left before joining', '20', calendar, '2025-06-02', '2025-06-01', '0.5', '0'],
    ['nothing a year', '0', calendar, '2020-01-01', null, '0.5', '0'],
  ]
  for (const [what, amount, year, joinedOn, leftOn, step, expected] of cases) {
    assert.equal(proratedAmount(amount, year, joinedOn, leftOn, step), expected, what)
  }
})

test('a tie between two steps goes up', () => {
  // 0.4 and 1.2 of a step of 0.8 lie exactly between: 2 and 6 days of 365 at 73 a year.
  assert.equal(proratedAmount('73', calendar, '2025-12-30', null, '0.8'), '0.8')
  assert.equal(proratedAmount('73', calendar, '2025-12-26', null, '0.8'), '1.6')
})

test('what one person may not have because they joined late, whoever left the day before has, to within a step', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 364 }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('0.25', '0.5', '1'),
      (offset, yearly, step) => {
        const joinedOn = addDays(calendar.firstDay, offset)
        const late = proratedAmount(String(yearly), calendar, joinedOn, null, step)
        const early = proratedAmount(String(yearly), calendar, '2020-01-01', addDays(joinedOn, -1), step)
        assert.ok(new Decimal(late).plus(early).minus(yearly).abs().lte(step))
        for (const part of [late, early])
          assert.ok(new Decimal(part).mod(step).isZero() && new Decimal(part).gte(0) && new Decimal(part).lte(yearly))
      },
    ),
  )
})

test('joining a day later never gives more', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 364 }),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom('0', '0.25', '0.5', '1'),
      (offset, yearly, step) => {
        const day = addDays(calendar.firstDay, offset)
        const [sooner, later] = [day, addDays(day, 1)].map(
          (joinedOn) => new Decimal(proratedAmount(String(yearly), calendar, joinedOn, null, step)),
        )
        assert.ok(later!.lte(sooner!))
      },
    ),
  )
})
