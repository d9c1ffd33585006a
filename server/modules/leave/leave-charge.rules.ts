import { Decimal } from 'decimal.js'
import type { Refusal } from '../../core/refusal.ts'
import type { LeaveTypeRule } from './leave.rules.ts'
import { leftIn, standingOn, validLots } from './leave-balance.rules.ts'
import type { Left } from './leave-balance.rules.ts'
import type { LedgerEntry, Lot, LotCharge } from './leave-ledger.rules.ts'

export type LotCharges = { charges: LotCharge[]; warning: Refusal | null }

const zero = new Decimal(0)

/**
 * Which lots pay for which dates: each date uses the lot that expires first among those valid on it (then the one that
 * began first, then by id), entries without a lot last. A part that no lot has, down to the type's `minBalance`, is
 * charged to the last lot valid on the date, so the debt stays in that date's leave year and later credits to the lot
 * meet it; the answer then carries the warning `LEAVE_BALANCE_NEGATIVE`.
 *
 * The balance of each date is `balanceOf` on it, but leave entered late may also use what was credited until `today`.
 * The request `excludeRequestId` (being edited or approved) does not count. Dates with quantity '0' are left out.
 *
 * Refused: `LEAVE_OUTSIDE_ENTITLEMENT` with the days no lot covers; `LEAVE_BALANCE_INSUFFICIENT` with `available` (for
 * these dates), `asked`, `short` and `minBalance`. Types without a balance are never charged.
 */
export function chargeLots(input: {
  type: Pick<LeaveTypeRule, 'tracksBalance' | 'minBalance' | 'unit'>
  dates: readonly { day: string; quantity: string }[]
  lots: readonly Lot[]
  entries: readonly LedgerEntry[]
  today: string
  excludeRequestId?: string | null | undefined
}): LotCharges | Refusal {
  const { type, lots, today } = input
  if (!type.tracksBalance) return { charges: [], warning: null }
  const ledger = input.entries.filter((entry) => !input.excludeRequestId || entry.requestId !== input.excludeRequestId)
  const charges: LotCharge[] = []
  const outside: string[] = []
  let short = zero
  let overdrawn = zero
  let debt: Decimal | null = null
  for (const date of input.dates.filter((one) => !new Decimal(one.quantity).isZero()).sort(byDay)) {
    const asked = new Decimal(date.quantity)
    const standing = standingOn(lots, ledger, date.day, date.day < today ? today : date.day)
    const valid = validLots(lots, date.day)
    if (valid.length === 0 && leftIn(standing.left, null).lt(asked)) outside.push(date.day)
    const granted = Decimal.max(0, Decimal.min(asked, standing.available.minus(type.minBalance)))
    const covered = Decimal.max(0, standing.available)
    debt ??= Decimal.min(0, standing.available)
    short = short.plus(asked.minus(granted))
    overdrawn = overdrawn.plus(Decimal.max(0, granted.minus(covered)))
    const parts = split(date.day, granted, valid, standing.left)
    charges.push(...parts)
    ledger.push(...parts.map((part) => ({ ...part, kind: 'hold' as const, requestId: null, quantity: `-${part.quantity}` })))
  }
  if (outside[0]) return refuseOutside(outside)
  const asked = input.dates.reduce((sum, date) => sum.plus(date.quantity), zero)
  // Less what went below zero, plus the debt there was before: the balance these dates began with.
  const available = asked.minus(short.plus(overdrawn)).plus(debt ?? 0)
  if (short.gt(0)) return refuseShort(type, { asked, short, available })
  return { charges, warning: overdrawn.gt(0) ? warnOverdrawn(type, overdrawn) : null }
}

function split(day: string, quantity: Decimal, valid: readonly Lot[], left: Left): LotCharge[] {
  const parts = new Map<string | null, Decimal>()
  let rest = quantity
  for (const lotId of [...valid.map((lot) => lot.id), null]) {
    const part = Decimal.max(0, Decimal.min(rest, leftIn(left, lotId)))
    if (part.gt(0)) parts.set(lotId, part)
    rest = rest.minus(part)
  }
  const last = valid.at(-1)?.id ?? null
  if (rest.gt(0)) parts.set(last, rest.plus(parts.get(last) ?? 0))
  return [...parts].map(([lotId, part]) => ({ day, lotId, quantity: part.toFixed() }))
}

function byDay(a: { day: string }, b: { day: string }): number {
  return a.day < b.day ? -1 : a.day > b.day ? 1 : 0
}

function refuseOutside(days: string[]): Refusal {
  const message = `Your entitlement to this leave does not cover ${days[0]}${days.length > 1 ? ` and ${days.length - 1} more` : ''}.`
  return { code: 'LEAVE_OUTSIDE_ENTITLEMENT', message, details: { days } }
}

function refuseShort(
  { unit, minBalance }: Pick<LeaveTypeRule, 'unit' | 'minBalance'>,
  { available, asked, short }: { available: Decimal; asked: Decimal; short: Decimal },
): Refusal {
  return {
    code: 'LEAVE_BALANCE_INSUFFICIENT',
    message: `These dates cost ${asked.toFixed()} ${unit}, and ${available.toFixed()} are available: ${short.toFixed()} too many.`,
    details: { available: available.toFixed(), asked: asked.toFixed(), short: short.toFixed(), minBalance },
  }
}

function warnOverdrawn({ unit, minBalance }: Pick<LeaveTypeRule, 'unit' | 'minBalance'>, overdrawn: Decimal): Refusal {
  const message = `${overdrawn.toFixed()} ${unit} of these dates are more than you have; your balance goes below zero.`
  return { code: 'LEAVE_BALANCE_NEGATIVE', message, details: { overdrawn: overdrawn.toFixed(), minBalance } }
}
