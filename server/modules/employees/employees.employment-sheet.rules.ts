import { addDays } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { Row, RowChange, Stay } from './employees.employment.rules.ts'

/** A row as a file gives it: by its first day, with what the file says of it; a last day that is undefined is not said. */
export type GivenRow = RowChange & { readonly id: string; readonly firstDay: string; readonly lastDay?: string | null | undefined }

const blank = {
  title: null,
  departmentId: null,
  branchId: null,
  managerId: null,
  positionId: null,
  workingPatternId: null,
  contractKind: 'permanent',
  weeklyHours: null,
  salaryRef: null,
  note: null,
}

/**
 * A person's employments with those of a file put among them: one that begins on the same day is changed, another is new and carries
 * over what the file does not say from the one before it. Where the file says no last days, each ends when the next begins. Refuses
 * what would overlap, and a stay that does not begin on the day of joining, end on the last day, and go on without a gap in between;
 * what lies before belongs to earlier stays, between which there may be time.
 */
export function mergeRows(before: readonly Row[], { joinedOn, leftOn }: Stay, given: readonly GivenRow[]): Row[] | Refusal {
  const known = new Set(before.map(({ id }) => id))
  const changes = new Map(given.map((row) => [row.id, row]))
  const all = [...before, ...given.filter(({ id }) => !known.has(id))].sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
  const rows: Row[] = []
  for (const { id, firstDay } of all) {
    const change = changes.get(id)
    const old = before.find((row) => row.id === id)
    const former = rows.at(-1)
    const reason = former && former.firstDay >= joinedOn ? 'other' : 'hire'
    const base = old ?? { ...blank, ...former, id, firstDay, lastDay: null, reason, note: null }
    rows.push(change ? { ...base, ...said(change) } : base)
  }
  return refuseStays(closed(rows, changes, leftOn), { joinedOn, leftOn }) ?? closed(rows, changes, leftOn)
}

const said = (change: GivenRow) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Omit<Row, 'id'>>

/** With the last days that the file does not say. */
function closed(rows: readonly Row[], changes: ReadonlyMap<string, GivenRow>, leftOn: string | null): Row[] {
  if ([...changes.values()].some(({ lastDay }) => lastDay !== undefined)) return [...rows]
  return rows.map((row, index) => {
    const next = rows[index + 1]
    if (!next) return changes.has(row.id) && row.lastDay === null ? { ...row, lastDay: leftOn } : row
    return row.lastDay === null || row.lastDay >= next.firstDay ? { ...row, lastDay: addDays(next.firstDay, -1) } : row
  })
}

function refuseStays(rows: readonly Row[], { joinedOn, leftOn }: Stay): Refusal | null {
  for (const [index, { firstDay, lastDay }] of rows.entries()) {
    const next = rows[index + 1]
    if (lastDay !== null && lastDay < firstDay)
      return refusal('EMPLOYMENT_DAYS', `The employment from ${firstDay} cannot end on ${lastDay}.`, { firstDay, lastDay })
    if (!next) continue
    const details = { firstDay, lastDay, nextDay: next.firstDay }
    if (lastDay === null || lastDay >= next.firstDay)
      return refusal(
        'EMPLOYMENT_OVERLAP',
        `The employment from ${firstDay} does not end before the one from ${next.firstDay} begins.`,
        details,
      )
    if (firstDay >= joinedOn && addDays(lastDay, 1) !== next.firstDay)
      return refusal('EMPLOYMENT_GAP', `Between ${lastDay} and ${next.firstDay} nothing is said of this person.`, details)
  }
  const first = rows.find(({ firstDay }) => firstDay >= joinedOn)
  if (first?.firstDay !== joinedOn)
    return refusal('EMPLOYMENT_BEFORE_JOINING', `This person joined on ${joinedOn}; an employment must begin on that day.`, { joinedOn })
  const { lastDay } = rows.at(-1)!
  if (lastDay !== leftOn) {
    const end = leftOn === null ? 'be open-ended, for this person does not leave' : `end on ${leftOn}, the last day of this person`
    return refusal('EMPLOYMENT_END', `The last employment must ${end}.`, { lastDay, leftOn })
  }
  return null
}

const refusal = (code: string, message: string, details: Refusal['details']): Refusal => ({ code, message, details })
