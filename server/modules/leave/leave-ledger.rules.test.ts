import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { balanceOf } from './leave-balance.rules.ts'
import { expiryEntries, figureOf, heldCharges, holdEntries, releaseEntries, reversalEntries, takenEntries } from './leave-ledger.rules.ts'
import type { LedgerEntry, LedgerKind, Lot, LotCharge } from './leave-ledger.rules.ts'

const year: Lot = { id: 'year', validFrom: '2025-01-01', validTo: '2025-12-31' }
const carried: Lot = { id: 'carried', validFrom: '2025-01-01', validTo: '2025-03-31' }
const lots = [year, carried]

function entry(kind: LedgerKind, lotId: string | null, day: string, quantity: string, requestId: string | null = null): LedgerEntry {
  return { kind, lotId, requestId, day, quantity }
}

const opening = [entry('grant', 'year', '2025-01-01', '20'), entry('carry-in', 'carried', '2025-01-01', '4.5')]
const charge: fc.Arbitrary<LotCharge> = fc.record({
  day: fc.constantFrom('2025-02-03', '2025-02-04', '2025-03-31'),
  lotId: fc.constantFrom('year', 'carried', null),
  quantity: fc.integer({ min: 1, max: 40 }).map((quarters) => String(quarters / 4)),
})
const charges = fc.array(charge, { maxLength: 6 })

test('a release gives back exactly what the request holds, whatever others hold, and once', () => {
  fc.assert(
    fc.property(charges, charges, (mine, others) => {
      const before = [...opening, ...holdEntries('other', others)]
      const held = [...before, ...holdEntries('mine', mine)]
      const released = [...held, ...releaseEntries('mine', held)]
      assert.deepEqual(balanceOf(lots, released, '2025-02-01'), balanceOf(lots, before, '2025-02-01'))
      assert.deepEqual(heldCharges('mine', released), [])
      assert.deepEqual(releaseEntries('mine', released), [])
    }),
  )
})

test('approving changes taken by exactly the cost and available by nothing; reversing gives all of it back, once', () => {
  fc.assert(
    fc.property(charges, (mine) => {
      const held = [...opening, ...holdEntries('mine', mine)]
      const approved = [...held, ...releaseEntries('mine', held), ...takenEntries('mine', heldCharges('mine', held))]
      const [before, pending, after] = [opening, held, approved].map((entries) => balanceOf(lots, entries, '2025-02-01'))
      assert.equal(after?.available, pending?.available)
      assert.deepEqual([after?.taken, after?.held], [pending?.held, '0'])
      const reversed = [...approved, ...reversalEntries('mine', approved)]
      assert.deepEqual(balanceOf(lots, reversed, '2025-02-01'), before)
      assert.deepEqual(reversalEntries('mine', reversed), [])
    }),
  )
})

test('shortened leave gives back only the days from then on', () => {
  const taken = takenEntries('mine', [
    { day: '2025-02-03', lotId: 'carried', quantity: '1' },
    { day: '2025-02-04', lotId: 'carried', quantity: '0.5' },
    { day: '2025-02-04', lotId: 'year', quantity: '0.5' },
  ])
  assert.deepEqual(
    reversalEntries('mine', taken, '2025-02-04').map(({ kind, lotId, day, quantity }) => [kind, lotId, day, quantity]),
    [
      ['reversal', 'carried', '2025-02-04', '0.5'],
      ['reversal', 'year', '2025-02-04', '0.5'],
    ],
  )
})

test('expiry writes off what is unused the day after the last, never below zero, and nothing the second time', () => {
  const cases: [string, LedgerEntry[], string | null][] = [
    ['2025-03-31', [], null],
    ['2025-04-01', [], '-4.5'],
    ['2025-06-01', [entry('taken', 'carried', '2025-02-03', '-2', 'r')], '-2.5'],
    ['2025-04-01', [entry('hold', 'carried', '2025-03-31', '-4', 'r')], '-0.5'],
    ['2025-04-01', [entry('taken', 'carried', '2025-02-03', '-4.5', 'r')], null],
    ['2025-04-01', [entry('taken', 'carried', '2025-02-03', '-6', 'r')], null],
  ]
  for (const [asOf, more, quantity] of cases) {
    const entries = [...opening, ...more]
    const due = expiryEntries(lots, entries, asOf)
    assert.deepEqual(due, quantity === null ? [] : [entry('expiry', 'carried', '2025-04-01', quantity)])
    assert.deepEqual(expiryEntries(lots, [...entries, ...due], asOf), [])
  }
})

test('what a hold gives back after the lot ended is written off by the next run', () => {
  const held = [...opening, ...holdEntries('r', [{ day: '2025-03-31', lotId: 'carried', quantity: '1' }])]
  const written = [...held, ...expiryEntries(lots, held, '2025-04-01')]
  const released = [...written, ...releaseEntries('r', written)]
  assert.deepEqual(
    expiryEntries(lots, released, '2025-04-02').map(({ quantity }) => quantity),
    ['-1'],
  )
})

test('a reversal counts under what it takes back', () => {
  const reversal = (requestId: string | null, reverses?: LedgerKind) =>
    figureOf({ ...entry('reversal', 'year', '2025-01-01', '1', requestId), ...(reverses ? { reverses } : {}) })
  assert.deepEqual(
    [
      reversal('r'),
      reversal(null),
      reversal(null, 'compensatory'),
      reversal(null, 'release'),
      figureOf(entry('release', null, '2025-01-01', '1', 'r')),
    ],
    ['taken', 'adjustment', 'compensatory', 'hold', 'hold'],
  )
})
