import { Group, ScrollArea, Text, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState, type DragEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '../../server/modules/attendance/shift.contract.ts'
import { useMe } from '../auth/me.ts'
import { weekdayOf } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { Face, fullName } from '../ui/person.tsx'
import { dragType } from './roster-palette.tsx'
import { useConflictWords, useStandingWords } from './roster-words.ts'
import { spotKey, useShiftsById, type Choice, type PlanDay, type PlanPerson, type Spot } from './roster.ts'

type Acts = {
  selected: ReadonlyMap<string, Spot>
  toggle: (spot: Spot) => void
  drop: (choice: Choice, on: Spot) => void
}

/** A row for each person, a column for each date. Arrows go from cell to cell, Enter or Space selects. */
export function RosterGrid({ people, wide, ...acts }: Acts & { people: readonly PlanPerson[]; wide: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { settings } = useMe()
  const shifts = useShiftsById()
  const today = format.today()
  const days = people[0]?.days.map(({ day }) => day) ?? []
  const look = (day: string) => ({
    'data-off': !settings.workingDays.includes(weekdayOf(day)) || undefined,
    'data-today': day === today || undefined,
  })
  return (
    <ScrollArea type="auto">
      <table className="team roster" data-wide={wide || undefined}>
        <caption>
          <VisuallyHidden>{t('roster.hint')}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('leave.calendar.person')}</th>
            {days.map((day) => (
              <th key={day} scope="col" {...look(day)}>
                <span aria-hidden>{format.weekday(day).slice(0, 3)}</span>
                <span aria-label={format.longDay(day)}>{Number(day.slice(8))}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person, row) => (
            <tr key={person.employeeId}>
              <th scope="row">
                <Group gap={8} wrap="nowrap">
                  <Face name={fullName(person)} size={24} />
                  <Text size="sm" truncate>
                    {fullName(person)}
                  </Text>
                </Group>
              </th>
              {person.days.map((day, column) => (
                <td key={day.day} {...look(day.day)}>
                  <Cell person={person} day={day} shifts={shifts} isFirst={row === 0 && column === 0} {...acts} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}

type CellProps = Acts & { person: PlanPerson; day: PlanDay; shifts: ReadonlyMap<string, Shift>; isFirst: boolean }

function Cell({ person, day, shifts, isFirst, selected, toggle, drop }: CellProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useStandingWords(shifts)
  const conflictWords = useConflictWords()
  const [over, setOver] = useState(false)
  const spot = { employeeId: person.employeeId, day: day.day, draftId: day.draftId }
  const shown = day.planned ?? day.published
  const color = shifts.get(shown.shiftIds[0] ?? '')?.color ?? undefined
  const told = [
    day.leave && t('attendance.status.on-leave'),
    day.holidayName,
    ...day.conflicts.map(conflictWords),
    day.plan && t('roster.instead', { what: words(day.published) }),
  ].filter((one): one is string => Boolean(one))
  return (
    <button
      type="button"
      className="roster-cell"
      tabIndex={isFirst ? 0 : -1}
      aria-pressed={selected.has(spotKey(spot))}
      data-draft={day.plan ?? undefined}
      data-own={shown.isOwn || undefined}
      data-over={over || undefined}
      data-conflict={day.conflicts.length > 0 || undefined}
      title={told.join(t('ui.dot')) || undefined}
      style={color ? { borderInlineStartColor: color } : undefined}
      onClick={() => toggle(spot)}
      onKeyDown={move}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        drop(event.dataTransfer.getData(dragType) as Choice, spot)
      }}
    >
      <VisuallyHidden>{`${fullName(person)}, ${format.longDay(day.day)}: `}</VisuallyHidden>
      <span className="roster-what">{words(shown)}</span>
      {day.plan && <span className="roster-note">{t('roster.draft')}</span>}
      {!day.plan && day.leave && <span className="roster-note">{t('attendance.shortStatus.on-leave')}</span>}
      {day.conflicts.length > 0 && <IconAlertTriangle size={13} className="roster-warn" aria-hidden />}
      <VisuallyHidden>{told.join(', ')}</VisuallyHidden>
    </button>
  )
}

const steps: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** From cell to cell, as in a sheet: the table is one stop for the tab key. Where a page is read from right to left, so are its arrows. */
function move(event: KeyboardEvent<HTMLButtonElement>) {
  const step = steps[event.key]
  const from = event.currentTarget.closest('td')
  const table = from?.closest('table')
  if (!step || !from || !table) return
  event.preventDefault()
  const [rows, columns] = step
  const sign = getComputedStyle(table).direction === 'rtl' ? -1 : 1
  const row = table.tBodies[0]?.rows[(from.parentElement as HTMLTableRowElement).sectionRowIndex + rows]
  const to = row?.cells[from.cellIndex + columns * sign]?.querySelector('button')
  if (!to) return
  for (const one of table.querySelectorAll<HTMLElement>('.roster-cell[tabindex="0"]')) one.tabIndex = -1
  to.tabIndex = 0
  to.focus()
}
