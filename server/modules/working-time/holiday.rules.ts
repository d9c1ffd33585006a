import { addDays, daysBetween, eachDay, weekdayOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { DayPortion, Holiday } from './working-time.rules.ts'

/**
 * The date of every year that a holiday falls on: a day of a month (29 February in leap years only), the nth weekday of a
 * month (`nth` −1 is the last; a fifth that a month has not is no date), or days from Easter Sunday of the western or the
 * eastern churches. Weekdays are 1 Monday … 7 Sunday.
 */
export type YearlyRule =
  | { kind: 'fixed'; month: number; day: number }
  | { kind: 'weekday'; month: number; weekday: number; nth: number }
  | { kind: 'easter'; offsetDays: number; church: 'western' | 'eastern' }

/** A holiday as a calendar holds it: from a day to a day, or by a rule within the years given. `none` makes an ordinary day. */
export type HolidayEntry = {
  calendarId: string
  name: string
  portion: DayPortion | 'none'
  firstDay: string | null
  lastDay: string | null
  yearly: YearlyRule | null
  fromYear: number | null
  toYear: number | null
}

/** Where a calendar holds: for the company, or for a branch or a person from a day to a day, `lastDay` null being open-ended. */
export type CalendarUse = {
  calendarId: string
  isCompany: boolean
  /** Where it holds, wider calendars do not count. */
  replaces: boolean
  branchId: string | null
  employeeId: string | null
  firstDay: string | null
  lastDay: string | null
}

export type HolidaySources = { entries: readonly HolidayEntry[]; uses: readonly CalendarUse[] }

/**
 * The holidays of somebody on a date (rules-attendance.md § Holidays): of the person's own calendar, the branch's and the
 * company's the first one that names the date decides it. A calendar that replaces wider ones is the last one asked.
 */
export function holidaysFor(day: string, who: { employeeId: string; branchId: string | null }, sources: HolidaySources): Holiday[] {
  const named = sources.entries.filter((entry) => fallsOn(entry, day))
  if (named.length === 0) return []
  for (const { calendarId } of calendarsFor(day, who, sources.uses)) {
    const ofCalendar = named.filter((entry) => entry.calendarId === calendarId)
    if (ofCalendar.length === 0) continue
    return ofCalendar.flatMap(({ name, portion }) => (portion === 'none' ? [] : [{ day, name, portion }]))
  }
  return []
}

/** The calendars that hold for somebody on a date, narrowest first, as far as they count. */
export function calendarsFor(
  day: string,
  who: { employeeId: string; branchId: string | null },
  uses: readonly CalendarUse[],
): CalendarUse[] {
  const holds = (use: CalendarUse) => use.firstDay !== null && use.firstDay <= day && (use.lastDay === null || use.lastDay >= day)
  const chain = [
    uses.find((use) => use.employeeId !== null && use.employeeId === who.employeeId && holds(use)),
    uses.find((use) => use.branchId !== null && use.branchId === who.branchId && holds(use)),
    uses.find((use) => use.isCompany),
  ].filter((use) => use !== undefined)
  const last = chain.findIndex(({ replaces }) => replaces)
  return last < 0 ? chain : chain.slice(0, last + 1)
}

/** Whether a holiday falls on a date. */
export function fallsOn({ firstDay, lastDay, yearly, fromYear, toYear }: HolidayEntry, day: string): boolean {
  if (!yearly) return firstDay !== null && firstDay <= day && day <= (lastDay ?? firstDay)
  const year = Number(day.slice(0, 4))
  if ((fromYear !== null && year < fromYear) || (toYear !== null && year > toYear)) return false
  return dateInYear(yearly, year) === day
}

/** Every date from `from` to `to` on which a holiday falls, in order; the range is bounded by the caller. */
export function datesOf(entry: HolidayEntry, from: string, to: string): string[] {
  if (entry.yearly) {
    const years = Array.from(
      { length: Number(to.slice(0, 4)) - Number(from.slice(0, 4)) + 1 },
      (_, index) => Number(from.slice(0, 4)) + index,
    )
    return years.flatMap((year) => dateInYear(entry.yearly!, year) ?? []).filter((day) => from <= day && day <= to && fallsOn(entry, day))
  }
  const first = entry.firstDay! > from ? entry.firstDay! : from
  const last = entry.lastDay! < to ? entry.lastDay! : to
  return eachDay(first, last)
}

/** The date of a rule in a year; null in a year that has none. */
export function dateInYear(rule: YearlyRule, year: number): string | null {
  if (rule.kind === 'fixed') {
    const day = dayText(year, rule.month, rule.day)
    return rule.day <= daysInMonth(year, rule.month) ? day : null
  }
  if (rule.kind === 'easter') return addDays(rule.church === 'western' ? westernEaster(year) : easternEaster(year), rule.offsetDays)
  const length = daysInMonth(year, rule.month)
  if (rule.nth === -1) {
    const last = dayText(year, rule.month, length)
    return addDays(last, -((weekdayOf(last) - rule.weekday + 7) % 7))
  }
  const offset = (rule.weekday - weekdayOf(dayText(year, rule.month, 1)) + 7) % 7
  const dayOfMonth = 1 + offset + (rule.nth - 1) * 7
  return dayOfMonth <= length ? dayText(year, rule.month, dayOfMonth) : null
}

type RuleParts = {
  kind: YearlyRule['kind']
  month?: number | undefined
  day?: number | undefined
  weekday?: number | undefined
  nth?: number | undefined
  offsetDays?: number | undefined
  church?: 'western' | 'eastern' | undefined
}

/** The rule with exactly the parts of its kind, or which one is missing. */
export function yearlyRule({ kind, month, day, weekday, nth, offsetDays, church = 'western' }: RuleParts): YearlyRule | Refusal {
  const missing = (field: string) => refusal(`A rule of this kind needs ${field}.`, { field: `yearly.${field}`, kind })
  if (kind === 'easter') return offsetDays === undefined ? missing('offsetDays') : { kind, offsetDays, church }
  if (month === undefined) return missing('month')
  if (kind === 'fixed') return day === undefined ? missing('day') : { kind, month, day }
  if (weekday === undefined) return missing('weekday')
  return nth === undefined ? missing('nth') : { kind, month, weekday, nth }
}

/** What is wrong with a holiday, or null: it has either dates or a rule; dates in order, at most 366; a rule that can fall on a date. */
export function refuseHoliday({
  firstDay,
  lastDay,
  yearly,
  fromYear,
  toYear,
}: Omit<HolidayEntry, 'calendarId' | 'name' | 'portion'>): Refusal | null {
  if ((yearly === null) === (firstDay === null)) {
    return refusal('A holiday has either a first day or a rule for every year.', { field: yearly === null ? 'firstDay' : 'yearly' })
  }
  if (yearly === null) {
    if (fromYear !== null || toYear !== null)
      return refusal('Only a rule for every year has a first and a last year.', { field: 'fromYear' })
    const span = daysBetween(firstDay!, lastDay ?? firstDay!)
    if (span < 0) return refusal('The last day is before the first.', { field: 'lastDay', firstDay, lastDay })
    return span < 366 ? null : refusal('A holiday lasts at most 366 days.', { field: 'lastDay', asked: span + 1, limit: 366 })
  }
  if (lastDay !== null) return refusal('A rule for every year names one date; it has no last day.', { field: 'lastDay' })
  if (fromYear !== null && toYear !== null && toYear < fromYear)
    return refusal('The last year is before the first.', { field: 'toYear', fromYear, toYear })
  // 2024 is a leap year, so 29 February is a date and 30 February is none.
  if (yearly.kind === 'fixed' && yearly.day > daysInMonth(2024, yearly.month)) {
    return refusal('The month does not have this day.', { field: 'yearly.day', month: yearly.month, day: yearly.day })
  }
  return null
}

const refusal = (message: string, details: Record<string, unknown>): Refusal => ({ code: 'HOLIDAY_INVALID', message, details })

const two = (part: number) => String(part).padStart(2, '0')
const dayText = (year: number, month: number, day: number) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
const daysInMonth = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Easter Sunday of the western churches: Butcher's algorithm (Gregorian, any year from 1583). */
function westernEaster(year: number): string {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const leapCenturies = Math.floor(century / 4)
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - leapCenturies - correction + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7
  const shift = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * shift + 114
  return dayText(year, Math.floor(days / 31), (days % 31) + 1)
}

/** Easter Sunday of the eastern churches in the Gregorian calendar: Meeus's Julian algorithm, moved by the days between the calendars. */
function easternEaster(year: number): string {
  const days = (19 * (year % 19) + 15) % 30
  const weekday = (2 * (year % 4) + 4 * (year % 7) - days + 34) % 7
  const sum = days + weekday + 114
  const century = Math.floor(year / 100)
  return addDays(dayText(year, Math.floor(sum / 31), (sum % 31) + 1), century - Math.floor(century / 4) - 2)
}
