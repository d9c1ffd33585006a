import { addDays, instantOf, isZone, localDateOf, localTimeOf, weekdayOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'

/** What happens with runs that fell into a time when nothing ran. */
export const catchUps = ['none', 'last', 'all'] as const
export type CatchUp = (typeof catchUps)[number]

type Cron = { minutes: number[]; hours: number[]; days: Set<number>; months: Set<number>; weekdays: Set<number>; either: boolean }

const ranges = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12 },
  // 7 is Sunday, as 0 is.
  { name: 'weekday', least: 0, most: 7 },
] as const
const searchedDays = 4 * 366 + 1
/** A run that is not later than this was not missed. */
const onTimeMs = 5 * 60_000
const HOUR_MS = 3_600_000
export const mostRunsAtOnce = 100

/** What is wrong with a schedule, or null: five fields of numbers, `*`, lists, ranges and steps; a zone; and a time that comes. */
export function refuseSchedule(cron: string, zone: string): Refusal | null {
  if (!isZone(zone))
    return { code: 'TIME_ZONE_UNKNOWN', message: `${zone} is not a time zone; use a name such as Asia/Jakarta.`, details: { zone } }
  const read = readCron(cron)
  if ('code' in read) return read
  return nextRun(cron, zone, '2024-01-01T00:00:00Z') === null
    ? { code: 'CRON_INVALID', message: 'This schedule never comes.', details: { cron } }
    : null
}

/**
 * The first instant after `after` at which the schedule runs in `zone`. A local time that the clock skips runs at the instant at
 * which it is put forward; of a time shown twice it runs at the first (rules-approvals.md § Scheduled workflows). Null when none
 * comes within four years.
 */
export function nextRun(cron: string, zone: string, after: string): string | null {
  const read = readCron(cron)
  if ('code' in read) return null
  return nextRunOf(read, zone, after)
}

function nextRunOf(cron: Cron, zone: string, after: string): string | null {
  const since = Date.parse(after)
  const today = localDateOf(after, zone)
  // A time that clocks have shown today has run, be it shown once more: which instants are later is asked of the others only.
  const shown = localTimeOf(after, zone)
  for (let ahead = 0; ahead < searchedDays; ahead += 1) {
    const day = addDays(today, ahead)
    if (!runsOn(day, cron)) continue
    for (const hour of cron.hours)
      for (const minute of cron.minutes) {
        const time = `${two(hour)}:${two(minute)}`
        if (ahead === 0 && time <= shown) continue
        const at = runAt(day, time, zone)
        if (Date.parse(at) > since) return at
      }
  }
  return null
}

/**
 * The runs that are due now after the last one looked at: on time, or made up for as `catchUp` says. At most 100 at once, the
 * newest of them.
 */
export function runsDue(cron: string, zone: string, lastAt: string, now: string, catchUp: CatchUp): string[] {
  const read = readCron(cron)
  if ('code' in read) return []
  const missed = newestRuns(read, zone, lastAt, now)
  const last = missed.at(-1)
  if (last === undefined) return []
  if (catchUp === 'all') return missed
  if (catchUp === 'last') return [last]
  return Date.parse(now) - Date.parse(last) <= onTimeMs ? [last] : []
}

/** Looked for in the last hours first: of a year without a server the minutes are not gone through one by one. */
function newestRuns(cron: Cron, zone: string, lastAt: string, now: string): string[] {
  for (let back = HOUR_MS; ; back *= 4) {
    const since = Math.max(Date.parse(lastAt), Date.parse(now) - back)
    const runs: string[] = []
    for (let at = nextRunOf(cron, zone, new Date(since).toISOString()); at !== null && at <= now; at = nextRunOf(cron, zone, at))
      runs.push(at)
    if (runs.length >= mostRunsAtOnce || since === Date.parse(lastAt)) return runs.slice(-mostRunsAtOnce)
  }
}

function runAt(day: string, time: string, zone: string): string {
  const at = instantOf(day, time, zone)
  if (localTimeOf(at, zone) === time && localDateOf(at, zone) === day) return new Date(at).toISOString()
  // The time was skipped: read as if the clock had not been put forward yet, it lies as far behind the change as it lay in the gap.
  const change = Temporal.Instant.from(at).toZonedDateTimeISO(zone).getTimeZoneTransition('previous')
  return new Date(change ? change.epochMilliseconds : at).toISOString()
}

function runsOn(day: string, { days, months, weekdays, either }: Cron): boolean {
  if (!months.has(Number(day.slice(5, 7)))) return false
  const [onDay, onWeekday] = [days.has(Number(day.slice(8))), weekdays.has(weekdayOf(day) % 7)]
  // As every cron does: when both are restricted, one of them is enough.
  return either ? onDay || onWeekday : onDay && onWeekday
}

function readCron(cron: string): Cron | Refusal {
  const parts = cron.trim().split(/\s+/)
  if (parts.length !== 5)
    return { code: 'CRON_INVALID', message: 'A schedule has five fields: minute, hour, day, month and weekday.', details: { cron } }
  const fields = parts.map((part, index) => readField(part, ranges[index]!.least, ranges[index]!.most))
  const wrong = fields.findIndex((field) => field === null)
  if (wrong >= 0) {
    const { name, least, most } = ranges[wrong]!
    return {
      code: 'CRON_INVALID',
      message: `The ${name} must be numbers from ${least} to ${most}.`,
      details: { cron, field: name, least, most },
    }
  }
  const [minutes, hours, days, months, weekdays] = fields as [number[], number[], number[], number[], number[]]
  return {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((weekday) => weekday % 7)),
    either: parts[2] !== '*' && parts[4] !== '*',
  }
}

function readField(text: string, least: number, most: number): number[] | null {
  const numbers = new Set<number>()
  for (const part of text.split(',')) {
    const found = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part)
    if (!found) return null
    const [, star, from, to, every] = found
    const first = star ? least : Number(from)
    const last = star ? most : to !== undefined ? Number(to) : every !== undefined ? most : first
    const step = every === undefined ? 1 : Number(every)
    if (first < least || last > most || first > last || step < 1) return null
    for (let number = first; number <= last; number += step) numbers.add(number)
  }
  return [...numbers].sort((a, b) => a - b)
}

const two = (number: number) => String(number).padStart(2, '0')
