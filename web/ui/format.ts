import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { me } from '../../server/modules/auth/auth.contract.ts'
import type { Data } from '../../server/core/contract.ts'
import { q } from '../api.ts'
import { plainDay } from './days.ts'

export type Format = ReturnType<typeof formatOf>

/** Formats in the person's locale and the company's zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const known: Data<typeof me> | undefined = useQueryClient().getQueryData(q(me).queryKey)
  const zone = known?.settings.timeZone ?? browserZone()
  const clock = known?.settings.timeFormat ?? null
  return useMemo(() => formatOf(localeOf(i18n.language), zone, clock), [i18n.language, zone, clock])
}

export function browserZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The browser's own regional variant of the language, where it has one: "en" in a browser set to en-GB is en-GB. */
function localeOf(language: string) {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language
}

function formatOf(locale: string, zone: string, clock: '12' | '24' | null) {
  const hours = {
    hour: clock === '12' ? ('numeric' as const) : ('2-digit' as const),
    minute: '2-digit' as const,
    ...(clock && { hourCycle: clock === '12' ? ('h12' as const) : ('h23' as const) }),
  }
  const inZone = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })
  const ofDays = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
  const at = (day: string) => new Date(`${day}T00:00:00Z`)
  const time = inZone(hours)
  const instant = inZone({ day: 'numeric', month: 'short', year: 'numeric', ...hours })
  const short = ofDays({ weekday: 'short', day: 'numeric', month: 'short' })
  const long = ofDays({ weekday: 'long', day: 'numeric', month: 'long' })
  const dated = ofDays({ day: 'numeric', month: 'short', year: 'numeric' })
  const brief = ofDays({ day: 'numeric', month: 'short' })
  const month = ofDays({ month: 'long', year: 'numeric' })
  const weekday = ofDays({ weekday: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 })
  const list = new Intl.ListFormat(locale, { type: 'conjunction', style: 'long' })
  const unit = {
    days: new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 4 }),
    hours: new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'long', maximumFractionDigits: 4 }),
  }
  const today = () => plainDay(new Date(), zone)
  return {
    locale,
    zone,
    today,
    /** "Tue, 1 Dec" */
    day: (day: string) => short.format(at(day)),
    /** "Tuesday, 1 December" */
    longDay: (day: string) => long.format(at(day)),
    /** "1 Dec 2026" */
    date: (day: string) => dated.format(at(day)),
    /** "1–3 Dec", with the year when it is not this year's */
    range: (first: string, last: string) => {
      const thisYear = today().slice(0, 4)
      const style = first.startsWith(thisYear) && last.startsWith(thisYear) ? brief : dated
      return first === last ? style.format(at(first)) : style.formatRange(at(first), at(last))
    },
    /** "Tuesday 1 – Thursday 3 December" */
    longRange: (first: string, last: string) => (first === last ? long.format(at(first)) : long.formatRange(at(first), at(last))),
    /** "Tue 22 – Wed 23 Dec" */
    shortRange: (first: string, last: string) => (first === last ? short.format(at(first)) : short.formatRange(at(first), at(last))),
    month: (day: string) => month.format(at(day)),
    weekday: (day: string) => weekday.format(at(day)),
    /** Hour and minute of an instant */
    time: (when: string | Date) => time.format(new Date(when)),
    /** "09:05", as forms take it, whatever clock the person reads */
    clock: (when: string) =>
      new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(when)),
    /** Date and time of an instant */
    instant: (when: string) => instant.format(new Date(when)),
    /** "2 hours ago", "yesterday"; after a week the date */
    ago: (when: string, now = Date.now()) => {
      const seconds = (Date.parse(when) - now) / 1000
      const size = Math.abs(seconds)
      if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
      if (plainDay(new Date(when), zone) === today()) return relative.format(Math.round(seconds / 3600), 'hour')
      const days = Math.max(1, Math.round(size / 86_400))
      return days <= 7 ? relative.format(-days, 'day') : dated.format(at(plainDay(new Date(when), zone)))
    },
    /** Decimal quantity: "1.5" */
    number: (value: string | number) => decimal.format(Number(value)),
    /** "1.5 days", "1.5 hari" */
    quantity: (value: string, of: 'days' | 'hours') => unit[of].format(Number(value)),
    /** "7:36" */
    duration: (minutes: number) => `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`,
    list: (words: string[]) => list.format(words),
    /** "Jakarta, GMT+7" */
    zoneName: () => {
      const part = inZone({ timeZoneName: 'short' })
        .formatToParts()
        .find((one) => one.type === 'timeZoneName')
      return `${zone.split('/').at(-1)?.replaceAll('_', ' ')}, ${part?.value ?? ''}`
    },
    hourNow: () => Number(new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format()),
  }
}
