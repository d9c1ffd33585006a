import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Data, Query, Static } from '../../core/contract.ts'
import { daysBetween, eachDay } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { statement } from '../../core/statement.ts'
import type { AttendanceDay as DayShape, listDays as listDaysContract } from './attendance.contract.ts'
import { clockStateOf, computeDay } from './attendance.rules.ts'
import type { AttendanceDay } from './attendance.rules.ts'
import { readDaySources } from './day.queries.ts'
import type { DaySources } from './day.queries.ts'

type StoreCtx = Ctx<
  'attendanceDay' | 'employment' | 'workingPattern' | 'holiday' | 'leaveRequest' | 'leaveRequestDay' | 'attendanceEntry' | 'companySettings'
>
type ListCtx = Ctx<
  'employee' | 'employment' | 'workingPattern' | 'holiday' | 'leaveRequest' | 'leaveRequestDay' | 'attendanceEntry' | 'companySettings'
>

const longestRangeDays = 366

/**
 * Computes one day from its sources and stores it; called by whatever changed one of them, in the same transaction. A stretch
 * that still runs is left out: whoever reads the day counts it from its start.
 */
export async function recomputeDay(ctx: StoreCtx, employeeId: string, workDate: string, sources: DaySources): Promise<AttendanceDay> {
  const isRunning = clockStateOf(sources.entriesOf(workDate)) !== 'off'
  const day = dayOf(sources, workDate, isRunning ? undefined : ctx.now)
  const { open: _, ...row } = day
  await storeDay(ctx, { employeeId, workDate, ...row })
  return day
}

type DayRow = Omit<AttendanceDay, 'open'> & { employeeId: string; workDate: string }

const storeDay = statement((ctx: Ctx<'attendanceDay'>, { employeeId, workDate, ...row }: DayRow) =>
  ctx.tx
    .insertInto('attendanceDay')
    .values({ companyId: ctx.companyId, employeeId, workDate, ...row })
    .onConflict((conflict) => conflict.columns(['companyId', 'employeeId', 'workDate']).doUpdateSet(row)),
)

/** Recomputes the days of a range that have entries or leave; the others are empty and computed when they are read. */
export async function recomputeDays(ctx: StoreCtx, employeeId: string, from: string, to: string) {
  const sources = await readDaySources(ctx, employeeId, from, to)
  const stored = await ctx.tx
    .selectFrom('attendanceDay')
    .select('workDate')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('workDate', '>=', from)
    .where('workDate', '<=', to)
    .execute()
  const known = new Set(stored.map(({ workDate }) => workDate))
  const touched = eachDay(from, to).filter((day) => known.has(day) || sources.leaveOf(day) || sources.entriesOf(day).length > 0)
  await Promise.all(touched.map((day) => recomputeDay(ctx, employeeId, day, sources)))
}

/** Every date of a range for one person, computed from what is true now, so that empty and unfinished days are right too. */
export async function listDays(
  ctx: ListCtx,
  { employeeId: asked, from, to }: Query<typeof listDaysContract>,
): Promise<Data<typeof listDaysContract>> {
  const span = daysBetween(from, to)
  if (span < 0) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { from, to })
  if (span >= longestRangeDays)
    throw fail.unprocessable('RANGE_TOO_LONG', `At most ${longestRangeDays} dates can be listed at once.`, {
      asked: span + 1,
      limit: longestRangeDays,
    })
  const employeeId = asked ?? ctx.actor.employeeId
  if (!employeeId) throw fail.notFound()
  const seen = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, 'attendance.read', 'employee.id'))
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
  const sources = await readDaySources(ctx, employeeId, from, to)
  return { employeeId, days: eachDay(from, to).map((date) => shown(date, dayOf(sources, date, ctx.now), sources)) }
}

function dayOf(sources: DaySources, workDate: string, until: string | undefined): AttendanceDay {
  const settings = sources.settingsOf(workDate)
  return computeDay({
    workDate,
    zone: settings.timeZone,
    entries: sources.entriesOf(workDate),
    schedule: sources.scheduleOf(workDate),
    graceMinutes: settings.attendanceGraceMinutes,
    ...(until !== undefined && { until }),
    leave: sources.leaveOf(workDate),
  })
}

function shown(date: string, { open: _, ...day }: AttendanceDay, sources: DaySources): Static<typeof DayShape> {
  return { date, ...day, holidayName: sources.scheduleOf(date).holiday?.name ?? null }
}
