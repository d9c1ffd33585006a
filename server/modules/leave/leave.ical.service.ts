import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import { addDays } from '../../core/dates.ts'

export type FeedAbsence = {
  id: string
  version: number
  employee: { firstName: string; lastName: string }
  /** Null where the owner of the link may not see the kind of leave. */
  typeName: string | null
  firstDay: string
  lastDay: string
  startsAt: string
  endsAt: string
  fromTime: string | null
  toTime: string | null
  state: string
}

type Language = 'en' | 'id'
const words: Record<Language, Record<'own' | 'team' | 'away' | 'asked' | 'first' | 'second', string>> = {
  en: { own: 'My leave', team: 'Who is away', away: 'away', asked: 'asked for', first: 'first half', second: 'second half' },
  id: {
    own: 'Cuti saya',
    team: 'Siapa yang tidak masuk',
    away: 'tidak masuk',
    asked: 'diajukan',
    first: 'paruh pertama',
    second: 'paruh kedua',
  },
}

/**
 * Leave as an iCalendar text (RFC 5545). Days are dates, of no zone; leave by the clock is instants. What waits for a decision
 * is tentative. Somebody else's leave does not make its reader busy.
 */
export function calendarOf(
  absences: readonly FeedAbsence[],
  { kind, language, timeZone, now }: { kind: 'own' | 'team'; language: string; timeZone: string; now: string },
): string {
  const said = words[language === 'id' ? 'id' : 'en']
  const calendar = ical({
    name: said[kind],
    prodId: { company: 'Muster', product: 'Leave' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3600,
  })
  for (const absence of absences) {
    const { id, version, firstDay, fromTime, toTime, state } = absence
    const who = `${absence.employee.firstName} ${absence.employee.lastName}`
    const what = [absence.typeName ?? said.away, ...halvesOf(absence, said), ...(state === 'pending' ? [said.asked] : [])]
    const summary = `${kind === 'team' ? `${who}: ` : ''}${what[0]}${what.length > 1 ? ` (${what.slice(1).join(', ')})` : ''}`
    const isTimed = fromTime !== null && toTime !== null
    const lastDay = isTimed && toTime <= fromTime ? addDays(firstDay, 1) : absence.lastDay
    const at = (day: string, time: string) =>
      new Date(Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).epochMilliseconds)
    calendar.createEvent({
      id: `${id}@muster`,
      sequence: version,
      stamp: new Date(now.slice(0, 10)),
      start: isTimed ? at(firstDay, fromTime) : new Date(firstDay),
      end: isTimed ? at(lastDay, toTime) : new Date(addDays(absence.lastDay, 1)),
      allDay: !isTimed,
      summary,
      status: state === 'pending' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
      transparency: kind === 'own' ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
      busystatus: kind === 'own' ? ICalEventBusyStatus.OOF : ICalEventBusyStatus.FREE,
    })
  }
  return calendar.toString()
}

function halvesOf({ firstDay, lastDay, startsAt, endsAt }: FeedAbsence, said: (typeof words)[Language]): string[] {
  const day = (which: string) => (firstDay === lastDay ? '' : ` ${which}`)
  return [
    ...(startsAt === 'noon' ? [`${said.second}${day(firstDay)}`] : []),
    ...(endsAt === 'noon' ? [`${said.first}${day(lastDay)}`] : []),
  ]
}
