import { Decimal } from 'decimal.js'
import type { Refusal } from '../../core/refusal.ts'
import type { LeaveUnit } from './leave.rules.ts'

/** The settings of a kind of leave that must go together; quantities are decimals in its unit. */
export type TypeSettings = {
  unit: LeaveUnit
  tracksBalance: boolean
  carryOver: 'none' | 'limited' | 'all'
  carryLimit: string | null
  carryExpiresAfterDays: number | null
  carryExpiresOn: string | null
  encashable: boolean
  maxEncashable: string | null
  lapseAfterDays: number | null
  yearlyAmount: string | null
  maxBalance: string | null
  maxPerRequest: string | null
}

/** What a kind of leave is where nothing else is said: annual leave without carry-over. */
export const usualType = {
  unit: 'days',
  paid: true,
  tracksBalance: true,
  nonWorkingDays: 'skip',
  allowHalfDays: true,
  minBalance: '0',
  minNoticeDays: 0,
  maxConsecutiveDays: null,
  maxPerRequest: null,
  applicableAfterDays: 0,
  documentAboveDays: null,
  tellsTeam: false,
  listedDaysOnly: false,
  yearlyAmount: null,
  roundingStep: '0.5',
  roundingMode: 'half-up',
  maxBalance: null,
  carryOver: 'none',
  carryLimit: null,
  carryExpiresAfterDays: null,
  carryExpiresOn: null,
  encashable: false,
  nonEncashable: '0',
  maxEncashable: null,
  lapseAfterDays: null,
  isActive: true,
} as const

/**
 * Why these settings cannot stand together, or null; the answer names the field: a limit for limited carry-over and only
 * for it, one kind of expiry of what is carried, nothing granted, carried or paid out of leave that is not counted, no
 * limits of zero, and the unit of leave that somebody has stays (rules-leave.md § Granting).
 */
export function refuseTypeSettings(type: TypeSettings, before?: { unit: LeaveUnit; isUsed: boolean }): Refusal | null {
  const wrong = (field: string, expected: string): Refusal => ({
    code: 'LEAVE_TYPE_SETTINGS',
    message: `The settings do not go together: ${field} ${expected}.`,
    details: { field, expected },
  })
  if (before?.isUsed && before.unit !== type.unit) return wrong('unit', 'cannot change once there are balances or requests')
  if (type.carryOver === 'limited' && type.carryLimit === null) return wrong('carryLimit', 'is needed where carry-over is limited')
  if (type.carryOver !== 'limited' && type.carryLimit !== null) return wrong('carryLimit', 'is only for limited carry-over')
  const expires = [type.carryExpiresAfterDays, type.carryExpiresOn].filter((one) => one !== null).length
  if (expires > 1) return wrong('carryExpiresOn', 'and carryExpiresAfterDays exclude each other')
  if (expires > 0 && type.carryOver === 'none') return wrong('carryExpiresOn', 'and carryExpiresAfterDays need carry-over')
  for (const field of ['carryLimit', 'maxEncashable', 'maxBalance', 'maxPerRequest'] as const) {
    const limit = type[field]
    if (limit !== null && new Decimal(limit).isZero()) return wrong(field, 'must be more than zero, or null for none')
  }
  if (type.tracksBalance) return null
  if (type.yearlyAmount !== null && !new Decimal(type.yearlyAmount).isZero())
    return wrong('yearlyAmount', 'needs a balance that is tracked')
  if (type.carryOver !== 'none') return wrong('carryOver', 'needs a balance that is tracked')
  if (type.encashable) return wrong('encashable', 'needs a balance that is tracked')
  return type.lapseAfterDays === null ? null : wrong('lapseAfterDays', 'needs a balance that is tracked')
}
