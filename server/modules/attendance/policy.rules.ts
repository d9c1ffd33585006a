import { addDays } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { AutomaticBreak } from './break.rules.ts'
import type { FenceMode } from './geofence.rules.ts'
import type { OvertimeRule } from './overtime.rules.ts'

/** How a company counts, in force from a day on; minutes. */
export type DayPolicy = {
  halfDayBelowMinutes: number
  absentBelowMinutes: number
  automaticBreaks: AutomaticBreak[]
  overtimeRules: OvertimeRule[]
  overtimeToleranceMinutes: number
  countsShortfalls: boolean
  shortfallToleranceMinutes: number
  automaticEndAfterMinutes: number | null
  /** What is done about punches away from every place. */
  geofence: FenceMode
  /** Working days that may be asked for at home. */
  homeDaysPerWeek: number | null
  homeDaysPerMonth: number | null
  /** Less rest between two shifts is shown to who plans them; null for no such rule. */
  minRestMinutes: number | null
}

/** What holds for a company that has said nothing: all that is worked over the schedule is overtime, nothing is deducted. */
export const defaultPolicy: DayPolicy = {
  halfDayBelowMinutes: 0,
  absentBelowMinutes: 0,
  automaticBreaks: [],
  overtimeRules: [{ kind: 'over-scheduled', rate: '1.5' }],
  overtimeToleranceMinutes: 0,
  countsShortfalls: false,
  shortfallToleranceMinutes: 0,
  automaticEndAfterMinutes: null,
  geofence: 'off',
  homeDaysPerWeek: null,
  homeDaysPerMonth: null,
  minRestMinutes: null,
}

/** The policy of a date: the newest that began by then; the first one does not reach back. */
export function policyOn(rows: readonly { firstDay: string; policy: Partial<DayPolicy> }[], day: string): DayPolicy {
  return { ...defaultPolicy, ...rows.findLast(({ firstDay }) => firstDay <= day)?.policy }
}

/** How many changes may be planned for later days. */
export const mostPlanned = 12
const furthestDays = 731

/** Why a policy cannot hold from this day on, or null: it begins today or within two years. */
export function refusePolicyDay(firstDay: string, today: string): Refusal | null {
  const lastDay = addDays(today, furthestDays)
  if (firstDay >= today && firstDay <= lastDay) return null
  const details = { field: 'firstDay', firstDay, today, lastDay }
  return { code: 'POLICY_DAY', message: 'How working time is counted changes today or within two years.', details }
}

/**
 * What is planned for later days, in their order, once what comes before changes: a field follows as long as it was left as it
 * was, until the first day that changes it on purpose.
 */
export function carriedOn(
  before: DayPolicy,
  after: DayPolicy,
  later: readonly { firstDay: string; policy: DayPolicy }[],
): { firstDay: string; policy: DayPolicy }[] {
  let following = (Object.keys(after) as (keyof DayPolicy)[]).filter((field) => !isSame(before[field], after[field]))
  return later.map(({ firstDay, policy }) => {
    following = following.filter((field) => isSame(policy[field], before[field]))
    return { firstDay, policy: { ...policy, ...Object.fromEntries(following.map((field) => [field, after[field]])) } }
  })
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** What is wrong with a policy, or null: rules that count up say from where, and each hour of automatic breaks is named once. */
export function refusePolicy({ overtimeRules, automaticBreaks, absentBelowMinutes, halfDayBelowMinutes }: DayPolicy): Refusal | null {
  for (const [index, { kind, overMinutes }] of overtimeRules.entries()) {
    const countsUp = kind === 'over-day' || kind === 'over-week'
    if (countsUp !== (overMinutes !== undefined)) {
      const message = countsUp ? `A rule of kind ${kind} says over how many minutes.` : `A rule of kind ${kind} has no minutes.`
      return { code: 'POLICY_INVALID', message, details: { field: `overtimeRules[${index}].overMinutes`, kind } }
    }
  }
  if (new Set(automaticBreaks.map(({ overMinutes }) => overMinutes)).size < automaticBreaks.length) {
    return { code: 'POLICY_INVALID', message: 'Two automatic breaks begin at the same hours.', details: { field: 'automaticBreaks' } }
  }
  if (halfDayBelowMinutes > 0 && absentBelowMinutes > halfDayBelowMinutes) {
    return {
      code: 'POLICY_INVALID',
      message: 'Absent must not begin above half a day.',
      details: { field: 'absentBelowMinutes', absentBelowMinutes, halfDayBelowMinutes },
    }
  }
  return null
}

/** Whether a day depends on the days before it in the same week. */
export const countsWeeks = ({ overtimeRules }: DayPolicy) => overtimeRules.some(({ kind }) => kind === 'over-week')
