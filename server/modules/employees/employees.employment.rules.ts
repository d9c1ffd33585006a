import { addDays } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'

/** Days from the first to the last, both included, 'YYYY-MM-DD'; a last day of null is open-ended. */
export type Span = { readonly firstDay: string; readonly lastDay: string | null }

/** What an employment says beside its days. */
export type Terms = {
  readonly title: string | null
  readonly departmentId: string | null
  readonly branchId: string | null
  readonly managerId: string | null
  readonly positionId: string | null
  readonly workingPatternId: string | null
  readonly contractKind: string
  readonly weeklyHours: string | null
  readonly salaryRef: string | null
}

/** One employment of a person. */
export type Row = Span & Terms & { readonly id: string; readonly reason: string; readonly note: string | null }

/** From joining to leaving; employments before it belong to an earlier time with the company. */
export type Stay = { readonly joinedOn: string; readonly leftOn: string | null }

type Words = { readonly reason?: string; readonly note?: string | null }
/** What a row may be given; what is undefined or left out stays. */
export type RowChange = { readonly [K in keyof Terms]?: Terms[K] | undefined } & { [K in keyof Words]?: Words[K] | undefined }

/** Whether a span holds a day. */
export const covers = ({ firstDay, lastDay }: Span, day: string): boolean => firstDay <= day && (lastDay === null || lastDay >= day)

/**
 * A new row from `firstDay` on, that carries over what `change` leaves out: the row in force on that day ends the day before, later
 * rows keep theirs. `rows` are one person's, oldest first. Refuses a day before joining, one without employment, and one on which a row
 * begins already, unless `sameDay` is 'change': then that row is changed itself.
 */
export function startRow(
  rows: readonly Row[],
  { joinedOn }: Stay,
  { id, firstDay, sameDay }: { readonly id: string; readonly firstDay: string; readonly sameDay: 'change' | 'refuse' },
  change: RowChange,
): Row[] | Refusal {
  if (firstDay < joinedOn) {
    return { code: 'EMPLOYMENT_BEFORE_JOINING', message: `This person joined on ${joinedOn}.`, details: { firstDay, joinedOn } }
  }
  const current = rows.find((row) => covers(row, firstDay))
  if (!current) {
    return {
      code: 'NOT_EMPLOYED',
      message: `This person is not employed on ${firstDay}, so there is nothing to change.`,
      details: { firstDay },
    }
  }
  const words = { reason: change.reason ?? 'other', note: change.note ?? null }
  if (current.firstDay === firstDay) {
    if (sameDay === 'refuse') {
      return {
        code: 'EMPLOYMENT_STARTS_THEN',
        message: `An employment of this person begins on ${firstDay} already; correct that one.`,
        details: { firstDay, employmentId: current.id },
      }
    }
    // Why the row began stays what it was.
    return replaced(rows, { ...current, ...given({ ...change, reason: undefined }) })
  }
  const next: Row = { ...current, ...given(change), ...words, id, firstDay }
  return inOrder([...replaced(rows, { ...current, lastDay: addDays(firstDay, -1) }), next])
}

/**
 * A row with other values, and with another first day when `firstDay` is given: the row before it ends the day before, or goes on until
 * then. The first row of a stay moves the day of joining with it. Refuses a first day that would swallow a neighbour.
 */
export function correctRow(
  rows: readonly Row[],
  stay: Stay,
  id: string,
  { firstDay, ...change }: RowChange & { readonly firstDay?: string | undefined },
): { rows: Row[]; joinedOn: string } | Refusal {
  const index = rows.findIndex((row) => row.id === id)
  const row = { ...rows[index]!, ...given(change) }
  if (firstDay === undefined || firstDay === row.firstDay) return { rows: replaced(rows, row), joinedOn: stay.joinedOn }
  const before = rows[index - 1]
  const isFirst = row.firstDay === stay.joinedOn
  const isOver = row.firstDay < stay.joinedOn
  // The row before must keep a day; an earlier stay may end on the day before.
  const earliest = before && (isFirst ? before.lastDay : before.firstDay)
  if (isOver || (earliest && firstDay <= earliest) || (row.lastDay !== null && firstDay > row.lastDay)) {
    return {
      code: 'EMPLOYMENT_CANNOT_MOVE',
      message: 'An employment can only begin after the one before it began and no later than it ends.',
      details: { firstDay, after: earliest ?? null, until: row.lastDay },
    }
  }
  const moved = replaced(rows, { ...row, firstDay })
  if (isFirst) return { rows: moved, joinedOn: firstDay }
  return { rows: replaced(moved, { ...before!, lastDay: addDays(firstDay, -1) }), joinedOn: stay.joinedOn }
}

/** Without a row that has not begun; the one before it goes on in its place. Refuses one that has begun, and the only one of a stay. */
export function removeRow(rows: readonly Row[], { joinedOn }: Stay, id: string, today: string): Row[] | Refusal {
  const index = rows.findIndex((row) => row.id === id)
  const row = rows[index]!
  if (row.firstDay <= today) {
    return {
      code: 'EMPLOYMENT_BEGUN',
      message: `This employment began on ${row.firstDay}; what has been is corrected, not taken back.`,
      details: { firstDay: row.firstDay, today },
    }
  }
  if (row.firstDay === joinedOn) {
    return { code: 'EMPLOYMENT_FIRST', message: 'A person is employed from the day of joining on.', details: { firstDay: row.firstDay } }
  }
  const rest = rows.filter((one) => one !== row)
  return replaced(rest, { ...rows[index - 1]!, lastDay: row.lastDay })
}

/** The rows of a stay end on `leftOn`, those that would begin later are dropped; with null the last one is open-ended again. */
export function endRows(rows: readonly Row[], { joinedOn, leftOn }: Stay): Row[] {
  const kept = rows.filter(({ firstDay }) => leftOn === null || firstDay <= leftOn || firstDay < joinedOn)
  const last = kept.at(-1)
  return last && last.firstDay >= joinedOn ? replaced(kept, { ...last, lastDay: leftOn }) : kept
}

/**
 * The rows of a stay that was ended on `leftOn` go on as if it had not been. A position is not given back, because somebody else may
 * hold it now: without it a new row, named `id`, begins on the day after.
 */
export function reopenRows(rows: readonly Row[], { joinedOn, leftOn }: Stay, id: string): Row[] {
  const last = rows.at(-1)
  if (!last || last.positionId === null || leftOn === null) return endRows(rows, { joinedOn, leftOn: null })
  return [...rows, { ...last, id, firstDay: addDays(leftOn, 1), lastDay: null, positionId: null, reason: 'other', note: null }]
}

/** Who reported to `from` reports to `to` from `firstDay` on; days before stay as they were. `newId` names each row that is added. */
export function handOver(
  rows: readonly Row[],
  { from, to, firstDay }: { readonly from: string; readonly to: string | null; readonly firstDay: string },
  newId: () => string,
): Row[] {
  return inOrder(
    rows.flatMap((row): Row[] => {
      if (row.managerId !== from || (row.lastDay !== null && row.lastDay < firstDay)) return [row]
      if (row.firstDay >= firstDay) return [{ ...row, managerId: to }]
      return [
        { ...row, lastDay: addDays(firstDay, -1) },
        { ...row, managerId: to, id: newId(), firstDay, reason: 'manager', note: null },
      ]
    }),
  )
}

/**
 * Which rows need a seat of their position that their person did not hold before on every day of theirs. What was held already is not
 * asked for again, so that a position above its headcount hinders nobody who is in it.
 */
export function seatsNeeded(before: readonly Row[], after: readonly Row[]): (Row & { readonly positionId: string })[] {
  return after.filter((row): row is Row & { readonly positionId: string } => row.positionId !== null && !before.some(holds(row)))
}

const holds = (row: Row) => (one: Row) =>
  one.positionId === row.positionId &&
  one.firstDay <= row.firstDay &&
  (one.lastDay === null || (row.lastDay !== null && one.lastDay >= row.lastDay))

/** What a change of these fields is called when nobody says: by the widest of them. */
export function reasonOf({ departmentId, branchId, positionId, title, managerId, ...rest }: RowChange): string {
  if (departmentId !== undefined || branchId !== undefined) return 'transfer'
  if (positionId !== undefined || title !== undefined) return 'other'
  if (Object.values(rest).some((value) => value !== undefined)) return 'contract'
  return managerId === undefined ? 'other' : 'manager'
}

const inOrder = (rows: readonly Row[]) => [...rows].sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
const replaced = (rows: readonly Row[], fresh: Row) => rows.map((row) => (row.id === fresh.id ? fresh : row))
const given = (change: RowChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Omit<Row, 'id' | 'firstDay' | 'lastDay'>>
