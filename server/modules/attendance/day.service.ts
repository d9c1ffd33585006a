import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'
import type { Data, Query, Static } from '../../core/contract.ts'
import { eachDay } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { statement } from '../../core/statement.ts'
import type { AttendanceDay as DayShape, listDays as listDaysContract } from './attendance.contract.ts'
import { clockStateOf, computeDay } from './attendance.rules.ts'
import type { AttendanceDay } from './attendance.rules.ts'
import { readDaySources, readSourcesOf } from './day.queries.ts'
import type { DaySources, DayTables } from './day.queries.ts'
import { refuseRange, requireVisible } from './range.queries.ts'

/** What is read and written to store a day. */
export type StoreTables = DayTables | 'attendanceDay' | 'employee'
type StoreCtx = Ctx<StoreTables>
type ListCtx = Ctx<DayTables | 'employee'>

/**
 * Computes one day from its sources and stores it; called by whatever changed one of them, in the same transaction. A stretch
 * that still runs is left out: whoever reads the day counts it from its start.
 */
export async function recomputeDay(
  ctx: Ctx<DayTables | 'attendanceDay'>,
  employeeId: string,
  workDate: string,
  sources: DaySources,
): Promise<AttendanceDay> {
  const day = asStored(ctx, workDate, sources)
  const { open: _, ...row } = day
  await storeDay(ctx, { employeeId, workDate, ...row })
  return day
}

function asStored(ctx: Bound, workDate: string, sources: DaySources): AttendanceDay {
  const isRunning = clockStateOf(sources.entriesOf(workDate)) !== 'off'
  return dayOf(sources, workDate, isRunning ? undefined : ctx.now)
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
  await holdPunches(ctx, [employeeId])
  const [sources, stored] = await Promise.all([readDaySources(ctx, employeeId, from, to), storedDays(ctx, [employeeId], from, to)])
  const known = new Set(stored.map(({ workDate }) => workDate))
  const touched = eachDay(from, to).filter((day) => known.has(day) || sources.leaveOf(day) || sources.entriesOf(day).length > 0)
  await storeDays(
    ctx,
    touched.map((workDate) => rowOf(ctx, employeeId, workDate, sources)),
  )
}

/** Recomputes the stored days of people in a range, and tells how many those were. The same days again are the same rows. */
export async function recomputeStored(ctx: StoreCtx, employeeIds: readonly string[], from: string, to: string) {
  await holdPunches(ctx, employeeIds)
  const [sourcesOf, stored] = await Promise.all([readSourcesOf(ctx, employeeIds, from, to), storedDays(ctx, employeeIds, from, to)])
  const ofPerson = new Map(employeeIds.map((id) => [id, sourcesOf(id)]))
  await storeDays(
    ctx,
    stored.map(({ employeeId, workDate }) => rowOf(ctx, employeeId, workDate, ofPerson.get(employeeId)!)),
  )
  return stored.length
}

/**
 * Nobody writes an entry of these people until this transaction ends, for an entry refers to the person: what is read now is
 * still so when the days are written. A punch that was there first is waited for.
 */
async function holdPunches(ctx: Ctx<'employee'>, employeeIds: readonly string[]) {
  await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where(sql<boolean>`id = any(${employeeIds}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

function storedDays(ctx: StoreCtx, employeeIds: readonly string[], from: string, to: string) {
  return ctx.tx
    .selectFrom('attendanceDay')
    .select(['employeeId', 'workDate'])
    .where('companyId', '=', ctx.companyId)
    .where(sql<boolean>`employee_id = any(${employeeIds}::uuid[])`)
    .where('workDate', '>=', from)
    .where('workDate', '<=', to)
    .execute()
}

function rowOf(ctx: StoreCtx, employeeId: string, workDate: string, sources: DaySources): DayRow {
  const { open: _, ...row } = asStored(ctx, workDate, sources)
  return { employeeId, workDate, ...row }
}

/** Many days in one statement. */
async function storeDays(ctx: Ctx<'attendanceDay'>, rows: readonly DayRow[]) {
  if (rows.length === 0) return
  const columns = Object.keys(rows[0]!).filter((name) => name !== 'employeeId' && name !== 'workDate')
  const names = sql.join(columns.map((name) => sql.ref(name)))
  const updates = sql.join(columns.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))
  const typed = sql.join([...columns].map((name) => sql`x.${sql.ref(name)}`))
  // Keys of the JSON are the columns' own names, as `json_populate_recordset` wants them.
  const json = JSON.stringify(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [snake(name), value]))))
  await sql`insert into attendance_day (company_id, employee_id, work_date, ${names})
    select ${ctx.companyId}, x.employee_id, x.work_date, ${typed} from json_populate_recordset(null::attendance_day, ${json}::json) as x
    on conflict (company_id, employee_id, work_date) do update set ${updates}`.execute(ctx.tx)
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Every date of a range for one person, computed from what is true now, so that empty and unfinished days are right too. */
export async function listDays(
  ctx: ListCtx,
  { employeeId: asked, from, to }: Query<typeof listDaysContract>,
): Promise<Data<typeof listDaysContract>> {
  refuseRange(from, to)
  const employeeId = asked ?? ctx.actor.employeeId
  if (!employeeId) throw fail.notFound()
  await requireVisible(ctx, employeeId)
  const sources = await readDaySources(ctx, employeeId, from, to)
  return { employeeId, days: eachDay(from, to).map((date) => shown(date, dayOf(sources, date, ctx.now), sources)) }
}

function dayOf(sources: DaySources, workDate: string, until: string | undefined): AttendanceDay {
  const settings = sources.settingsOf(workDate)
  return computeDay({
    workDate,
    zone: sources.zoneOf(workDate),
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
