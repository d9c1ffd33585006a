// Days are counted without Temporal, so that rules which only count days also run in browsers that lack it.

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const MINUTE_OF_1973 = Date.UTC(1973) / MINUTE_MS

/** The day `days` after `day` (before it when negative). Days are 'YYYY-MM-DD' from 0001-01-01 to 9999-12-31. */
export function addDays(day: string, days: number): string {
  const dayOfMonth = Number(day.slice(8)) + days
  // Every month has these, so nothing but the day changes; rules ask for little more than yesterday and tomorrow.
  if (dayOfMonth >= 1 && dayOfMonth <= 28) return day.slice(0, 8) + String(dayOfMonth).padStart(2, '0')
  return new Date((dayNumber(day) + days) * DAY_MS).toISOString().slice(0, 10)
}

/** Whole days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from)
}

/**
 * Every day from `from` to `to`, both included; none when `to` is earlier. At most 1000 days: more is a fault of the
 * caller, which must bound what people ask for, and throws a RangeError.
 */
export function eachDay(from: string, to: string): string[] {
  const count = Math.max(0, daysBetween(from, to) + 1)
  if (count > 1000) throw new RangeError(`${from} to ${to} is ${count} days; at most 1000 can be listed`)
  return Array.from({ length: count }, (_, index) => addDays(from, index))
}

/** ISO weekday: 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: string): number {
  // Day 0, 1970-01-01, was a Thursday.
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1
}

/** Whether `text` is a date that exists, written 'YYYY-MM-DD'; 2025-02-29 and 2025-2-1 are not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const millis = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text)
}

/** Whether `name` is an IANA time zone this runtime knows, e.g. Asia/Jakarta. */
export function isZone(name: string): boolean {
  try {
    return name.length > 0 && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

/** Whether `text` is a time of day 'HH:MM' from 00:00 to 23:59. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

/** Minutes after midnight (0..1439) of a time of day 'HH:MM'. */
export function minutesOfTime(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

/** The local calendar date of an instant (ISO 8601 with Z or an offset) in an IANA zone. */
export function localDateOf(instant: string, zone: string): string {
  const minute = Math.floor(Date.parse(instant) / MINUTE_MS)
  // Before 1972 some zones were ahead by minutes and seconds; since then a date begins on a whole minute everywhere.
  if (!(minute >= MINUTE_OF_1973)) return calendarDateOf(instant, zone)
  return remembered(localDates, `${minute} ${zone}`, () => calendarDateOf(instant, zone))
}

function calendarDateOf(instant: string, zone: string) {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** The local time 'HH:MM' of an instant in an IANA zone; seconds are dropped. */
export function localTimeOf(instant: string, zone: string): string {
  const minute = Math.floor(Date.parse(instant) / MINUTE_MS)
  if (!(minute >= MINUTE_OF_1973)) return timeOfDayOf(instant, zone)
  return remembered(localTimes, `${minute} ${zone}`, () => timeOfDayOf(instant, zone))
}

function timeOfDayOf(instant: string, zone: string) {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainTime().toString().slice(0, 5)
}

/**
 * The instant (ISO, UTC) at which clocks in `zone` show `time` on `day`. Compatible disambiguation: a time that the
 * clock skips is read as if it had not yet been put forward (02:30 becomes 03:30), of a time shown twice it is the first.
 */
export function instantOf(day: string, time: string, zone: string): string {
  return remembered(instants, `${day} ${time} ${zone}`, () => {
    const local = Temporal.PlainDateTime.from(`${day}T${time}:00`)
    return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant().toString()
  })
}

/** Zone arithmetic costs some 10 µs, and a company asks the same of it for everybody: the beginning of a shift, today. */
const instants = new Map<string, string>()
const localDates = new Map<string, string>()
const localTimes = new Map<string, string>()

function remembered(known: Map<string, string>, key: string, compute: () => string): string {
  let value = known.get(key)
  if (value === undefined) {
    if (known.size >= 20_000) known.clear()
    known.set(key, (value = compute()))
  }
  return value
}

/** Whole minutes elapsed between two instants, rounded down; negative when `to` is earlier. */
export function minutesBetween(from: string, to: string): number {
  return Math.floor((millisOf(to) - millisOf(from)) / MINUTE_MS)
}

/** Milliseconds since 1970 of an instant (ISO 8601 with Z or an offset). */
export function millisOf(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}
