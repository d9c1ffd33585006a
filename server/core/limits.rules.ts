import type { LimitCode } from './contract.ts'

export type PlanLimits = {
  readonly code: string
  readonly employeeLimit: number
  readonly storageGb: number
  readonly locationLimit: number
  readonly apiCallsPerDay: number
}

const bytesOfGb = 1_000_000_000

/** What a plan allows, in the unit of the limit: people, bytes (a gigabyte is 10⁹), places, calls. */
export function allowedBy(plan: PlanLimits, code: LimitCode): number {
  if (code === 'employees') return plan.employeeLimit
  if (code === 'storageBytes') return plan.storageGb * bytesOfGb
  return code === 'locations' ? plan.locationLimit : plan.apiCallsPerDay
}

/** The smallest of `plans`, which are in order of price, that allows `wanted`; null when none does. */
export function planThatAllows(plans: readonly PlanLimits[], code: LimitCode, wanted: number): string | null {
  return plans.find((plan) => allowedBy(plan, code) >= wanted)?.code ?? null
}

/** The percentages of a limit that are reached at `used` and were not at `before`, the highest first. */
export function reachedPercents(limit: number, before: number, used: number): readonly (80 | 100)[] {
  return ([100, 80] as const).filter((percent) => used * 100 >= limit * percent && before * 100 < limit * percent)
}

/** How many calls a server may be lent at once. */
const mostLent = 200

/**
 * How many more calls a server may let pass before it asks again: a tenth of what is free, so that near the limit every call is
 * asked about and none passes it; never across the 80 percent at which the admins are told.
 * @param lent calls made and lent out already, by all servers
 */
export function lendable(limit: number, lent: number): number {
  const free = limit - lent
  if (free <= 0) return 0
  const some = Math.max(1, Math.min(mostLent, Math.floor(free / 10)))
  const told = Math.ceil(limit * 0.8)
  return lent < told ? Math.min(some, told - lent) : some
}
