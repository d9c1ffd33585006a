import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'
import { requireBreakType } from './break-type.service.ts'
import { refuseClosedMonth } from './closed-month.queries.ts'
import { readDayWith } from './correction.queries.ts'
import { correctableDays, isSameDay, refuseWanted } from './correction.rules.ts'
import type { Wanted } from './correction.rules.ts'
import type { DayTables } from './day.queries.ts'

export type CheckTables = DayTables | 'attendanceClock'
type CheckCtx = Ctx<CheckTables>
export type Asked = readonly { kind: Wanted['kind']; at: string; breakTypeId?: string | null | undefined }[]

/** Instants as they are kept, whatever offset they came with. */
export const wantedOf = (asked: Asked): Wanted[] =>
  asked.map(({ kind, at, breakTypeId }) => ({ kind, at: new Date(at).toISOString(), breakTypeId: breakTypeId ?? null }))

/** The day before and after with the entries wanted, and why they are refused; the same when asked, changed and applied. */
export async function checkDay(ctx: CheckCtx, employeeId: string, date: string, wanted: readonly Wanted[]) {
  const day = await readDayWith(ctx, employeeId, date, wanted)
  const { before, after } = day.sides
  const addedMinutes = after.figures.workedMinutes - before.figures.workedMinutes
  return {
    ...day,
    addedMinutes,
    refusal:
      refuseDate(ctx, date, day) ??
      (await refuseClosedMonth(ctx, date)) ??
      (await refuseRunning(ctx, employeeId, date)) ??
      refuseEntries(ctx, date, wanted, day),
  }
}

type Day = Awaited<ReturnType<typeof readDayWith>>

function refuseDate(ctx: CheckCtx, date: string, { sources }: Day): Refusal | null {
  const [first, last] = [addDays(ctx.today, -correctableDays), ctx.today]
  if (date < first || date > last) {
    const message = date > last ? 'A day to come cannot be corrected.' : `Days are corrected for ${correctableDays} days, not longer.`
    return { code: 'CORRECTION_DATE', message, details: { field: 'date', date, expected: { from: first, to: last } } }
  }
  if (sources.scheduleOf(date).kind !== 'not-employed') return null
  return { code: 'CORRECTION_NOT_EMPLOYED', message: 'The person was not employed on this date.', details: { field: 'date', date } }
}

/** Today is corrected once its clock is off; a clock that somebody forgot on an earlier date is ended by the correction. */
async function refuseRunning(ctx: CheckCtx, employeeId: string, date: string): Promise<Refusal | null> {
  if (date !== ctx.today) return null
  const running = await ctx.tx
    .selectFrom('attendanceClock')
    .select(['since'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('workDate', '=', date)
    .where('state', '!=', 'off')
    .executeTakeFirst()
  if (!running) return null
  return {
    code: 'CORRECTION_RUNNING',
    message: 'The clock of this day still runs; stop it first.',
    details: { field: 'date', since: running.since },
  }
}

function refuseEntries(ctx: CheckCtx, workDate: string, wanted: readonly Wanted[], { sources, entries, others }: Day): Refusal | null {
  const refusal = refuseWanted(wanted, { workDate, zone: sources.zoneOf(workDate), now: ctx.now, dateOf: sources.workDateOf, others })
  if (refusal || !isSameDay(wanted, entries)) return refusal
  return { code: 'CORRECTION_UNCHANGED', message: 'The day already is like this.', details: { field: 'entries' } }
}

/** Breaks are of types that can be chosen now. */
export async function requireBreaks(ctx: Ctx<'breakType'>, wanted: readonly Wanted[]) {
  for (const [index, { kind, breakTypeId }] of wanted.entries()) {
    if (breakTypeId === null) continue
    const field = `entries[${index}].breakTypeId`
    if (kind !== 'break') throw fail.unprocessable('BREAK_TYPE_UNFIT', 'Only a break has a type.', { field, kind })
    await requireBreakType(ctx, breakTypeId, field)
  }
}

/** What is wrong with the entries is the asker's to mend; what the day has become meanwhile is a conflict. */
export function refused({ code, message, details }: Refusal) {
  return conflicts.has(code) ? fail.conflict(code, message, details) : fail.unprocessable(code, message, details)
}

const conflicts: ReadonlySet<string> = new Set(['CORRECTION_RUNNING', 'CORRECTION_OVERLAPS', 'MONTH_CLOSED'])
