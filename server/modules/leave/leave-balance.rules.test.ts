import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balanceOf } from './leave-balance.rules.ts'
import type { Balance } from './leave-balance.rules.ts'
import type { LedgerEntry, LedgerKind, Lot } from './leave-ledger.rules.ts'

const year: Lot = { id: 'year', validFrom: '2025-01-01', validTo: '2025-12-31' }
const carried: Lot = { id: 'carried', validFrom: '2025-01-01', validTo: '2025-03-31' }
const next: Lot = { id: 'next', validFrom: '2026-01-01', validTo: '2026-12-31' }

function entry(kind: LedgerKind, lotId: string | null, day: string, quantity: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { kind, lotId, requestId: null, day, quantity, ...more }
}

const opening = [entry('grant', 'year', '2025-01-01', '20'), entry('carry-in', 'carried', '2025-01-01', '5')]
const nothing: Balance = {
  entitled: '0',
  carriedIn: '0',
  accrued: '0',
  adjusted: '0',
  compensatory: '0',
  taken: '0',
  held: '0',
  expired: '0',
  encashed: '0',
  available: '0',
  expiresNext: null,
}

test('every kind of entry has its figure, and the figures add up to what is available', () => {
  const entries = [
    ...opening,
    entry('accrual', 'year', '2025-02-01', '1.25'),
    entry('adjustment', 'year', '2025-02-01', '-0.5'),
    entry('compensatory', 'year', '2025-02-01', '1'),
    entry('taken', 'year', '2025-02-03', '-3', { requestId: 'a' }),
    entry('reversal', 'year', '2025-02-03', '1', { requestId: 'a', reverses: 'taken' }),
    entry('hold', 'year', '2025-11-03', '-2', { requestId: 'b' }),
    entry('hold', 'year', '2025-11-04', '-1', { requestId: 'c' }),
    entry('release', 'year', '2025-11-04', '1', { requestId: 'c' }),
    entry('expiry', 'year', '2025-02-01', '-0.25'),
    entry('encashment', 'year', '2025-02-01', '-4'),
  ]
  assert.deepEqual(balanceOf([year, carried], entries, '2025-02-10'), {
    entitled: '20',
    carriedIn: '5',
    accrued: '1.25',
    adjusted: '-0.5',
    compensatory: '1',
    taken: '2',
    held: '2',
    expired: '0.25',
    encashed: '4',
    available: '18.5',
    expiresNext: { day: '2025-03-31', quantity: '5' },
  })
})

test('a lot counts from its first to its last day; after that its rest is expired, written off or not', () => {
  const entries = [...opening, entry('taken', 'carried', '2025-02-03', '-2', { requestId: 'a' })]
  const written = [...entries, entry('expiry', 'carried', '2025-04-01', '-3')]
  const figures = (list: LedgerEntry[], asOf: string) => {
    const { carriedIn, taken, expired, available } = balanceOf([year, carried], list, asOf)
    return [carriedIn, taken, expired, available]
  }
  assert.deepEqual(balanceOf([year, carried], entries, '2024-12-31'), nothing)
  assert.deepEqual(figures(entries, '2025-01-01'), ['5', '2', '0', '23'])
  assert.deepEqual(figures(entries, '2025-03-31'), ['5', '2', '0', '23'])
  assert.deepEqual(figures(written, '2025-03-31'), ['5', '2', '0', '23'])
  for (const list of [entries, written]) assert.deepEqual(figures(list, '2025-04-01'), ['5', '2', '3', '20'])
})

test('what expires next is the unused rest of the lots that end first', () => {
  const used = [...opening, entry('taken', 'carried', '2025-02-03', '-5', { requestId: 'a' })]
  const expiresNext = (entries: LedgerEntry[], lots = [year, carried]) => balanceOf(lots, entries, '2025-02-10').expiresNext
  assert.deepEqual(expiresNext(used), { day: '2025-12-31', quantity: '20' })
  const together = [...opening, entry('compensatory', 'comp', '2025-02-01', '1')]
  assert.deepEqual(expiresNext(together, [year, carried, { ...carried, id: 'comp' }]), { day: '2025-03-31', quantity: '6' })
})

test('a new leave year starts afresh, and a lot that is the last still shows what expired', () => {
  const entries = [...opening, entry('grant', 'next', '2026-01-01', '22')]
  assert.deepEqual(balanceOf([year, carried, next], entries, '2026-01-01'), {
    ...nothing,
    entitled: '22',
    available: '22',
    expiresNext: { day: '2026-12-31', quantity: '22' },
  })
  const { entitled, expired, available } = balanceOf([year, carried], opening, '2026-01-01')
  assert.deepEqual([entitled, expired, available], ['20', '25', '0'])
})

test('credits count from their day, leave from the moment it is asked for', () => {
  const entries = [
    entry('accrual', 'year', '2025-01-31', '2'),
    entry('accrual', 'year', '2025-02-28', '2'),
    entry('hold', 'year', '2025-08-01', '-1', { requestId: 'a', recordedOn: '2025-02-10' }),
    entry('hold', 'year', '2025-08-02', '-0.5', { requestId: 'b' }),
  ]
  const available = (asOf: string) => balanceOf([year], entries, asOf).available
  assert.deepEqual(['2025-01-30', '2025-01-31', '2025-02-09', '2025-02-10', '2025-02-28'].map(available), [
    '-0.5',
    '1.5',
    '1.5',
    '0.5',
    '2.5',
  ])
})

test('entries without a lot count on every date', () => {
  const entries = [entry('adjustment', null, '2025-06-01', '2')]
  assert.deepEqual(
    ['2025-05-31', '2025-06-01', '2030-01-01'].map((day) => balanceOf([], entries, day).available),
    ['0', '2', '2'],
  )
})

test('a debt of a lot that ended is not forgotten while its year goes on', () => {
  const entries = [...opening, entry('taken', 'carried', '2025-02-03', '-7', { requestId: 'a' })]
  const { expired, available } = balanceOf([year, carried], entries, '2025-04-01')
  assert.deepEqual([expired, available], ['0', '18'])
})
