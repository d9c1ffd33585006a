import { Decimal } from 'decimal.js'
import { addDays } from '../../core/dates.ts'

export type LedgerKind =
  | 'grant'
  | 'accrual'
  | 'carry-in'
  | 'taken'
  | 'hold'
  | 'release'
  | 'expiry'
  | 'adjustment'
  | 'encashment'
  | 'compensatory'
  | 'reversal'

/** One line of the append-only ledger of one employee and leave type (rules-leave.md § Balance). */
export type LedgerEntry = {
  kind: LedgerKind
  /** Null belongs to no lot: it is valid on every date and used last. */
  lotId: string | null
  requestId: string | null
  /** The leave date of taken, hold and release; otherwise the day from which the entry counts. */
  day: string
  /** Signed decimal in the type's unit: credits positive; taken, hold, expiry and encashment negative. */
  quantity: string
  /** What a reversal takes back. Without it: `taken` when it names a request, else `adjustment`. */
  reverses?: LedgerKind | null
  /** The day it was written, for balances as they stood on a past day. Without it: always known. */
  recordedOn?: string
}

/** A grant of leave, valid from one day to another, both included. */
export type Lot = { id: string; validFrom: string; validTo: string }

/** What one date takes from one lot; `quantity` is a positive decimal. */
export type LotCharge = { day: string; lotId: string | null; quantity: string }

/** The holds of a submitted request: its charges with a minus. */
export function holdEntries(requestId: string, charges: readonly LotCharge[]): LedgerEntry[] {
  return charges.map((charge) => ({ ...charge, kind: 'hold', requestId, quantity: negated(charge.quantity) }))
}

/** Exactly what a request still holds, given back; nothing when it holds nothing, so running it twice is harmless. */
export function releaseEntries(requestId: string, entries: readonly LedgerEntry[]): LedgerEntry[] {
  return heldCharges(requestId, entries).map((charge) => ({ ...charge, kind: 'release', requestId }))
}

/** The charges a request holds now, by date and lot; approval turns them into taken. */
export function heldCharges(requestId: string, entries: readonly LedgerEntry[]): LotCharge[] {
  return openCharges(entries.filter((e) => e.requestId === requestId && (e.kind === 'hold' || e.kind === 'release')))
}

/** The taken entries of an approved request: its charges with a minus. */
export function takenEntries(requestId: string, charges: readonly LotCharge[]): LedgerEntry[] {
  return charges.map((charge) => ({ ...charge, kind: 'taken', requestId, quantity: negated(charge.quantity) }))
}

/**
 * Exactly what a request has taken and not yet given back, reversed; from `fromDay` on when it is given, for leave that
 * is shortened. Nothing is left to reverse the second time.
 */
export function reversalEntries(requestId: string, entries: readonly LedgerEntry[], fromDay = ''): LedgerEntry[] {
  const ofRequest = entries.filter((e) => e.requestId === requestId && e.day >= fromDay && figureOf(e) === 'taken')
  return openCharges(ofRequest).map((charge) => ({ ...charge, kind: 'reversal', requestId, reverses: 'taken' }))
}

/**
 * The write-offs due on `asOf`: for each lot that ended before it, what is left and not held, dated the day after its
 * last. Never below zero, and nothing the second time (rules-leave.md § Balance).
 */
export function expiryEntries(lots: readonly Lot[], entries: readonly LedgerEntry[], asOf: string): LedgerEntry[] {
  return lots
    .filter((lot) => lot.validTo < asOf)
    .flatMap((lot) => {
      const left = entries.reduce((sum, e) => (e.lotId === lot.id ? sum.plus(e.quantity) : sum), new Decimal(0))
      if (left.lte(0)) return []
      const day = addDays(lot.validTo, 1)
      return [{ kind: 'expiry' as const, lotId: lot.id, requestId: null, day, quantity: left.negated().toFixed() }]
    })
}

/** The kind under which an entry is counted: its own, or what a reversal takes back; holds and releases are one. */
export function figureOf(entry: LedgerEntry): Exclude<LedgerKind, 'release' | 'reversal'> {
  const kind = entry.kind === 'reversal' ? (entry.reverses ?? (entry.requestId === null ? 'adjustment' : 'taken')) : entry.kind
  if (kind === 'reversal') return 'adjustment'
  return kind === 'release' ? 'hold' : kind
}

function openCharges(entries: readonly LedgerEntry[]): LotCharge[] {
  const charges: LotCharge[] = []
  for (const { day, lotId, quantity } of entries) {
    const known = charges.find((charge) => charge.day === day && charge.lotId === lotId)
    if (known) known.quantity = new Decimal(known.quantity).minus(quantity).toFixed()
    else charges.push({ day, lotId, quantity: negated(quantity) })
  }
  return charges.filter((charge) => !new Decimal(charge.quantity).isZero())
}

function negated(quantity: string): string {
  return new Decimal(quantity).negated().toFixed()
}
