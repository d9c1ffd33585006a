import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays } from '../../core/dates.ts'
import { balanceOf, validLots } from './leave-balance.rules.ts'
import { chargeLots } from './leave-charge.rules.ts'
import { holdEntries } from './leave-ledger.rules.ts'
import type { LedgerEntry, LedgerKind, Lot } from './leave-ledger.rules.ts'

const year: Lot = { id: 'year', validFrom: '2025-01-01', validTo: '2025-12-31' }
const carried: Lot = { id: 'carried', validFrom: '2025-01-01', validTo: '2025-03-31' }
const next: Lot = { id: 'next', validFrom: '2026-01-01', validTo: '2026-12-31' }

function entry(kind: LedgerKind, lotId: string | null, day: string, quantity: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { kind, lotId, requestId: null, day, quantity, ...more }
}

const opening = [entry('grant', 'year', '2025-01-01', '20'), entry('carry-in', 'carried', '2025-01-01', '5')]

type Charging = { lots?: Lot[]; entries?: LedgerEntry[]; minBalance?: string; today?: string; excludeRequestId?: string }

function chargeDays(dates: [string, string][], { lots = [year, carried], entries = opening, minBalance = '0', ...more }: Charging = {}) {
  const type = { tracksBalance: true, minBalance, unit: 'days' as const }
  return chargeLots({ type, dates: dates.map(([day, quantity]) => ({ day, quantity })), lots, entries, today: '2025-01-01', ...more })
}

/** 'day lot quantity' of each charge and the code of the warning, or the refusal's code and figures. */
function lines(answer: ReturnType<typeof chargeDays>): unknown[] {
  if ('code' in answer) return [answer.code, answer.details]
  const parts = answer.charges.map(({ day, lotId, quantity }) => `${day.slice(2)} ${lotId} ${quantity}`)
  return answer.warning ? [...parts, answer.warning.code, answer.warning.details] : parts
}

test('of the lots valid on a date the one that expires first is used first, entries without a lot last', () => {
  const later: Lot = { ...year, id: 'later', validFrom: '2025-02-01' }
  const lots = [later, year, carried]
  assert.deepEqual(
    validLots(lots, '2025-03-31').map(({ id }) => id),
    ['carried', 'year', 'later'],
  )
  assert.deepEqual(
    validLots(lots, '2025-01-31').map(({ id }) => id),
    ['carried', 'year'],
  )
  const entries = [
    entry('grant', 'later', '2025-02-01', '0.5'),
    entry('grant', 'year', '2025-01-01', '0.25'),
    entry('carry-in', 'carried', '2025-01-01', '0.5'),
    entry('adjustment', null, '2025-01-01', '3'),
  ]
  assert.deepEqual(lines(chargeDays([['2025-03-03', '2']], { lots, entries })), [
    '25-03-03 carried 0.5',
    '25-03-03 year 0.25',
    '25-03-03 later 0.5',
    '25-03-03 null 0.75',
  ])
})

test('a request across an expiry is charged per date and lot', () => {
  const entries = [entry('grant', 'year', '2025-01-01', '20'), entry('carry-in', 'carried', '2025-01-01', '1.5')]
  const dates: [string, string][] = [
    ['2025-03-28', '1'],
    ['2025-03-31', '1'],
    ['2025-04-01', '1'],
  ]
  assert.deepEqual(lines(chargeDays(dates, { entries })), [
    '25-03-28 carried 1',
    '25-03-31 carried 0.5',
    '25-03-31 year 0.5',
    '25-04-01 year 1',
  ])
  assert.deepEqual(chargeDays(dates.toReversed(), { entries }), chargeDays(dates, { entries }))
})

test('days after an expiry cannot use what expired', () => {
  const entries = [entry('grant', 'year', '2025-01-01', '1'), entry('carry-in', 'carried', '2025-01-01', '5')]
  assert.deepEqual(
    lines(
      chargeDays(
        [
          ['2025-04-01', '1'],
          ['2025-04-02', '1'],
        ],
        { entries },
      ),
    ),
    ['LEAVE_BALANCE_INSUFFICIENT', { available: '1', asked: '2', short: '1', minBalance: '0' }],
  )
})

test('a balance may be used up exactly, and not a quarter more', () => {
  const entries = [entry('grant', 'year', '2025-01-01', '2.25')]
  const dates: [string, string][] = [
    ['2025-05-05', '1'],
    ['2025-05-06', '1'],
  ]
  assert.deepEqual(lines(chargeDays([...dates, ['2025-05-07', '0.25']], { entries })).at(-1), '25-05-07 year 0.25')
  assert.deepEqual(lines(chargeDays([...dates, ['2025-05-07', '0.5']], { entries })), [
    'LEAVE_BALANCE_INSUFFICIENT',
    { available: '2.25', asked: '2.5', short: '0.25', minBalance: '0' },
  ])
})

test('decimals stay exact: ten tenths are one day', () => {
  const entries = Array.from({ length: 10 }, (_, index) => entry('accrual', 'year', `2025-01-${10 + index}`, '0.1'))
  assert.equal(balanceOf([year], entries, '2025-02-01').available, '1')
  assert.deepEqual(lines(chargeDays([['2025-02-03', '1']], { entries })), ['25-02-03 year 1'])
})

test('a type that allows it goes below zero down to its limit, on the last lot of the date, with a warning', () => {
  const entries = [entry('grant', 'year', '2025-01-01', '1'), entry('carry-in', 'carried', '2025-01-01', '0.5')]
  const days: [string, string][] = [
    ['2025-03-03', '1'],
    ['2025-03-04', '1'],
    ['2025-03-05', '1'],
    ['2025-03-06', '0.5'],
  ]
  assert.deepEqual(lines(chargeDays(days, { entries, minBalance: '-2' })), [
    '25-03-03 carried 0.5',
    '25-03-03 year 0.5',
    '25-03-04 year 1',
    '25-03-05 year 1',
    '25-03-06 year 0.5',
    'LEAVE_BALANCE_NEGATIVE',
    { overdrawn: '2', minBalance: '-2' },
  ])
  assert.deepEqual(lines(chargeDays([...days, ['2025-03-07', '0.5']], { entries, minBalance: '-2' })), [
    'LEAVE_BALANCE_INSUFFICIENT',
    { available: '1.5', asked: '4', short: '0.5', minBalance: '-2' },
  ])
})

test('an overdrawn balance is told as it is', () => {
  const entries = [entry('taken', 'year', '2025-01-06', '-1', { requestId: 'a' })]
  assert.deepEqual(
    lines(
      chargeDays(
        [
          ['2025-03-03', '1'],
          ['2025-03-04', '1'],
          ['2025-03-05', '1'],
        ],
        { entries, minBalance: '-2' },
      ),
    ),
    ['LEAVE_BALANCE_INSUFFICIENT', { available: '-1', asked: '3', short: '2', minBalance: '-2' }],
  )
})

test('a request into the next leave year is split per year, each with its own limit', () => {
  const entries = [entry('grant', 'year', '2025-01-01', '1'), entry('grant', 'next', '2026-01-01', '1')]
  const dates: [string, string][] = [
    ['2025-12-30', '1'],
    ['2025-12-31', '1'],
    ['2026-01-02', '1'],
    ['2026-01-05', '1'],
  ]
  const lots = [year, next]
  assert.deepEqual(lines(chargeDays(dates, { lots, entries, minBalance: '-1' })), [
    '25-12-30 year 1',
    '25-12-31 year 1',
    '26-01-02 next 1',
    '26-01-05 next 1',
    'LEAVE_BALANCE_NEGATIVE',
    { overdrawn: '2', minBalance: '-1' },
  ])
  assert.deepEqual(lines(chargeDays(dates, { lots, entries })).at(0), 'LEAVE_BALANCE_INSUFFICIENT')
})

test('dates that no lot covers are refused, also where the balance may be negative', () => {
  const dates: [string, string][] = [
    ['2025-12-31', '1'],
    ['2026-01-01', '0'],
    ['2026-01-02', '1'],
  ]
  assert.deepEqual(lines(chargeDays(dates, { minBalance: '-9' })), ['LEAVE_OUTSIDE_ENTITLEMENT', { days: ['2026-01-02'] }])
  const many = chargeDays([
    ['2026-01-02', '1'],
    ['2026-01-05', '1'],
    ['2026-01-06', '1'],
  ])
  assert.equal('code' in many && many.message, 'Your entitlement to this leave does not cover 2026-01-02 and 2 more.')
  const loose = [...opening, entry('adjustment', null, '2025-01-01', '1')]
  assert.deepEqual(lines(chargeDays(dates, { entries: loose })), ['25-12-31 year 1', '26-01-02 null 1'])
})

test('a request never counts against itself, others do', () => {
  const entries = [entry('grant', 'year', '2025-01-01', '3'), ...holdEntries('mine', [{ day: '2025-05-05', lotId: 'year', quantity: '2' }])]
  assert.equal(lines(chargeDays([['2025-05-05', '3']], { entries }))[0], 'LEAVE_BALANCE_INSUFFICIENT')
  assert.equal(lines(chargeDays([['2025-05-05', '3']], { entries, excludeRequestId: 'other' }))[0], 'LEAVE_BALANCE_INSUFFICIENT')
  assert.deepEqual(lines(chargeDays([['2025-05-05', '3']], { entries, excludeRequestId: 'mine' })), ['25-05-05 year 3'])
})

test('leave ahead uses only what is credited by then, leave entered late also what was credited since', () => {
  const entries = [entry('accrual', 'year', '2025-06-30', '1'), entry('adjustment', 'year', '2025-09-01', '1')]
  const code = (day: string, today: string) => lines(chargeDays([[day, '1']], { entries, today }))[0]
  assert.equal(code('2025-06-02', '2025-06-01'), 'LEAVE_BALANCE_INSUFFICIENT')
  assert.equal(code('2025-06-02', '2025-07-01'), '25-06-02 year 1')
  assert.equal(lines(chargeDays([['2025-08-01', '2']], { entries, today: '2025-07-01' }))[0], 'LEAVE_BALANCE_INSUFFICIENT')
})

test('a type without a balance is never charged', () => {
  const type = { tracksBalance: false, minBalance: '0', unit: 'days' as const }
  const answer = chargeLots({ type, dates: [{ day: '2025-05-05', quantity: '99' }], lots: [], entries: [], today: '2025-05-01' })
  assert.deepEqual(answer, { charges: [], warning: null })
})

const someDay = fc.integer({ min: 0, max: 8 }).map((offset) => addDays('2025-03-01', offset))
const someLots = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list) =>
    list.map(([from, length, units], index) => ({
      id: `lot-${index}`,
      units,
      validFrom: addDays('2025-03-01', from),
      validTo: addDays('2025-03-01', from + length),
    })),
  )
const grantsOf = (lots: (Lot & { units: number })[]) => lots.map((lot) => entry('grant', lot.id, lot.validFrom, String(lot.units)))

test('one date is accepted exactly when the balance of that date, down to the limit, covers it', () => {
  fc.assert(
    fc.property(
      someLots,
      someDay,
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: -8, max: 0 }),
      someDay,
      (lots, day, quarters, floor, heldOn) => {
        const held = validLots(lots, heldOn).map((lot) => ({ day: heldOn, lotId: lot.id, quantity: '1.5' }))
        const entries = [...grantsOf(lots), ...holdEntries('other', held)]
        const [asked, minBalance] = [new Decimal(quarters).div(4), String(floor / 4)]
        const answer = chargeDays([[day, asked.toFixed()]], { lots, entries, minBalance, today: '2025-03-01' })
        if (validLots(lots, day).length === 0) return assert.equal(lines(answer)[0], 'LEAVE_OUTSIDE_ENTITLEMENT')
        const { available } = balanceOf(lots, entries, day)
        const room = new Decimal(available).minus(minBalance)
        if (asked.gt(room)) {
          const short = Decimal.min(asked, asked.minus(room))
          return assert.deepEqual(lines(answer), [
            'LEAVE_BALANCE_INSUFFICIENT',
            { available, asked: asked.toFixed(), short: short.toFixed(), minBalance },
          ])
        }
        assert.ok(!('code' in answer))
        const after = balanceOf(lots, [...entries, ...holdEntries('mine', answer.charges)], day)
        assert.equal(after.available, new Decimal(available).minus(asked).toFixed())
        assert.equal(answer.warning !== null, new Decimal(after.available).lt(0))
      },
    ),
    { numRuns: 300 },
  )
})

test('whole days are refused only when no way of sharing the lots out would do', () => {
  fc.assert(
    fc.property(someLots, fc.uniqueArray(someDay, { minLength: 1, maxLength: 5 }), (lots, days) => {
      const answer = chargeDays(
        days.map((day) => [day, '1']),
        { lots, entries: grantsOf(lots), today: '2025-03-01' },
      )
      const possible = canPay(
        days,
        lots,
        lots.map((lot) => lot.units),
      )
      assert.equal('code' in answer, !possible)
      if ('code' in answer) return
      for (const { day, lotId, quantity } of answer.charges) {
        const lot = lots.find(({ id }) => id === lotId)
        assert.ok(lot && lot.validFrom <= day && day <= lot.validTo && quantity === '1')
      }
    }),
    { numRuns: 300 },
  )
})

/** Tries every way of paying each day from some lot valid on it. */
function canPay([day, ...rest]: string[], lots: Lot[], units: number[]): boolean {
  if (day === undefined) return true
  return lots.some((lot, index) => {
    const left = units[index] ?? 0
    return left > 0 && lot.validFrom <= day && day <= lot.validTo && canPay(rest, lots, units.with(index, left - 1))
  })
}
