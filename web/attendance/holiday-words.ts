import { useTranslation } from 'react-i18next'
import type { Holiday } from '../../server/modules/attendance/holiday.contract.ts'
import { useFormat } from '../ui/format.ts'

/** When a holiday is, in words: its dates, or the rule that gives one in every year. */
export function useWordsOfDates() {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ firstDay, lastDay, yearly, fromYear, toYear }: Holiday) => {
    if (!yearly) return firstDay ? format.shortRange(firstDay, lastDay ?? firstDay) : ''
    const years = fromYear || toYear ? ` (${[fromYear, toYear].map((year) => year ?? '').join('–')})` : ''
    return rule(yearly) + years
  }

  function rule({ kind, month = 1, day = 1, weekday = 1, nth = 1, offsetDays = 0, church }: NonNullable<Holiday['yearly']>) {
    if (kind === 'fixed') return t('holidays.rule.fixed', { day: format.yearly(month, day) })
    if (kind === 'weekday') {
      const words = { weekday: format.weekdayName(weekday), month: format.monthName(month) }
      return nth === -1 ? t('holidays.rule.last', words) : t('holidays.rule.nth', { nth: String(nth), ...words })
    }
    const easter = t(church === 'eastern' ? 'holidays.rule.eastern' : 'holidays.rule.western')
    if (offsetDays === 0) return easter
    return t(offsetDays > 0 ? 'holidays.rule.after' : 'holidays.rule.before', { count: Math.abs(offsetDays), easter })
  }
}
