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

/**
 * The first of several, in their order, who cannot have a seat of a position beside those in `held`, with why; null when all can. Only
 * days that somebody asks for count: a position that is above its headcount already hinders nobody who is in it.
 */
export function refuseSeats(
  headcount: number | null,
  held: readonly Span[],
  asks: readonly Span[],
): { index: number; refusal: Refusal } | null {
  if (headcount === null || !isOverfull(headcount, held, asks)) return null
  // Whoever is added can only make a day fuller, so the first who is too many is found by halving.
  let [fits, tooMany] = [0, asks.length]
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    if (isOverfull(headcount, held, asks.slice(0, middle))) tooMany = middle
    else fits = middle
  }
  const refusal = refuseSeat(headcount, [...held, ...asks.slice(0, fits)], asks[fits]!)
  return refusal && { index: fits, refusal }
}

/** Whether a day that is asked for has more people than the headcount. */
function isOverfull(headcount: number, held: readonly Span[], asks: readonly Span[]): boolean {
  const changes = new Map<string, { people: number; asked: number }>()
  const add = (day: string, people: number, asked: number) => {
    const change = changes.get(day)
    changes.set(day, { people: (change?.people ?? 0) + people, asked: (change?.asked ?? 0) + asked })
  }
  for (const [spans, asked] of [[held, 0] as const, [asks, 1] as const]) {
    for (const { firstDay, lastDay } of spans) {
      add(firstDay, 1, asked)
      if (lastDay !== null) add(addDays(lastDay, 1), -1, -asked)
    }
  }
  let [people, asked] = [0, 0]
  for (const day of [...changes.keys()].sort()) {
    const change = changes.get(day)!
    people += change.people
    asked += change.asked
    if (asked > 0 && people > headcount) return true
  }
  return false
}
