import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { closeYear, closingEntries } from './leave-carry.rules.ts'
import type { CarryRule } from './leave-carry.rules.ts'

const rule = (changes: Partial<CarryRule> = {}): CarryRule => ({
  carryOver: 'all',
  carryLimit: null,
  carryExpiresAfterDays: null,
  carryExpiresOn: null,
  maxBalance: null,
  ...changes,
})

test('none, up to a limit or all is carried on, never below zero and within the maximum balance', () => {
  const upTo5 = { carryOver: 'limited', carryLimit: '5' } as const
  const cases: [what: string, changes: Partial<CarryRule>, left: string[], next: string, carried: string, lost: string][] = [
    ['none', { carryOver: 'none' }, ['7.5'], '20', '0', '7.5'],
    ['all', {}, ['7.5'], '20', '7.5', '0'],
    ['up to a limit', upTo5, ['7.5'], '20', '5', '2.5'],
    ['less than the limit, halves survive', upTo5, ['4.5'], '20', '4.5', '0'],
    ['nothing left', upTo5, ['0'], '20', '0', '0'],
    ['a debt', upTo5, ['-3'], '20', '0', '0'],
    ['a debt beside what is left', {}, ['-1', '3'], '20', '2', '1'],
    ['two lots', upTo5, ['3', '4'], '20', '5', '2'],
    ['the maximum balance', { maxBalance: '23' }, ['7.5'], '20', '3', '4.5'],
    ['no room at all', { maxBalance: '20' }, ['7.5'], '22', '0', '7.5'],
  ]
  for (const [what, changes, left, next, carried, lost] of cases)
    assert.partialDeepStrictEqual(closeYear(rule(changes), '2026-12-31', left, next), { carried, lost }, what)
})

test('what is carried on expires after days, on a date, or with the next leave year', () => {
  const cases: [lastDay: string, changes: Partial<CarryRule>, validFrom: string, validTo: string][] = [
    ['2026-12-31', {}, '2027-01-01', '2027-12-31'],
    ['2027-03-31', {}, '2027-04-01', '2028-03-31'],
    ['2026-12-31', { carryExpiresAfterDays: 90 }, '2027-01-01', '2027-03-31'],
    ['2026-12-31', { carryExpiresOn: '03-31' }, '2027-01-01', '2027-03-31'],
    ['2027-03-31', { carryExpiresOn: '03-31' }, '2027-04-01', '2028-03-31'],
    ['2027-03-31', { carryExpiresOn: '06-30' }, '2027-04-01', '2027-06-30'],
    ['2026-12-31', { carryExpiresOn: '02-29' }, '2027-01-01', '2027-02-28'],
    ['2027-12-31', { carryExpiresOn: '02-29' }, '2028-01-01', '2028-02-29'],
    ['2028-02-28', {}, '2028-02-29', '2029-02-28'],
  ]
  for (const [lastDay, changes, validFrom, validTo] of cases)
    assert.partialDeepStrictEqual(
      closeYear(rule(changes), lastDay, ['5'], '0'),
      { validFrom, validTo },
      `${lastDay} ${JSON.stringify(changes)}`,
    )
})

test('the write-offs say what was carried on and what was not, lot by lot', () => {
  const lots = [
    { id: 'a', left: '3' },
    { id: 'b', left: '4' },
    { id: 'c', left: '-1' },
  ]
  const closing = closeYear(
    rule({ carryOver: 'limited', carryLimit: '5' }),
    '2026-12-31',
    lots.map(({ left }) => left),
    '0',
  )
  const shown = closingEntries(lots, closing).map(({ lotId, day, quantity, reason }) => `${lotId} ${day} ${quantity} ${reason}`)
  assert.deepEqual(shown, [
    'a 2027-01-01 -3 Carried on, valid until 2027-12-31',
    'b 2027-01-01 -2 Carried on, valid until 2027-12-31',
    'b 2027-01-01 -2 Not carried on',
  ])
})

test('carried and lost are together what was unused, and the write-offs leave nothing behind', () => {
  const quantities = fc.integer({ min: -40, max: 120 }).map((quarters) => new Decimal(quarters).div(4).toFixed())
  const rules = fc.record({
    carryOver: fc.constantFrom('none' as const, 'all' as const, 'limited' as const),
    maxBalance: fc.option(fc.integer({ min: 1, max: 40 }).map(String)),
  })
  fc.assert(
    fc.property(fc.array(quantities, { maxLength: 4 }), rules, quantities, (left, changes, next) => {
      const carryLimit = changes.carryOver === 'limited' ? '5' : null
      const closing = closeYear(rule({ ...changes, carryLimit }), '2026-12-31', left, next)
      const unused = Decimal.sum(0, ...left.map((one) => Decimal.max(0, one)))
      assert.equal(new Decimal(closing.carried).plus(closing.lost).toFixed(), unused.toFixed())
      assert.ok(new Decimal(closing.carried).gte(0) && new Decimal(closing.lost).gte(0))
      const lots = left.map((one, index) => ({ id: String(index), left: one }))
      const written = closingEntries(lots, closing)
      assert.equal(
        Decimal.sum(0, ...written.map(({ quantity }) => quantity))
          .negated()
          .toFixed(),
        unused.toFixed(),
      )
      for (const lot of lots) {
        const after = Decimal.sum(lot.left, ...written.filter(({ lotId }) => lotId === lot.id).map(({ quantity }) => quantity))
        assert.ok(after.lte(0))
      }
    }),
  )
})
