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
 * Those of several who, each in turn, find no seat of a position beside those in `held` and those who came before and found one, with
 * why. Only days that somebody asks for count: a position that is above its headcount already hinders nobody who is in it. A headcount
 * of null takes any number.
 */
export function refuseSeats(
  headcount: number | null,
  held: readonly Span[],
  asks: readonly Span[],
): { readonly index: number; readonly refusal: Refusal }[] {
  if (headcount === null) return []
  const taken = countDays([...held, ...asks])
  for (const span of held) taken.add(span)
  return asks.flatMap((ask, index) => {
    const { day, filled } = taken.fullest(ask)
    if (filled < headcount) {
      taken.add(ask)
      return []
    }
    const message = `The position has a headcount of ${headcount}, and on ${day} ${filled} hold it already.`
    return [{ index, refusal: { code: 'HEADCOUNT_EXCEEDED', message, details: { headcount, filled, from: ask.firstDay, day } } }]
  })
}

/** Counts who shares each day, for spans that begin and end on days of `spans`: a file has many people and few such days. */
function countDays(spans: readonly Span[]) {
  const days = [
    ...new Set(spans.flatMap(({ firstDay, lastDay }) => (lastDay === null ? [firstDay] : [firstDay, addDays(lastDay, 1)]))),
  ].sort()
  const placeOf = new Map(days.map((day, place) => [day, place]))
  const counts = new Int32Array(days.length)
  const from = ({ firstDay }: Span) => placeOf.get(firstDay)!
  const to = ({ lastDay }: Span) => (lastDay === null ? days.length : placeOf.get(addDays(lastDay, 1))!)
  return {
    add(span: Span) {
      for (let place = from(span), end = to(span); place < end; place += 1) counts[place]! += 1
    },
    /** The first of the fullest days of a span. */
    fullest(span: Span): Fullest {
      let fullest = from(span)
      for (let place = fullest, end = to(span); place < end; place += 1) if (counts[place]! > counts[fullest]!) fullest = place
      return { day: days[fullest]!, filled: counts[fullest]! }
    },
  }
}
