import { useTranslation } from 'react-i18next'
import type { Shift } from '../../server/modules/attendance/shift.contract.ts'
import { useFormat } from '../ui/format.ts'
import type { Conflict, PlanDay } from './roster.ts'

type Standing = PlanDay['published']

/** What stands on a date in a word or two: the shifts, the hours of a pattern, or why there is no work. */
export function useStandingWords(shifts: ReadonlyMap<string, Shift>) {
  const { t } = useTranslation()
  return ({ kind, shiftIds, times }: Standing) => {
    if (kind === 'not-employed') return t('roster.notEmployed')
    if (kind === 'holiday') return t('attendance.status.holiday')
    const names = shiftIds.flatMap((id) => shifts.get(id)?.name ?? [])
    if (names.length > 0) return names.join(', ')
    if (kind === 'day-off' || times.length === 0) return t('roster.off')
    return times.map(({ start, end }) => `${start}–${end}`).join(', ')
  }
}

export function useConflictWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ kind, name, minutes }: Conflict) => {
    if (kind === 'overlap') return t('roster.conflict.overlap', { name, time: format.duration(minutes ?? 0) })
    if (kind === 'rest') return t('roster.conflict.rest', { name, time: format.duration(minutes ?? 0) })
    if (kind === 'holiday') return t('roster.conflict.holiday', { name })
    return t(`roster.conflict.${kind}`)
  }
}
