import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import type { getPolicy, Policy } from '../../server/modules/attendance/policy.contract.ts'
import { useFormat } from '../ui/format.ts'

const route = getRouteApi('/_app/time/rules')
export const ruleForms = [
  'policy',
  'cancel-policy',
  'add-overtime',
  'edit-overtime',
  'remove-overtime',
  'add-break',
  'edit-break',
  'remove-break',
  'add-pattern',
  'edit-pattern',
  'remove-pattern',
] as const
export type RuleForm = (typeof ruleForms)[number]
export type HeldPolicy = Data<typeof getPolicy>
type Search = ReturnType<typeof route.useSearch>

/** What the address says about the rules of time, and how it is changed. `id` is of a row, the number of a rule, or a day. */
export function useTimeRules() {
  const navigate = useNavigate({ from: '/time/rules' })
  return {
    search: route.useSearch(),
    go: (to: Partial<Search>) => void navigate({ search: (old) => ({ ...old, ...to }) }),
    open: (form: RuleForm, id?: string) => void navigate({ search: ({ id: _id, ...old }) => ({ ...old, form, ...(id && { id }) }) }),
    close: (ignoreBlocker = false) => void navigate({ search: ({ form: _form, id: _id, ...old }) => old, ignoreBlocker, replace: true }),
  }
}

/** What holds on a day, today or later. */
export function policyOn({ policy, planned }: Pick<HeldPolicy, 'policy' | 'planned'>, day: string): Policy {
  return planned.findLast(({ firstDay }) => firstDay <= day)?.policy ?? policy
}

type OvertimeRule = Policy['overtimeRules'][number]

export function useOvertimeWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return {
    when: ({ kind, overMinutes = 0 }: OvertimeRule) => t(`timeRules.overtime.kind.${kind}`, { time: format.duration(overMinutes) }),
    rate: (rate: string) => t('timeRules.overtime.times', { rate: format.number(rate) }),
  }
}

const ofCounting = [
  'halfDayBelowMinutes',
  'absentBelowMinutes',
  'automaticEndAfterMinutes',
  'countsShortfalls',
  'shortfallToleranceMinutes',
  'overtimeToleranceMinutes',
  'automaticBreaks',
  'minRestMinutes',
] as const satisfies readonly (keyof Policy)[]
const elsewhere = ['overtimeRules', 'geofence', 'homeDaysPerWeek', 'homeDaysPerMonth'] as const satisfies readonly (keyof Policy)[]

/** A policy as names and values people read, and what of one differs from another. */
export function usePolicyWords() {
  const { t } = useTranslation()
  const format = useFormat()
  const overtime = useOvertimeWords()
  const values = (policy: Policy): Record<keyof Policy, string> => ({
    halfDayBelowMinutes: orNone(policy.halfDayBelowMinutes),
    absentBelowMinutes: orNone(policy.absentBelowMinutes),
    automaticEndAfterMinutes:
      policy.automaticEndAfterMinutes === null
        ? t('timeRules.never')
        : t('timeRules.afterEnd', { time: format.duration(policy.automaticEndAfterMinutes) }),
    countsShortfalls: t(policy.countsShortfalls ? 'timeRules.counted' : 'timeRules.notCounted'),
    shortfallToleranceMinutes: t('timeRules.minutes', { count: policy.shortfallToleranceMinutes }),
    overtimeToleranceMinutes: t('timeRules.minutes', { count: policy.overtimeToleranceMinutes }),
    automaticBreaks:
      policy.automaticBreaks
        .map(({ overMinutes, minutes }) => t('timeRules.deducted', { time: format.duration(overMinutes), count: minutes }))
        .join(', ') || t('timeRules.none'),
    minRestMinutes: policy.minRestMinutes === null ? t('timeRules.none') : format.duration(policy.minRestMinutes),
    overtimeRules:
      policy.overtimeRules.map((rule) => `${overtime.when(rule)} ${overtime.rate(rule.rate)}`).join(', ') || t('timeRules.none'),
    geofence: t(`fence.modes.${policy.geofence}`),
    homeDaysPerWeek: policy.homeDaysPerWeek === null ? t('timeRules.none') : String(policy.homeDaysPerWeek),
    homeDaysPerMonth: policy.homeDaysPerMonth === null ? t('timeRules.none') : String(policy.homeDaysPerMonth),
  })
  return {
    facts: (policy: Policy) => {
      const words = values(policy)
      return ofCounting.map((field) => [t(`timeRules.field.${field}`), words[field]] as const)
    },
    changes: (before: Policy, after: Policy) => {
      const [old, fresh] = [values(before), values(after)]
      return [...ofCounting, ...elsewhere].flatMap((field) =>
        old[field] === fresh[field] ? [] : [{ field, name: t(`timeRules.field.${field}`), before: old[field], after: fresh[field] }],
      )
    },
  }

  function orNone(minutes: number) {
    return minutes === 0 ? t('timeRules.none') : format.duration(minutes)
  }
}
