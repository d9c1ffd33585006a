import { Decimal } from 'decimal.js'
import { addDays } from '../../core/dates.ts'
import { nextLeaveYear } from './leave-entitlement.rules.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'

export type CarryRule = {
  carryOver: 'none' | 'limited' | 'all'
  carryLimit: string | null
  carryExpiresAfterDays: number | null
  /** Month and day, MM-DD. */
  carryExpiresOn: string | null
  maxBalance: string | null
}

/** What becomes of a leave year of an account: decimals, and how long what is carried on is valid. */
export type Closing = { carried: string; lost: string; validFrom: string; validTo: string }

/**
 * Carry-over at the end of a leave year (rules-leave.md § Granting): nothing, up to a limit or all of what is left of the
 * lots that end with it, never below zero, and at most what the maximum balance leaves room for. Parts of a unit survive.
 * `left` has an amount for each of those lots, of which debts are negative; `nextAvailable` is the balance on the day after.
 */
export function closeYear(rule: CarryRule, lastDay: string, left: readonly string[], nextAvailable: string): Closing {
  const unused = left.reduce((sum, quantity) => sum.plus(Decimal.max(0, quantity)), new Decimal(0))
  const net = Decimal.max(
    0,
    left.reduce((sum, quantity) => sum.plus(quantity), new Decimal(0)),
  )
  const limit = rule.carryOver === 'none' ? '0' : rule.carryOver === 'limited' ? rule.carryLimit! : net
  const room = rule.maxBalance === null ? net : Decimal.max(0, new Decimal(rule.maxBalance).minus(nextAvailable))
  const carried = Decimal.min(net, limit, room)
  const validFrom = addDays(lastDay, 1)
  return { carried: carried.toFixed(), lost: unused.minus(carried).toFixed(), validFrom, validTo: expiryOf(rule, lastDay) }
}

/**
 * The write-offs of the lots that end: what is carried on first, then what is lost, each with its reason, dated the day
 * after the lots' last. Together they are what was unused.
 */
export function closingEntries(
  lots: readonly { id: string; left: string }[],
  { carried, validFrom, validTo }: Closing,
): (LedgerEntry & { reason: string })[] {
  let open = new Decimal(carried)
  return lots
    .filter(({ left }) => new Decimal(left).gt(0))
    .flatMap(({ id, left }) => {
      const on = Decimal.min(open, left)
      open = open.minus(on)
      const base = { kind: 'expiry' as const, lotId: id, requestId: null, day: validFrom }
      return [
        { ...base, quantity: on.negated().toFixed(), reason: `Carried on, valid until ${validTo}` },
        { ...base, quantity: on.minus(left).toFixed(), reason: 'Not carried on' },
      ].filter(({ quantity }) => !new Decimal(quantity).isZero())
    })
}

/** The last day of what is carried on: after so many days, on a date, or with the next leave year. */
function expiryOf({ carryExpiresAfterDays, carryExpiresOn }: CarryRule, lastDay: string): string {
  if (carryExpiresAfterDays !== null) return addDays(lastDay, carryExpiresAfterDays)
  const next = addDays(lastDay, 1)
  if (carryExpiresOn === null) return nextLeaveYear({ firstDay: '', lastDay }, next.slice(5)).lastDay
  const year = Number(next.slice(0, 4))
  const [on] = [year, year + 1].map((one) => dayOf(one, carryExpiresOn)).filter((day) => day >= next)
  return on!
}

/** 29 February is the 28th where there is none. */
function dayOf(year: number, monthDay: string): string {
  const day = `${String(year).padStart(4, '0')}-${monthDay}`
  const date = new Date(`${day}T00:00:00Z`)
  return date.toISOString().slice(5, 10) === monthDay
    ? day
    : addDays(
        `${String(year).padStart(4, '0')}-${monthDay.slice(0, 2)}-01`,
        new Date(Date.UTC(year, Number(monthDay.slice(0, 2)), 0)).getUTCDate() - 1,
      )
}
