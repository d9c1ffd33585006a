import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays } from '../../core/dates.ts'
import { creditsOf } from './leave-credit.rules.ts'
import { creditsToCome, creditsToWrite, frontLoaded, plansByYear, yearStartOf } from './leave-grant.rules.ts'
import type { Assignment, CreditRow, LastCredit } from './leave-grant.rules.ts'

const year = { firstDay: '2025-01-01', lastDay: '2025-12-31' }
const employed = { joinedOn: '2015-06-15', leftOn: null }
const whole = { step: '1', mode: 'half-up' } as const
const monthly = { ...frontLoaded('19'), crediting: 'earned', period: 'month' } as const
const credits = creditsOf([monthly], year, employed, whole)
const write = (today: string, last?: LastCredit, of = credits, isFront = false, withDifference = true) =>
  creditsToWrite({ credits: of, last, today, year, isFront, withDifference })
const shown = (rows: readonly CreditRow[]) =>
  rows.map(({ dueOn, revision, total, quantity }) => `${dueOn}/${revision} ${quantity} to ${total}`)

test('what fell due since the last credit is written, each dated its due day, and nothing the second time', () => {
  const late = write('2025-04-20')
  assert.deepEqual(shown(late), ['2025-01-01/0 2 to 2', '2025-02-01/0 1 to 3', '2025-03-01/0 2 to 5', '2025-04-01/0 1 to 6'])
  assert.deepEqual(write('2025-04-20', late.at(-1)), [])
  assert.deepEqual(write('2025-04-30', late.at(-1)), [])
  assert.deepEqual(shown(write('2025-05-01', late.at(-1))), ['2025-05-01/0 2 to 8'])
  assert.deepEqual(write('2024-12-31'), [])
})

test('front-loaded leave is written ahead of its year', () => {
  const front = creditsOf([frontLoaded('20')], year, employed, whole)
  assert.deepEqual(shown(write('2024-03-01', undefined, front, true)), ['2025-01-01/0 20 to 20'])
  assert.deepEqual(write('2024-03-01', { dueOn: '2025-01-01', revision: 0, total: '20' }, front, true), [])
})

test('a plan that became another writes the difference today, also twice a day, and back again', () => {
  const granted = { dueOn: '2025-01-01', revision: 0, total: '20' }
  const of = (amount: string) => creditsOf([frontLoaded(amount)], year, employed, whole)
  const raised = write('2025-06-10', granted, of('25'), true)
  assert.deepEqual(shown(raised), ['2025-06-10/0 5 to 25'])
  const lowered = write('2025-06-10', raised[0], of('22'), true)
  assert.deepEqual(shown(lowered), ['2025-06-10/1 -3 to 22'])
  assert.deepEqual(write('2025-06-11', lowered[0], of('22'), true), [])
  assert.deepEqual(shown(write('2024-11-11', granted, of('25'), true)), ['2025-01-01/1 5 to 25'], 'ahead of the year: on its first day')
  assert.deepEqual(shown(write('2025-06-10', granted, [], true)), ['2025-06-10/0 -20 to 0'], 'nothing is given any more')
  assert.deepEqual(write('2025-06-10', granted, of('25'), true, false), [], 'a year that ended stays as it was')
})

test('what is to come adds up, with what was written, to the whole year', () => {
  const last = write('2025-04-20').at(-1)
  const toCome = creditsToCome(credits, last, '2025-04-20')
  assert.deepEqual(toCome[0], { dueOn: '2025-05-01', quantity: '2' })
  assert.equal(Decimal.sum(last!.total, ...toCome.map(({ quantity }) => quantity)).toFixed(), '19')
  assert.deepEqual(creditsToCome(credits, undefined, '2025-12-31'), [])
})

test('days without a policy have the amount of the type itself', () => {
  const policy = (firstDay: string, lastDay: string | null, leaveYear: Assignment['leaveYear'] = 'company'): Assignment => ({
    ...frontLoaded('30'),
    firstDay,
    lastDay,
    leaveYear,
  })
  const spans = (assignments: Assignment[], amount: string | null = '20') =>
    [...plansByYear(assignments, amount, { leaveYear: 'fiscal' })].flatMap(([kind, plans]) =>
      plans.map(({ firstDay, lastDay, yearlyAmount }) => `${kind} ${yearlyAmount} ${firstDay}–${lastDay ?? ''}`),
    )
  assert.deepEqual(spans([]), ['fiscal 20 0001-01-01–'])
  assert.deepEqual(spans([], null), [])
  assert.deepEqual(spans([], '0.0000'), [])
  assert.deepEqual(spans([policy('2025-07-01', '2025-12-31', 'joining')]), [
    'joining 30 2025-07-01–2025-12-31',
    'fiscal 20 0001-01-01–2025-06-30',
    'fiscal 20 2026-01-01–',
  ])
  assert.deepEqual(spans([policy('2026-01-01', null), policy('2025-07-01', '2025-12-31')]), [
    'fiscal 30 2026-01-01–',
    'fiscal 30 2025-07-01–2025-12-31',
    'fiscal 20 0001-01-01–2025-06-30',
  ])
  const starts = (['calendar', 'fiscal', 'joining'] as const).map((kind) => yearStartOf(kind, { fiscalYearStart: '04-01' }, '2019-09-23'))
  assert.deepEqual(starts, ['01-01', '04-01', '09-23'])
})

test('however often and late it runs, and whatever the plan was in between, the year adds up to the last plan', () => {
  const amounts = fc.integer({ min: 0, max: 40 }).map(String)
  const runs = fc.array(fc.record({ offset: fc.integer({ min: -30, max: 364 }), amount: amounts }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(runs, fc.constantFrom('front' as const, 'earned' as const), fc.constantFrom('0', '0.5', '1'), (many, crediting, step) => {
      const rows: CreditRow[] = []
      const inOrder = [...many].sort((a, b) => a.offset - b.offset)
      const of = (amount: string) => creditsOf([{ ...monthly, crediting, yearlyAmount: amount }], year, employed, { step, mode: 'half-up' })
      for (const { offset, amount } of inOrder) {
        const today = addDays(year.firstDay, offset)
        const written = write(today, rows.at(-1), of(amount), crediting === 'front')
        rows.push(...written)
        assert.deepEqual(write(today, rows.at(-1), of(amount), crediting === 'front'), [], 'the second run adds nothing')
      }
      const amount = inOrder.at(-1)!.amount
      rows.push(...write('2025-12-31', rows.at(-1), of(amount), crediting === 'front'))
      assert.equal(Decimal.sum(0, ...rows.map(({ quantity }) => quantity)).toFixed(), amount)
      assert.equal(new Set(rows.map(({ dueOn, revision }) => `${dueOn} ${revision}`)).size, rows.length)
    }),
  )
})
