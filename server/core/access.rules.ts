import { featureDefaults, reaches } from './contract.ts'
import type { Feature, Reach } from './contract.ts'

export type GrantRow = {
  readonly permission: string
  readonly reach: Reach
  /** ISO instants; half-open: valid at `from`, no longer at `to`. Null is open-ended. */
  readonly from: string | null
  readonly to: string | null
}

/**
 * What a set of grants allows at one instant: per permission its widest reach, and the instant at which that changes by itself.
 * @param now ISO instant
 * @returns `staleAt` null when nothing changes by time alone
 * Source: rules-access.md § What is granted, § Who decides a question (time bounds are half-open).
 */
export function effectiveGrants(grants: readonly GrantRow[], now: string) {
  const at = Date.parse(now)
  const permissions = new Map<string, Reach>()
  let staleAt: number | null = null
  for (const { permission, reach, from, to } of grants) {
    const begins = from === null ? -Infinity : Date.parse(from)
    const ends = to === null ? Infinity : Date.parse(to)
    for (const edge of [begins, ends]) if (edge > at && edge !== Infinity && (staleAt === null || edge < staleAt)) staleAt = edge
    if (at < begins || at >= ends) continue
    const held = permissions.get(permission)
    if (!held || isWider(reach, held)) permissions.set(permission, reach)
  }
  return { permissions, staleAt }
}

/** Whether `reach` is wider than `other`; a wider reach includes the narrower. */
export function isWider(reach: Reach, other: Reach): boolean {
  return reaches.indexOf(reach) > reaches.indexOf(other)
}

export type FeatureRow = { readonly feature: string; readonly isOn: boolean; readonly decidedBy: 'company' | 'operator' }

/**
 * Every feature, whether it is on and who decided it: on when the plan includes it and the company has not switched it off;
 * the operator overrides either way. Source: rules-company.md § Features.
 */
export function featureStates(planFeatures: readonly string[], rows: readonly FeatureRow[]) {
  return (Object.keys(featureDefaults) as Feature[]).map((code) => {
    const byOperator = rows.find((row) => row.feature === code && row.decidedBy === 'operator')
    if (byOperator) return { code, on: byOperator.isOn, decidedBy: 'operator' as const }
    const byCompany = rows.find((row) => row.feature === code)
    if (byCompany && planFeatures.includes(code)) return { code, on: byCompany.isOn, decidedBy: 'company' as const }
    return { code, on: planFeatures.includes(code), decidedBy: 'plan' as const }
  })
}

/** What each feature cannot do without. Source: rules-company.md § Features. */
export const featureNeeds: Readonly<Partial<Record<Feature, readonly Feature[]>>> = {
  payroll: ['attendance', 'leaveManagement'],
  advancedReporting: ['analytics'],
}

export type Standing = 'trial' | 'active' | 'expired' | 'suspended' | 'cancelled'

/** A company's status now: a trial whose time is over counts as expired (rules-company.md § Identity and status). */
export function standingOf(status: Standing, trialEndsAt: string | null, now: string): Standing {
  return status === 'trial' && trialEndsAt !== null && Date.parse(trialEndsAt) <= Date.parse(now) ? 'expired' : status
}
