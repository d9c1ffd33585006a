import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'

type Span = { readonly firstDay: string; readonly lastDay: string | null }

/** From when to when something holds for somebody; without a last day, since when. */
export function useWhenColumn() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => ({
      key: 'when',
      head: t('holidays.use.when'),
      cell: ({ firstDay, lastDay }: Span) =>
        lastDay ? format.range(firstDay, lastDay) : t('holidays.use.since', { day: format.date(firstDay) }),
    }),
    [t, format],
  )
}
