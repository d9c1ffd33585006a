import { addDays } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'

/** Days from the first to the last, both included; a last day of null is open-ended. Days are 'YYYY-MM-DD'. */
export type Span = { readonly firstDay: string; readonly lastDay: string | null }

/** The most people who hold a position on one day, and the first such day. */
export type Fullest = { readonly day: string; readonly filled: number }

/**
 * The fullest day of a span: how many of the spans in `held` share it, at most. Of several equally full days it is the first;
 * when nobody holds the position on any of them it is the first day with 0.
 */
export function fullestDay(held: readonly Span[], { firstDay, lastDay }: Span): Fullest {
  const changes = new Map<string, number>([[firstDay, 0]])
  const add = (day: string, people: number) => changes.set(day, (changes.get(day) ?? 0) + people)
  for (const span of held) {
    if ((lastDay !== null && span.firstDay > lastDay) || (span.lastDay !== null && span.lastDay < firstDay)) continue
    add(span.firstDay > firstDay ? span.firstDay : firstDay, 1)
    if (span.lastDay !== null && (lastDay === null || span.lastDay < lastDay)) add(addDays(span.lastDay, 1), -1)
  }
  let filled = 0
  let fullest: Fullest = { day: firstDay, filled: -1 }
  for (const day of [...changes.keys()].sort()) {
    filled += changes.get(day)!
    if (filled > fullest.filled) fullest = { day, filled }
  }
  return fullest
}

/** Refuses one more person in a span of which one day is full already. A headcount of null takes any number. */
export function refuseSeat(headcount: number | null, held: readonly Span[], asked: Span): Refusal | null {
  if (headcount === null) return null
  const { day, filled } = fullestDay(held, asked)
  if (filled < headcount) return null
  return {
    code: 'HEADCOUNT_EXCEEDED',
    message: `The position has a headcount of ${headcount}, and on ${day} ${filled} hold it already.`,
    details: { headcount, filled, from: asked.firstDay, day },
  }
}

/** Refuses a headcount below what is filled on any day from `today` on. */
export function refuseHeadcount(headcount: number | null, held: readonly Span[], today: string): Refusal | null {
  if (headcount === null) return null
  const { day, filled } = fullestDay(held, { firstDay: today, lastDay: null })
  if (filled <= headcount) return null
  return {
    code: 'HEADCOUNT_BELOW_FILLED',
    message: `On ${day} ${filled} people hold this position; its headcount cannot be ${headcount}.`,
    details: { headcount, filled, day },
  }
}
