import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'
import type { Data, Query, Static } from '../../core/contract.ts'
import { addDays, eachDay } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { statement } from '../../core/statement.ts'
import type { AttendanceDay as DayShape, listDays as listDaysContract } from './attendance.contract.ts'
import { clockStateOf } from './attendance.rules.ts'
import type { AttendanceDay } from './day.rules.ts'
import { readDaySources, readSourcesOf } from './day.queries.ts'
import type { DayTables } from './day.queries.ts'
import type { DaySources } from './day-sources.queries.ts'
import { refuseRange, requireVisible } from './range.queries.ts'

/** What is read and written to store a day. */
export type StoreTables = DayTables | 'attendanceDay' | 'employee'
type StoreCtx = Ctx<StoreTables>
type ListCtx = Ctx<DayTables | 'employee'>

/**
 * Computes one day from its sources and stores it, unless its month is closed; called by whatever changed one of them, in the same
 * transaction. A stretch that still runs is left out: whoever reads the day counts it from its start.
 * @returns the day, and when it is stored
 */
export function recomputeDay(
  ctx: Ctx<DayTables | 'attendanceDay'>,
  employeeId: string,
  workDate: string,
  sources: DaySources,
): { day: AttendanceDay; stored: Promise<unknown> } {
  const day = asStored(ctx, workDate, sources)
  if (sources.isClosed(workDate)) return { day, stored: Promise.resolve() }
  const { open: _, ...row } = day
  return { day, stored: storeDay(ctx, { employeeId, workDate, ...row, overtimeShares: JSON.stringify(row.overtimeShares) }) }
}

function asStored(ctx: Bound, workDate: string, sources: DaySources): AttendanceDay {
  const isRunning = clockStateOf(sources.entriesOf(workDate)) !== 'off'
  return sources.dayOf(workDate, isRunning ? undefined : ctx.now)
}

type DayRow = Omit<AttendanceDay, 'open'> & { employeeId: string; workDate: string }
type StoredRow = Omit<DayRow, 'overtimeShares'> & { overtimeShares: string }

const storeDay = statement((ctx: Ctx<'attendanceDay'>, { employeeId, workDate, ...row }: StoredRow) =>
  ctx.tx
    .insertInto('attendanceDay')
    .values({
      companyId: ctx.companyId,
      employeeId,
      workDate,
      ...row,
      overtimeState: sql<string | null>`case when ${row.overtimeMinutes}::int > 0 then 'to-approve' end`,
    })
    .onConflict((conflict) =>
      conflict.columns(['companyId', 'employeeId', 'workDate']).doUpdateSet({ ...row, overtimeState: overtimeStateAnew }),
    ),
)

/** A decision about overtime holds for the figures it was made about; computed anew to the same ones, it stays. */
const overtimeStateAnew = sql<string | null>`case when excluded.overtime_minutes = 0 then null
  when attendance_day.overtime_state is not null and
    (attendance_day.overtime_shares, attendance_day.worked_minutes, attendance_day.first_start_at, attendance_day.last_end_at) is not distinct from
    (excluded.overtime_shares, excluded.worked_minutes, excluded.first_start_at, excluded.last_end_at) then attendance_day.overtime_state
  else 'to-approve' end`

/** Recomputes the days of a range that have entries or leave; the others are empty and computed when they are read. */
export const recomputeDays = (ctx: StoreCtx, employeeId: string, from: string, to: string) => recomputeTouched(ctx, [employeeId], from, to)

/**
 * The same of several people. Stored days of the week after are computed as well, for rules that count over the week. What an
 * entry has left behind on a date where it no longer counts is stored there, so it is found.
 */
export async function recomputeTouched(ctx: StoreCtx, employeeIds: readonly string[], from: string, to: string) {
  await holdPunches(ctx, employeeIds)
  const until = addDays(to, 6)
  const [sourcesOf, stored] = await Promise.all([readSourcesOf(ctx, employeeIds, from, until), storedDays(ctx, employeeIds, from, until)])
  const known = new Set(stored.map(({ employeeId, workDate }) => `${employeeId} ${workDate}`))
  const rows = employeeIds.flatMap((employeeId) => {
    const sources = sourcesOf(employeeId)
    const isTouched = (day: string) =>
      known.has(`${employeeId} ${day}`) || (day <= to && (sources.leaveOf(day) !== null || sources.entriesOf(day).length > 0))
    return eachDay(from, until)
      .filter((day) => isTouched(day) && !sources.isClosed(day))
      .map((day) => rowOf(ctx, employeeId, day, sources))
  })
  await storeDays(ctx, rows)
}

/** Recomputes the stored days of people in a range, and tells how many those were. The same days again are the same rows. */
export async function recomputeStored(ctx: StoreCtx, employeeIds: readonly string[], from: string, to: string) {
  await holdPunches(ctx, employeeIds)
  const [sourcesOf, stored] = await Promise.all([readSourcesOf(ctx, employeeIds, from, to), storedDays(ctx, employeeIds, from, to)])
  const ofPerson = new Map(employeeIds.map((id) => [id, sourcesOf(id)]))
  await storeDays(
    ctx,
    stored
      .filter(({ employeeId, workDate }) => !ofPerson.get(employeeId)!.isClosed(workDate))
      .map(({ employeeId, workDate }) => rowOf(ctx, employeeId, workDate, ofPerson.get(employeeId)!)),
  )
  return stored.length
}

const peopleAtOnce = 50

/**
 * Stores every day of a range for the people after this id who are employed in it, also days on which nothing happened.
 * @returns after whom to go on; undefined when that was everybody
 */
export async function storeSome(ctx: StoreCtx, from: string, to: string, after: string): Promise<string | undefined> {
  let query = ctx.tx
    .selectFrom('employment')
    .select('employeeId')
    .distinct()
    .where('companyId', '=', ctx.companyId)
    .where('firstDay', '<=', to)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', from)]))
    .orderBy('employeeId')
    .limit(peopleAtOnce)
  if (after) query = query.where('employeeId', '>', after)
  const people = (await query.execute()).map(({ employeeId }) => employeeId)
  if (people.length > 0) await storeAll(ctx, people, from, to)
  return people.length === peopleAtOnce ? people.at(-1) : undefined
}

async function storeAll(ctx: StoreCtx, employeeIds: readonly string[], from: string, to: string) {
  await holdPunches(ctx, employeeIds)
  const sourcesOf = await readSourcesOf(ctx, employeeIds, from, to)
  const rows = employeeIds.flatMap((employeeId) => {
    const sources = sourcesOf(employeeId)
    const days = eachDay(from, to).filter((day) => sources.scheduleOf(day).kind !== 'not-employed' || sources.entriesOf(day).length > 0)
    return days.filter((day) => !sources.isClosed(day)).map((day) => rowOf(ctx, employeeId, day, sources))
  })
  await storeDays(ctx, rows)
}

/**
 * Nobody writes an entry of these people until this transaction ends, for an entry refers to the person: what is read now is
 * still so when the days are written. A punch that was there first is waited for.
 */
export async function holdPunches(ctx: Ctx<'employee'>, employeeIds: readonly string[]) {
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
  const typed = sql.join(columns.map((name) => sql`x.${sql.ref(name)}`))
  // Keys of the JSON are the columns' own names, as `json_populate_recordset` wants them.
  const keys = Object.keys(rows[0]!) as (keyof DayRow)[]
  const inColumns = keys.map((name) => [snake(name), name] as const)
  const json = JSON.stringify(rows.map((row) => Object.fromEntries(inColumns.map(([column, name]) => [column, row[name]]))))
  await sql`insert into attendance_day (company_id, employee_id, work_date, ${names}, overtime_state)
    select ${ctx.companyId}, x.employee_id, x.work_date, ${typed}, case when x.overtime_minutes > 0 then 'to-approve' end from json_populate_recordset(null::attendance_day, ${json}::json) as x
    on conflict (company_id, employee_id, work_date) do update set ${updates}, overtime_state = ${overtimeStateAnew}`.execute(ctx.tx)
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
  return { employeeId, days: eachDay(from, to).map((date) => shown(date, sources.dayOf(date, ctx.now), sources)) }
}

/** A day as the contract shows it. */
export function shown(date: string, { open: _, settled: _settled, ...day }: AttendanceDay, sources: DaySources): Static<typeof DayShape> {
  const { holiday, workedHoliday, shifts = [] } = sources.scheduleOf(date)
  // A holiday that was entered after its month was closed is not one of the day as it was stored.
  const isNamed = !sources.isClosed(date) || day.status === 'holiday' || day.status === 'day-off'
  return {
    date,
    ...day,
    holidayName: (isNamed && (holiday ?? workedHoliday)?.name) || null,
    shiftNames: shifts.map(({ name }) => name),
    location: sources.locationOf(date),
  }
}
