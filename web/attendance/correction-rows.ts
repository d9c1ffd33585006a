import { addDays } from '../ui/days.ts'

export type Act = 'start' | 'break' | 'resume' | 'end'
/** An entry as it is edited; `time` is HH:MM, empty while it is being filled in. */
export type Row = { id: number; kind: Act; time: string; breakTypeId: string | null }

export function rowsOf(entries: readonly { kind: Act; at: string; breakTypeId?: string | null }[], clockOf: (at: string) => string): Row[] {
  return entries.map(({ kind, at, breakTypeId }, id) => ({ id, kind, time: clockOf(at), breakTypeId: breakTypeId ?? null }))
}

/** The instants of these times: one that is before the one above it is of the next date. */
export function instantsOf(rows: readonly Row[], date: string, instantOf: (day: string, time: string) => string) {
  let day = date
  return rows.map(({ kind, time, breakTypeId }, index) => {
    if (time < (rows[index - 1]?.time ?? '')) day = addDays(day, 1)
    return { kind, at: instantOf(day, time), ...(breakTypeId !== null && { breakTypeId }) }
  })
}
