import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays, daysBetween } from '../../core/dates.ts'
import { addMonths, creditsOf, periodsOf, rounded, whatCreditsFollowFrom } from './leave-credit.rules.ts'
import type { CreditPeriod, CreditPlan, Rounding } from './leave-credit.rules.ts'
import { leaveYearOf } from './leave-entitlement.rules.ts'

const year = { firstDay: '2025-01-01', lastDay: '2025-12-31' }
const leap = { firstDay: '2024-01-01', lastDay: '2024-12-31' }
const always = { joinedOn: '2015-06-15', leftOn: null }
const plan = (changes: Partial<CreditPlan> = {}): CreditPlan => ({
  firstDay: '1970-01-01',
  lastDay: null,
  yearlyAmount: '12',
  steps: [],
  crediting: 'earned',
  period: 'month',
  creditOn: 'first',
  waitingDays: 0,
  hoursPerUnit: null,
  ...changes,
})
const exact: Rounding = { step: '0', mode: 'half-up' }
const whole: Rounding = { step: '1', mode: 'half-up' }
const shown = (credits: { dueOn: string; total: string }[]) => credits.map(({ dueOn, total }) => `${dueOn} ${total}`)

const periods: CreditPeriod[] = ['week', 'half-month', 'month', 'quarter', 'half-year', 'year']
const steps = ['0', '0.25', '0.5', '1'] as const
const modes = ['half-up', 'up', 'down'] as const

test('every period credits on its first or last day', () => {
  const cases: [CreditPeriod, 'first' | 'last', count: number, first: string, last: string][] = [
    ['year', 'first', 1, '2025-01-01 12', '2025-01-01 12'],
    ['year', 'last', 1, '2025-12-31 12', '2025-12-31 12'],
    ['half-year', 'first', 2, '2025-01-01 6', '2025-07-01 12'],
    ['half-year', 'last', 2, '2025-06-30 6', '2025-12-31 12'],
    ['quarter', 'first', 4, '2025-01-01 3', '2025-10-01 12'],
    ['quarter', 'last', 4, '2025-03-31 3', '2025-12-31 12'],
    ['month', 'first', 12, '2025-01-01 1', '2025-12-01 12'],
    ['month', 'last', 12, '2025-01-31 1', '2025-12-31 12'],
    ['half-month', 'first', 24, '2025-01-01 0.5', '2025-12-16 12'],
    ['half-month', 'last', 24, '2025-01-15 0.5', '2025-12-31 12'],
    // 12 × 7 ÷ 365, and the 53rd week of one day brings the rest.
    ['week', 'first', 53, '2025-01-01 0.2301', '2025-12-31 12'],
    ['week', 'last', 53, '2025-01-07 0.2301', '2025-12-31 12'],
  ]
  for (const [period, creditOn, count, first, last] of cases) {
    const credits = shown(creditsOf([plan({ period, creditOn })], year, always, exact))
    assert.deepEqual([credits.length, credits[0], credits.at(-1)], [count, first, last], `${period} ${creditOn}`)
  }
})

test('the running total is rounded, never each credit: 19 a year in months is exactly 19', () => {
  const totals = (mode: Rounding['mode'], step: string) =>
    creditsOf([plan({ yearlyAmount: '19' })], year, always, { step, mode }).map(({ total }) => total)
  // 1.583, 3.167, 4.75, 6.333, 7.917, 9.5, …
  assert.deepEqual(totals('half-up', '1'), ['2', '3', '5', '6', '8', '10', '11', '13', '14', '16', '17', '19'])
  assert.deepEqual(totals('down', '1'), ['1', '3', '4', '6', '7', '9', '11', '12', '14', '15', '17', '19'])
  assert.deepEqual(totals('up', '1'), ['2', '4', '5', '7', '8', '10', '12', '13', '15', '16', '18', '19'])
  assert.deepEqual(totals('half-up', '0.5').slice(0, 4), ['1.5', '3', '5', '6.5'])
  assert.deepEqual(totals('half-up', '0.25').slice(0, 4), ['1.5', '3.25', '4.75', '6.25'])
  assert.deepEqual(totals('half-up', '0').slice(0, 3), ['1.5833', '3.1667', '4.75'])
})

test('joining and leaving inside the year prorate both ends by days, in leap years too', () => {
  const cases: [what: string, Partial<CreditPlan>, typeof year, joinedOn: string, leftOn: string | null, expected: string[]][] = [
    ['front, joined midyear', { crediting: 'front', yearlyAmount: '365' }, year, '2025-07-02', null, ['2025-07-02 183']],
    ['front, left midyear', { crediting: 'front', yearlyAmount: '365' }, year, '2020-01-01', '2025-07-01', ['2025-01-01 182']],
    ['front, leap year', { crediting: 'front', yearlyAmount: '366' }, leap, '2024-12-31', null, ['2024-12-31 1']],
    ['front, both ends', { crediting: 'front', yearlyAmount: '365' }, year, '2025-03-01', '2025-03-10', ['2025-03-01 10']],
    ['not employed at all', { crediting: 'front' }, year, '2026-01-01', null, []],
    ['left before', { crediting: 'front' }, year, '2020-01-01', '2024-12-31', []],
    ['first month by its days', { yearlyAmount: '372', period: 'month' }, year, '2025-12-22', null, ['2025-12-22 10']],
    [
      'last month by its days',
      { yearlyAmount: '336', period: 'month', creditOn: 'last' },
      year,
      '2025-02-02',
      '2025-02-15',
      ['2025-02-15 14'],
    ],
    ['February of a leap year', { yearlyAmount: '348', period: 'month' }, leap, '2024-02-01', '2024-02-10', ['2024-02-01 10']],
  ]
  for (const [what, changes, inYear, joinedOn, leftOn, expected] of cases)
    assert.deepEqual(shown(creditsOf([plan(changes)], inYear, { joinedOn, leftOn }, exact)), expected, what)
})

test('the first credit falls the waiting days after joining and its period prorates from that day', () => {
  const joined = { joinedOn: '2025-01-16', leftOn: null }
  const credits = shown(creditsOf([plan({ yearlyAmount: '336', waitingDays: 30 })], year, joined, exact))
  // 15 February: 14 of 28 days of a month of 28.
  assert.deepEqual(credits.slice(0, 2), ['2025-02-15 14', '2025-03-01 42'])
  const atOnce = shown(
    creditsOf([plan({ crediting: 'front', yearlyAmount: '365', waitingDays: 90 })], year, { joinedOn: '2025-01-01', leftOn: null }, exact),
  )
  assert.deepEqual(atOnce, ['2025-04-01 275'])
})

test('years of service raise the amount from the anniversary on, prorating the period it falls in', () => {
  const steps = [
    { fromYears: 10, yearlyAmount: '24' },
    { fromYears: 5, yearlyAmount: '18' },
  ]
  const by = (joinedOn: string) => creditsOf([plan({ steps })], year, { joinedOn, leftOn: null }, exact).map(({ total }) => total)
  assert.equal(by('2021-01-01').at(-1), '12')
  assert.equal(by('2020-01-01').at(-1), '18')
  assert.equal(by('2010-01-01').at(-1), '24')
  // The anniversary on 16 June: 15 days at 1 a month and 15 at 1.5.
  assert.deepEqual(by('2020-06-16').slice(4, 7), ['5', '6.25', '7.75'])
  const front = creditsOf(
    [plan({ crediting: 'front', yearlyAmount: '365', steps: [{ fromYears: 1, yearlyAmount: '730' }] })],
    year,
    { joinedOn: '2024-12-31', leftOn: null },
    exact,
  )
  assert.deepEqual(shown(front), ['2025-01-01 366'])
})

test('hours worked earn by the period, up to the yearly amount', () => {
  const worked = (from: string, to: string) => (daysBetween(from, to) + 1) * 60
  const hours = { crediting: 'hours', hoursPerUnit: '10', yearlyAmount: '20', period: 'month' } as const
  const credits = shown(creditsOf([plan(hours)], year, always, { step: '0.5', mode: 'down' }, worked))
  assert.deepEqual(credits.slice(0, 3), ['2025-02-01 3', '2025-03-01 5.5', '2025-04-01 9'])
  assert.deepEqual(credits.slice(-2), ['2025-12-01 20', '2025-12-31 20'])
  assert.deepEqual(shown(creditsOf([plan(hours)], year, always, whole)).at(-1), '2025-12-31 0')
})

test('a policy that ends and the one that follows add up', () => {
  const [old, next] = [
    plan({ crediting: 'front', yearlyAmount: '365', lastDay: '2025-06-30' }),
    plan({ firstDay: '2025-07-01', period: 'quarter' }),
  ]
  assert.deepEqual(shown(creditsOf([old, next], year, always, exact)), ['2025-01-01 181', '2025-07-01 184', '2025-10-01 187'])
})

test('never more than the yearly amount, also where rounding would go above it', () => {
  assert.equal(creditsOf([plan({ yearlyAmount: '20.3' })], year, always, { step: '1', mode: 'up' }).at(-1)?.total, '20.3')
  assert.equal(creditsOf([plan({ yearlyAmount: '20.3' })], year, always, whole).at(-1)?.total, '20')
})

test('a quantity is rounded by step and mode', () => {
  const cases: [quantity: string, step: string, mode: Rounding['mode'], expected: string][] = [
    ['1.24', '0.5', 'half-up', '1'],
    ['1.25', '0.5', 'half-up', '1.5'],
    ['1.01', '0.5', 'up', '1.5'],
    ['1.49', '0.5', 'down', '1'],
    ['1.125', '0.25', 'half-up', '1.25'],
    ['1.12', '0.25', 'down', '1'],
    ['0.5', '1', 'half-up', '1'],
    ['0.49', '1', 'half-up', '0'],
    ['1.00005', '0', 'half-up', '1.0001'],
    ['1.00005', '0', 'down', '1'],
    ['1.00001', '0', 'up', '1.0001'],
    // What is left of dividing is no reason to go up or down.
    ['18.9999999999999999', '1', 'down', '19'],
    ['19.0000000000000001', '1', 'up', '19'],
  ]
  for (const [quantity, step, mode, expected] of cases)
    assert.equal(rounded(new Decimal(quantity), { step, mode }).toFixed(), expected, `${quantity} to ${step} ${mode}`)
})

test('months are counted to the same day, or the last where there is none', () => {
  assert.equal(addMonths('2025-01-31', 1), '2025-02-28')
  assert.equal(addMonths('2024-01-31', 1), '2024-02-29')
  assert.equal(addMonths('2025-11-15', 3), '2026-02-15')
  assert.equal(addMonths('2024-02-29', 12), '2025-02-28')
  assert.equal(addMonths('2025-03-31', 6), '2025-09-30')
})

const days = fc.integer({ min: 0, max: 20_000 }).map((offset) => addDays('1990-01-01', offset))
const starts = fc.integer({ min: 0, max: 365 }).map((offset) => addDays('2024-01-01', offset).slice(5))
const years = fc.tuple(days, starts).map(([day, start]) => leaveYearOf(day, start))
const amounts = fc.integer({ min: 0, max: 400 }).map((tenths) => new Decimal(tenths).div(4).toFixed())
const roundings = fc.record({ step: fc.constantFrom(...steps), mode: fc.constantFrom(...modes) })
const kinds = fc.record({
  period: fc.constantFrom(...periods),
  creditOn: fc.constantFrom('first' as const, 'last' as const),
  crediting: fc.constantFrom('front' as const, 'earned' as const),
})

test('the periods of a year follow each other without a gap and are the year', () => {
  fc.assert(
    fc.property(years, fc.constantFrom(...periods), (of, period) => {
      const all = periodsOf(of, period)
      assert.equal(all[0]?.firstDay, of.firstDay)
      assert.equal(all.at(-1)?.lastDay, of.lastDay)
      for (const [index, one] of all.entries()) {
        assert.ok(one.firstDay <= one.lastDay)
        if (index > 0) assert.equal(one.firstDay, addDays(all[index - 1]!.lastDay, 1))
      }
    }),
  )
})

test("a whole year's credits are the yearly amount exactly, whatever the period, day, year and rounding", () => {
  fc.assert(
    fc.property(years, fc.integer({ min: 0, max: 60 }), kinds, roundings, (of, yearly, kind, rounding) => {
      const credits = creditsOf([plan({ ...kind, yearlyAmount: String(yearly) })], of, { joinedOn: '1980-01-01', leftOn: null }, rounding)
      assert.equal(credits.at(-1)?.total, String(yearly))
    }),
  )
})

test('totals never fall, never pass the yearly amount, lie on the step and fall due inside employment and year', () => {
  const service = fc.array(fc.record({ fromYears: fc.integer({ min: 1, max: 30 }), extra: fc.integer({ min: 0, max: 10 }) }), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(
      years,
      amounts,
      kinds,
      roundings,
      service,
      days,
      fc.nat(4_000),
      fc.nat(200),
      (of, yearlyAmount, kind, rounding, extra, joinedOn, stay, waitingDays) => {
        const ladder = extra.map(({ fromYears, extra: more }) => ({
          fromYears,
          yearlyAmount: new Decimal(yearlyAmount).plus(more).toFixed(),
        }))
        const employed = { joinedOn, leftOn: addDays(joinedOn, stay) }
        const credits = creditsOf([plan({ ...kind, yearlyAmount, steps: ladder, waitingDays })], of, employed, rounding)
        const most = Decimal.max(yearlyAmount, ...ladder.map((step) => step.yearlyAmount))
        let before = new Decimal(0)
        for (const { dueOn, total } of credits) {
          assert.ok(new Decimal(total).gte(before) && new Decimal(total).lte(most), total)
          assert.ok(of.firstDay <= dueOn && dueOn <= of.lastDay && joinedOn <= dueOn && dueOn <= employed.leftOn)
          const isCapped = [yearlyAmount, ...ladder.map((step) => step.yearlyAmount)].includes(total)
          if (rounding.step !== '0' && !isCapped) assert.ok(new Decimal(total).mod(rounding.step).isZero(), total)
          before = new Decimal(total)
        }
      },
    ),
  )
})

test('what is earned by any day does not depend on how often the period is cut when it is credited exactly', () => {
  fc.assert(
    fc.property(years, fc.integer({ min: 1, max: 60 }), fc.nat(364), (of, yearly, offset) => {
      const joinedOn = addDays(of.firstDay, offset)
      const last = (period: CreditPeriod) =>
        new Decimal(creditsOf([plan({ period, yearlyAmount: String(yearly) })], of, { joinedOn, leftOn: null }, exact).at(-1)?.total ?? 0)
      // Months are not all as long: a year by days and by months differ by less than what three days bring.
      assert.ok(last('month').minus(last('year')).abs().lte(new Decimal(yearly).times(3).div(365)))
      assert.ok(last('week').minus(last('year')).abs().lte('0.0002'))
    }),
  )
})

test('two people of whom the same is said have the same credits', () => {
  const around = fc.constantFrom('2020-03-01', '2024-12-15', '2025-07-10')
  const person = fc.record({
    joinedOn: around,
    leftOn: fc.constantFrom(null, '2025-11-30', '2026-02-01'),
    firstDay: around,
    lastDay: fc.constantFrom(null, '2025-09-30'),
    waitingDays: fc.constantFrom(0, 20),
  })
  const tenure = fc.constantFrom([], [{ fromYears: 5, yearlyAmount: '20' }])
  let same = 0
  fc.assert(
    fc.property(person, person, tenure, kinds, roundings, (one, other, service, kind, rounding) => {
      const [key, credits] = [whatCreditsFollowFrom, creditsOf].map(
        (ask) =>
          ({ firstDay, lastDay, waitingDays, ...employed }: typeof one) =>
            ask([plan({ ...kind, firstDay, lastDay, waitingDays, steps: service })], year, employed, rounding),
      ) as [(of: typeof one) => string, (of: typeof one) => unknown]
      if (key(one) !== key(other)) return
      same += 1
      assert.deepEqual(credits(one), credits(other))
    }),
    { numRuns: 3000 },
  )
  assert(same > 20, `${same} pairs were alike`)
})
