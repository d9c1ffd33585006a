import type { Settings } from '../../server/core/settings.ts'
import { instantIn, plainDay } from './days.ts'

export type Format = ReturnType<typeof formatOf>
export type Choices = {
  readonly locale: string
  /** The company's zone, of days and of times at work. */
  readonly zone: string
  /** The person's zone, of moments. */
  readonly ownZone: string
  /** The zone of the browser. */
  readonly hereZone: string
  readonly clock: Settings['timeFormat'] | null
  readonly dates: Settings['dateFormat'] | null
}

/**
 * The browser's own regional variant of the language, where it has one: "en" in a browser set to en-GB is en-GB. Where dates are
 * chosen with the month or the day first, English words are in that order, too. Arabic is written with the digits that forms,
 * employee numbers and times here have, 0 to 9, as in much of the Arab world.
 */
export function localeOf(language: string, tags: readonly string[], dates: Choices['dates']) {
  const own = tags.find((tag) => tag.split('-')[0] === language) ?? language
  if (language === 'ar') return 'ar-u-nu-latn'
  if (language !== 'en' || dates === null || dates === 'YYYY-MM-DD') return own
  const monthFirst = new Intl.DateTimeFormat(own, { day: 'numeric', month: 'short' }).formatToParts(0)[0]?.type === 'month'
  if (monthFirst === (dates === 'MM/DD/YYYY')) return own
  return monthFirst ? 'en-GB' : 'en-US'
}

let ofLast: Intl.NumberFormat | undefined
let lastLocale: string | undefined
/** Making one takes longer than a list of texts has time for. */
export function numbersIn(locale: string) {
  if (!ofLast || lastLocale !== locale) ofLast = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 })
  lastLocale = locale
  return ofLast
}

export function formatOf({ locale, zone, ownZone, hereZone, clock, dates }: Choices) {
  const hours = {
    hour: clock === '12' ? ('numeric' as const) : ('2-digit' as const),
    minute: '2-digit' as const,
    ...(clock && { hourCycle: clock === '12' ? ('h12' as const) : ('h23' as const) }),
  }
  const ofDays = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
  const at = (day: string) => new Date(`${day}T00:00:00Z`)
  // Another zone than the one on the person's own clock is named.
  const elsewhere = ownZone !== hereZone && { timeZoneName: 'short' as const }
  const moment = new Intl.DateTimeFormat(locale, { timeZone: ownZone, ...hours, ...elsewhere })
  const time = new Intl.DateTimeFormat(locale, { timeZone: zone, ...hours })
  const short = ofDays({ weekday: 'short', day: 'numeric', month: 'short' })
  const long = ofDays({ weekday: 'long', day: 'numeric', month: 'long' })
  const dated = ofDays({ day: 'numeric', month: 'short', year: 'numeric' })
  const brief = ofDays({ day: 'numeric', month: 'short' })
  const month = ofDays({ month: 'long', year: 'numeric' })
  const weekday = ofDays({ weekday: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const decimal = numbersIn(locale)
  const list = new Intl.ListFormat(locale, { type: 'conjunction', style: 'long' })
  const unit = {
    days: new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 4 }),
    hours: new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'long', maximumFractionDigits: 4 }),
  }
  const today = () => plainDay(new Date(), zone)
  const date = (day: string) => (dates ? inPattern(day, dates) : dated.format(at(day)))
  const nameOf = (type: 'region' | 'currency', code: string) => new Intl.DisplayNames(locale, { type }).of(code) ?? code
  return {
    locale,
    zone,
    /** The pattern dates are written and typed in. */
    pattern: dates ?? 'YYYY-MM-DD',
    today,
    /** "Tue, 1 Dec" */
    day: (day: string) => short.format(at(day)),
    /** "Tuesday, 1 December" */
    longDay: (day: string) => long.format(at(day)),
    /** "01/12/2026", as chosen */
    date,
    /** "1–3 Dec"; dates with their year when it is not this year's */
    range: (first: string, last: string) => {
      const thisYear = today().slice(0, 4)
      if (first.startsWith(thisYear) && last.startsWith(thisYear))
        return first === last ? brief.format(at(first)) : brief.formatRange(at(first), at(last))
      return first === last ? date(first) : `${date(first)} – ${date(last)}`
    },
    /** "Tuesday 1 – Thursday 3 December" */
    longRange: (first: string, last: string) => (first === last ? long.format(at(first)) : long.formatRange(at(first), at(last))),
    /** "Tue 22 – Wed 23 Dec" */
    shortRange: (first: string, last: string) => (first === last ? short.format(at(first)) : short.formatRange(at(first), at(last))),
    month: (day: string) => month.format(at(day)),
    /** "Dec" */
    monthShort: (day: string) => ofDays({ month: 'short' }).format(at(day)),
    weekday: (day: string) => weekday.format(at(day)),
    /** "Monday" of 1, "Sunday" of 7; 1 January 2024 was a Monday. */
    weekdayName: (number: number) => ofDays({ weekday: 'long' }).format(Date.UTC(2024, 0, number)),
    monthName: (number: number) => ofDays({ month: 'long' }).format(Date.UTC(2024, number - 1, 1)),
    /** "29 February": a date of every year; 2024 had one. */
    yearly: (monthNumber: number, day: number) => ofDays({ day: 'numeric', month: 'long' }).format(Date.UTC(2024, monthNumber - 1, day)),
    /** Hour and minute at work, in the company's zone */
    time: (when: string | Date) => time.format(new Date(when)),
    /** Hour and minute of a moment, in the person's zone */
    moment: (when: string) => moment.format(new Date(when)),
    /** "09:05" at work, as forms take it, whatever clock the person reads */
    clock: (when: string) => clockIn(new Date(when), zone),
    /** Date and time of a moment, in the person's zone */
    instant: (when: string) => `${date(plainDay(new Date(when), ownZone))}, ${moment.format(new Date(when))}`,
    /** A moment as fields for date and time hold it, in the person's zone, and back */
    localOf: (when: Date) => `${plainDay(when, ownZone)}T${clockIn(when, ownZone)}`,
    instantOf: (local: string) => instantIn(local.slice(0, 10), local.slice(11, 16), ownZone),
    /** "2 hours ago", "yesterday"; after a week the date */
    ago: (when: string, now = Date.now()) => {
      const seconds = (Date.parse(when) - now) / 1000
      const size = Math.abs(seconds)
      if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
      if (plainDay(new Date(when), ownZone) === plainDay(new Date(now), ownZone)) return relative.format(Math.round(seconds / 3600), 'hour')
      const days = Math.max(1, Math.round(size / 86_400))
      return days <= 7 ? relative.format(-days, 'day') : date(plainDay(new Date(when), ownZone))
    },
    /** Decimal quantity: "1.5" */
    number: (value: string | number) => decimal.format(Number(value)),
    /** "80%" of 0.8 */
    percent: (share: number) => new Intl.NumberFormat(locale, { style: 'percent' }).format(share),
    /** "1.5 days", "1.5 hari" */
    quantity: (value: string, of: 'days' | 'hours') => unit[of].format(Number(value)),
    /** "2.5 GB" */
    amount: (value: number, of: 'megabyte' | 'gigabyte') =>
      new Intl.NumberFormat(locale, { style: 'unit', unit: of, maximumFractionDigits: 2 }).format(value),
    /** "7:36" */
    duration: (minutes: number) => `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`,
    list: (words: string[]) => list.format(words),
    country: (code: string) => nameOf('region', code),
    /** Countries with their names, in the order in which the language sorts these. */
    countries(codes: readonly string[]) {
      const names = new Intl.DisplayNames(locale, { type: 'region' })
      const { compare } = new Intl.Collator(locale)
      return codes.map((code) => [code, names.of(code) ?? code] as const).toSorted(([, a], [, b]) => compare(a, b))
    },
    currency: (code: string) => nameOf('currency', code),
    /** "Jakarta, GMT+7" of the company's zone */
    zoneName: () => [...new Set([cityOf(zone), offsetNameOf(locale, zone)])].join(', '),
    hourNow: () => Number(clockIn(new Date(), zone).slice(0, 2)),
  }
}

function inPattern(day: string, pattern: Settings['dateFormat']) {
  return pattern.replace('YYYY', day.slice(0, 4)).replace('MM', day.slice(5, 7)).replace('DD', day.slice(8, 10))
}

function clockIn(when: Date, zone: string) {
  return new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(when)
}

function cityOf(zone: string) {
  return zone.split('/').at(-1)?.replaceAll('_', ' ')
}

function offsetNameOf(locale: string, zone: string) {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts()
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
