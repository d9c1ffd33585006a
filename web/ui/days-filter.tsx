import { useTranslation } from 'react-i18next'
import { DayInput } from './date-inputs.tsx'

/** From which day and to which one a list is asked for; either may be open. */
export function DaysFilter(props: {
  from: string | undefined
  to: string | undefined
  onChange: (change: { from?: string | undefined; to?: string | undefined }) => void
}) {
  const { t } = useTranslation()
  const { from, to, onChange } = props
  return (
    <>
      <DayInput
        className="day-filter"
        aria-label={t('leave.from')}
        placeholder={t('leave.from')}
        value={from ?? ''}
        max={to}
        onChange={(day) => onChange({ from: day || undefined })}
      />
      <DayInput
        className="day-filter"
        aria-label={t('leave.to')}
        placeholder={t('leave.to')}
        value={to ?? ''}
        min={from}
        onChange={(day) => onChange({ to: day || undefined })}
      />
    </>
  )
}
