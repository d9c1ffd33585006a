import { Decimal } from 'decimal.js'
import { addDays } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { DaySchedule } from '../working-time/working-time.rules.ts'
import { isOff } from './leave.rules.ts'
import type { LeaveUnit } from './leave.rules.ts'

/**
 * Why so much cannot be paid out, or null: only of kinds that allow it, up to what is above `nonEncashable`, and in one
 * leave year at most `maxEncashable` (rules-leave.md § Granting). `encashed` is what was paid out in this leave year, `asked` what waits
 * to be paid out, which `available` is without already.
 */
export function refuseEncashment(
  type: { name: string; unit: LeaveUnit; encashable: boolean } & EncashmentLimits,
  asked: string,
  standing: EncashmentStanding,
): Refusal | null {
  if (!type.encashable) return { code: 'LEAVE_NOT_ENCASHABLE', message: `${type.name} cannot be paid out.`, details: {} }
  const most = mostEncashable(type, standing)
  if (new Decimal(asked).gt(0) && new Decimal(asked).lte(most)) return null
  const { nonEncashable, maxEncashable } = type
  const { available, encashed, asked: waiting } = standing
  return {
    code: 'LEAVE_ENCASHMENT_TOO_MUCH',
    message: `Between 0 and ${most.toFixed()} ${type.unit} can be paid out; ${asked} were asked for.`,
    details: { asked, most: most.toFixed(), available, nonEncashable, maxEncashable, encashed, waiting },
  }
}

type EncashmentLimits = { nonEncashable: string; maxEncashable: string | null }
type EncashmentStanding = { available: string; encashed: string; asked: string }

/** How much can still be paid out, or asked for. */
export function mostEncashable(type: EncashmentLimits, { available, encashed, asked }: EncashmentStanding): Decimal {
  const above = Decimal.max(0, new Decimal(available).minus(type.nonEncashable))
  return type.maxEncashable === null
    ? above
    : Decimal.min(above, Decimal.max(0, new Decimal(type.maxEncashable).minus(encashed).minus(asked)))
}

/** What paying out costs: quantity × rate, rounded half up to the cent, once. */
export function encashmentAmount(quantity: string, unitRate: string): string {
  return new Decimal(quantity).times(unitRate).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(2)
}

export type Earned = { quantity: string; validFrom: string; validTo: string }

/**
 * What working on a day off earns (rules-leave.md § Granting): a day for as much as a working day has, half a day for half of
 * it; in hours the minutes worked. The lot is valid from the next day and lapses `lapseAfterDays` after the day.
 * `dayMinutes` is what a working day near it has.
 */
export function compensatoryFor(
  type: { name: string; unit: LeaveUnit; lapseAfterDays: number | null },
  day: string,
  { schedule, workedMinutes, dayMinutes, today }: { schedule: DaySchedule; workedMinutes: number; dayMinutes: number; today: string },
): Earned | Refusal {
  if (type.lapseAfterDays === null)
    return { code: 'LEAVE_NOT_COMPENSATORY', message: `${type.name} is not earned by working on days off.`, details: {} }
  if (day > today)
    return { code: 'COMPENSATORY_DAY_TO_COME', message: 'A day is counted once it has been worked.', details: { day, today } }
  if (!isOff(schedule)) return { code: 'COMPENSATORY_NOT_OFF', message: `${day} was not a day off.`, details: { day, kind: schedule.kind } }
  const valid = { validFrom: addDays(day, 1), validTo: addDays(day, type.lapseAfterDays) }
  if (type.unit === 'hours' && workedMinutes > 0)
    return { quantity: new Decimal(workedMinutes).div(60).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toFixed(), ...valid }
  if (type.unit === 'days' && dayMinutes > 0 && workedMinutes * 2 >= dayMinutes)
    return { quantity: workedMinutes >= dayMinutes ? '1' : '0.5', ...valid }
  return {
    code: 'COMPENSATORY_NOT_WORKED',
    message: `On ${day} ${workedMinutes} minutes were worked; half a day is ${Math.ceil(dayMinutes / 2)}.`,
    details: { day, workedMinutes, halfDayMinutes: Math.ceil(dayMinutes / 2) },
  }
}
