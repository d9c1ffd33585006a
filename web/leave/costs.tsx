import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { runsOf, type CostedDate, type Run } from './runs.ts'

/** Each date of a request with its cost and why, equal neighbours folded into one line. */
export function Costs(props: { dates: readonly CostedDate[]; unit: 'days' | 'hours' }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <dl className="cost-lines numbers">
      {runsOf(props.dates).map((run) => (
        <div key={run.first} data-free={run.quantity === 0 || undefined}>
          <dt>{format.shortRange(run.first, run.last)}</dt>
          <dd>{why(run)}</dd>
          <dd>{run.quantity === 0 ? format.number(0) : format.quantity(String(run.quantity), props.unit)}</dd>
        </div>
      ))}
    </dl>
  )

  function why(run: Run) {
    if (run.holidayName) return run.holidayName
    if (run.reason !== 'work') return t(`leave.reason.${run.reason}`)
    if (run.portion === 'first' || run.portion === 'second') return t(`leave.half.${run.portion}`)
    return null
  }
}
