import { featureDefaults, reaches } from './contract.ts'
import type { Feature, Reach } from './contract.ts'

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
