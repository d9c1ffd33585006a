import { Decimal } from 'decimal.js'
import { figureOf } from './leave-ledger.rules.ts'
import type { LedgerEntry, Lot } from './leave-ledger.rules.ts'

/**
 * Decimals in the type's unit. `taken`, `held`, `expired` and `encashed` are what went out, shown positive;
 * available = entitled + carriedIn + accrued + adjusted + compensatory − taken − held − expired − encashed.
 * `expiresNext` is what is unused of the lots that end first, and their last valid day.
 */
export type Balance = {
  entitled: string
  carriedIn: string
  accrued: string
  adjusted: string
  compensatory: string
  taken: string
  held: string
  expired: string
  encashed: string
  available: string
  expiresNext: { day: string; quantity: string } | null
}

/** What is left by lot; null holds the entries without one. */
export type Left = Map<string | null, Decimal>

type Figure = ReturnType<typeof figureOf>
type Standing = { figures: Map<Figure, Decimal>; left: Left; available: Decimal }

const zero = new Decimal(0)

/**
 * The balance of one employee and type as of a day; every screen, report and check reads it here
 * (rules-leave.md § Balance). Pass all lots and entries.
 *
 * Counted are the lots valid on `asOf` and those that ended before it but were valid together with one of them (a
 * carry-over that lapsed in spring still belongs to the year); when none is valid, the last that ended. What is unused
 * of a lot that ended is expired, also before the write-off is written; a debt of it stays. Taken and held count from
 * the moment they are written, also for later dates; everything else from its day.
 */
export function balanceOf(lots: readonly Lot[], entries: readonly LedgerEntry[], asOf: string): Balance {
  const { figures, available, left } = standingOn(lots, entries, asOf, asOf)
  const shown = (kind: Figure) => (figures.get(kind) ?? zero).toFixed()
  const spent = (kind: Figure) => (figures.get(kind) ?? zero).negated().toFixed()
  return {
    entitled: shown('grant'),
    carriedIn: shown('carry-in'),
    accrued: shown('accrual'),
    adjusted: shown('adjustment'),
    compensatory: shown('compensatory'),
    taken: spent('taken'),
    held: spent('hold'),
    expired: spent('expiry'),
    encashed: spent('encashment'),
    available: available.toFixed(),
    expiresNext: nextExpiry(validLots(lots, asOf), left),
  }
}

/** The lots valid on a day, in the order in which they are used: first to expire first. */
export function validLots(lots: readonly Lot[], day: string): Lot[] {
  const order = (lot: Lot) => `${lot.validTo} ${lot.validFrom} ${lot.id}`
  return lots.filter((lot) => lot.validFrom <= day && day <= lot.validTo).sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

/** The sums behind a balance: of the lots that count on `day`, from the entries that count by `upTo`. */
export function standingOn(lots: readonly Lot[], entries: readonly LedgerEntry[], day: string, upTo: string): Standing {
  const counted = lotsAround(lots, day)
  const ids = new Set<string | null>([null, ...counted.map((lot) => lot.id)])
  const figures = new Map<Figure, Decimal>()
  const left: Left = new Map()
  for (const entry of entries) {
    if (!ids.has(entry.lotId) || !countsBy(entry, upTo)) continue
    add(figures, figureOf(entry), entry.quantity)
    add(left, entry.lotId, entry.quantity)
  }
  for (const lot of counted) {
    const unused = leftIn(left, lot.id)
    if (lot.validTo >= day || unused.lte(0)) continue
    add(figures, 'expiry', unused.negated())
    add(left, lot.id, unused.negated())
  }
  return { figures, left, available: [...left.values()].reduce((sum, quantity) => sum.plus(quantity), zero) }
}

/** What is left of a lot, or without one for null; 0 when nothing was written. */
export function leftIn(left: Left, lotId: string | null): Decimal {
  return left.get(lotId) ?? zero
}

function lotsAround(lots: readonly Lot[], day: string): Lot[] {
  const started = lots.filter((lot) => lot.validFrom <= day)
  const lastEnd = started.reduce((latest, lot) => (lot.validTo > latest ? lot.validTo : latest), '')
  const current = started.filter((lot) => lot.validTo >= (lastEnd < day ? lastEnd : day))
  const since = current.reduce((earliest, lot) => (lot.validFrom < earliest ? lot.validFrom : earliest), day)
  return started.filter((lot) => lot.validTo >= since)
}

function countsBy(entry: LedgerEntry, upTo: string): boolean {
  if (entry.day <= upTo) return true
  // Leave for a later date is reserved from the moment it is asked for.
  const ofLeave = ['taken', 'hold'].includes(figureOf(entry))
  return ofLeave && (entry.recordedOn === undefined || entry.recordedOn <= upTo)
}

function add<K>(sums: Map<K, Decimal>, key: K, quantity: Decimal.Value): void {
  sums.set(key, (sums.get(key) ?? zero).plus(quantity))
}

function nextExpiry(valid: readonly Lot[], left: Left): Balance['expiresNext'] {
  const day = valid.find((lot) => leftIn(left, lot.id).gt(0))?.validTo
  if (day === undefined) return null
  const ending = valid.filter((lot) => lot.validTo === day)
  const quantity = ending.reduce((sum, lot) => sum.plus(Decimal.max(0, leftIn(left, lot.id))), zero)
  return { day, quantity: quantity.toFixed() }
}
