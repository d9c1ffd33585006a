import { addDays, daysBetween } from '../../core/dates.ts'
import { datesOf } from '../working-time/holiday.rules.ts'
import type { YearlyRule } from '../working-time/holiday.rules.ts'

/** Dates that a change touches; `to` null is open-ended, and with a rule only the dates it falls on count. */
export type Span = { from: string; to: string | null; yearly?: YearlyRule }
export type Stretch = { from: string; to: string }

const longestStretchDays = 31

/**
 * The dates of all spans between the first and the last stored day, in order, each once, in stretches of at most 31 days:
 * as much as is computed in one go.
 */
export function stretchesOf(spans: readonly Span[], firstDay: string, lastDay: string): Stretch[] {
  const bounded = spans
    .flatMap((span) => {
      const [from, to] = [later(span.from, firstDay), earlier(span.to ?? lastDay, lastDay)]
      if (from > to) return []
      return span.yearly ? datesOf(rule(span.yearly), from, to).map((day) => ({ from: day, to: day })) : [{ from, to }]
    })
    .sort((a, b) => (a.from < b.from ? -1 : 1))
  const merged: Stretch[] = []
  for (const { from, to } of bounded) {
    const last = merged.at(-1)
    if (last && from <= addDays(last.to, 1)) last.to = later(last.to, to)
    else merged.push({ from, to })
  }
  return merged.flatMap(({ from, to }) => {
    const count = Math.ceil((daysBetween(from, to) + 1) / longestStretchDays)
    return Array.from({ length: count }, (_, index) => {
      const start = addDays(from, index * longestStretchDays)
      return { from: start, to: earlier(addDays(start, longestStretchDays - 1), to) }
    })
  })
}

const rule = (yearly: YearlyRule) =>
  ({ calendarId: '', name: '', portion: 'full', firstDay: null, lastDay: null, yearly, fromYear: null, toYear: null }) as const
const later = (a: string, b: string) => (a > b ? a : b)
const earlier = (a: string, b: string) => (a < b ? a : b)
