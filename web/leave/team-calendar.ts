import { addDays } from '../ui/days.ts'

export type Span = { firstDay: string; lastDay: string }
/** A stretch of one row: leave over some columns, or one free day. */
export type Cell<A> = { day: string; span: number; absence: A | null }

/** The days of a range, both ends included. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

/** Absences in as few rows as they fit into without covering each other, each row cut into cells that fill the range. */
export function rowsOf<A extends Span>(absences: readonly A[], days: readonly string[]): Cell<A>[][] {
  const lanes: A[][] = []
  for (const absence of absences.toSorted((a, b) => (a.firstDay < b.firstDay ? -1 : 1))) {
    const lane = lanes.find((one) => one.at(-1)!.lastDay < absence.firstDay)
    if (lane) lane.push(absence)
    else lanes.push([absence])
  }
  return lanes.map((lane) => cellsOf(lane, days))
}

function cellsOf<A extends Span>(lane: readonly A[], days: readonly string[]): Cell<A>[] {
  const cells: Cell<A>[] = []
  for (let at = 0; at < days.length;) {
    const day = days[at]!
    const absence = lane.find((one) => one.firstDay <= day && day <= one.lastDay) ?? null
    const span = absence ? days.slice(at).filter((one) => one <= absence.lastDay).length : 1
    cells.push({ day, span, absence })
    at += span
  }
  return cells
}
