import { useTranslation } from 'react-i18next'
import type { Roster } from '../../server/modules/attendance/roster.contract.ts'
import { useFormat } from '../ui/format.ts'
import { useShiftsById } from './roster.ts'

/** The days of a rotation in their order; the one that is today for whoever is not further along is marked. */
export function RosterStrip({ slots, anchorDay }: Pick<Roster, 'slots' | 'anchorDay'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const shifts = useShiftsById()
  const today = slotAt(anchorDay, format.today(), slots.length)
  return (
    <ol className="roster-strip" aria-label={t('shiftSetup.rosters.strip')}>
      {slots.map((id, index) => {
        const shift = id ? shifts.get(id) : undefined
        const name = id ? (shift?.name ?? t('ui.none')) : t('roster.off')
        return (
          <li
            key={index}
            data-off={id === null || undefined}
            aria-current={index === today ? 'date' : undefined}
            title={shift ? t('roster.shiftTimes', { name, start: shift.startTime, end: shift.endTime }) : name}
          >
            <span className="roster-strip-day numbers">{index + 1}</span>
            <span className="roster-strip-bar" style={{ background: shift?.color ?? undefined }} />
            <span className="roster-strip-name">{name}</span>
          </li>
        )
      })}
    </ol>
  )
}

/** Which slot of a rotation a date is, counted from 0. */
function slotAt(anchorDay: string, day: string, length: number) {
  const days = Math.round((Date.parse(day) - Date.parse(anchorDay)) / 86_400_000)
  return ((days % length) + length) % length
}
