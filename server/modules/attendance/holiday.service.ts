import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { eachDay } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import type { Refusal } from '../../core/refusal.ts'
import { refuseStale } from '../../core/version.ts'
import { calendarsFor, fallsOn, holidaysFor, refuseHoliday, yearlyRule } from '../working-time/index.ts'
import type { HolidayEntry, YearlyRule } from '../working-time/index.ts'
import { readFree } from './day.queries.ts'
import type { DayTables } from './day.queries.ts'
import * as contract from './holiday.contract.ts'
import type { Holiday } from './holiday.contract.ts'
import { lockCalendar, spansOf, tellRecompute } from './holiday-calendar.service.ts'
import type { CalendarCtx } from './holiday-calendar.service.ts'
import { refuseRange, requireVisible } from './range.queries.ts'

/** The holidays of a person from a day to a day: one's own, or those of somebody inside the reach of seeing attendance. */
export async function listHolidays(
  ctx: Ctx<DayTables | 'employee'>,
  { from, to, employeeId: asked }: Query<typeof contract.listHolidays>,
): Promise<Data<typeof contract.listHolidays>> {
  refuseRange(from, to)
  const employeeId = asked ?? ctx.actor.employeeId ?? nobody
  if (asked && asked !== ctx.actor.employeeId) await requireVisible(ctx, asked)
  const { branchOn, names, ...free } = await readFree(ctx, employeeId, from, to)
  const holidays = eachDay(from, to).flatMap((day) => {
    const who = { employeeId, branchId: branchOn(day) }
    const found = holidaysFor(day, who, free)
    if (found.length === 0) return []
    const decides = calendarsFor(day, who, free.uses).find((use) =>
      free.entries.some((entry) => entry.calendarId === use.calendarId && fallsOn(entry, day)),
    )
    return found.map(({ name, portion }) => ({ day, name, portion, calendarName: names.get(decides?.calendarId ?? '') ?? '' }))
  })
  return { holidays }
}

/** An account without an employee sees what holds for the company. */
const nobody = '00000000-0000-0000-0000-000000000000'

export async function listEntries(ctx: Ctx<'holiday' | 'holidayCalendar'>, calendarId: string, ask: Query<typeof contract.listEntries>) {
  const calendar = await ctx.tx
    .selectFrom('holidayCalendar')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', calendarId)
    .executeTakeFirst()
  if (!calendar) throw fail.notFound()
  let query = selectHolidays(ctx).where('calendarId', '=', calendarId)
  if (ask.year !== undefined) {
    const [first, last] = [`${ask.year}-01-01`, `${ask.year}-12-31`]
    query = query.where((eb) =>
      eb.or([
        eb.and([eb('firstDay', '<=', last), eb('lastDay', '>=', first)]),
        eb.and([
          eb('yearly', 'is not', null),
          eb(eb.fn.coalesce('fromYear', eb.lit(0)), '<=', ask.year!),
          eb(eb.fn.coalesce('toYear', eb.lit(9999)), '>=', ask.year!),
        ]),
      ]),
    )
  }
  const ordered = ask.year === undefined ? query.orderBy('firstDay') : query.orderBy(placeIn(ask.year))
  const { rows: holidays, pagination } = await fetchPage(ordered.orderBy('name').orderBy('id'), ask)
  return { holidays, pagination }
}

/** About when in a year a holiday is: its first date; of a rule its month and day, of one by Easter April. */
const placeIn = (year: number) => sql<string>`coalesce(to_char(first_day, 'YYYY-MM-DD'), ${String(year)}::text || '-' ||
  lpad(coalesce(yearly ->> 'month', '4'), 2, '0') || '-' ||
  lpad(coalesce(yearly ->> 'day', case when yearly ->> 'nth' = '-1' then '31' else (7 * coalesce((yearly ->> 'nth')::int, 1))::text end), 2, '0'))`

function selectHolidays(ctx: Ctx<'holiday'>) {
  return ctx.tx
    .selectFrom('holiday')
    .select(['id', 'calendarId', 'name', 'firstDay', 'lastDay', 'fromYear', 'toYear', 'isPublic', 'version'])
    .select([sql<Holiday['portion']>`portion`.as('portion'), sql<Holiday['yearly']>`yearly`.as('yearly')])
    .where('companyId', '=', ctx.companyId)
}

export async function createHoliday(ctx: CalendarCtx, ask: Body<typeof contract.createHoliday>) {
  const { holiday, touched } = await addHoliday(ctx, ask)
  return { holiday, recomputeId: await tellRecompute(ctx, 'holiday-created', spansOf(touched)) }
}

/** Puts a holiday into a calendar; the days that it touches are the caller's to have computed anew. */
export async function addHoliday(ctx: CalendarCtx, { calendarId, name, ...ask }: Body<typeof contract.createHoliday>) {
  await requireCalendar(ctx, calendarId)
  const entry = entryOf({ ...blank, ...ask })
  const id = newId()
  await ctx.tx
    .insertInto('holiday')
    .values({ companyId: ctx.companyId, id, calendarId, name: name.trim(), ...rowOf(entry) })
    .execute()
  const holiday = await getHoliday(ctx, id)
  await ctx.emit(contract.holidayCreated, { subject: { type: 'holiday', id }, after: holiday, data: { name: holiday.name } })
  return { holiday, touched: [entry] }
}

export async function updateHoliday(ctx: CalendarCtx, id: string, ask: Body<typeof contract.updateHoliday>) {
  const { holiday, touched } = await changeHoliday(ctx, id, ask)
  return { holiday, recomputeId: await tellRecompute(ctx, 'holiday-updated', spansOf(touched)) }
}

/** Changes a holiday; the days that it touched and touches are the caller's to have computed anew. */
export async function changeHoliday(ctx: CalendarCtx, id: string, { version, name, ...changes }: Body<typeof contract.updateHoliday>) {
  const before = await lockHoliday(ctx, id)
  refuseStale(version, before.version)
  const old = before as unknown as Parts
  // A new first day alone moves a holiday of one date.
  const moved = changes.firstDay && changes.lastDay === undefined && before.firstDay === before.lastDay ? { lastDay: changes.firstDay } : {}
  const entry = entryOf({ ...old, ...changes, ...moved })
  await ctx.tx
    .updateTable('holiday')
    .set((eb) => ({ ...rowOf(entry), ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const holiday = await getHoliday(ctx, id)
  await ctx.emit(contract.holidayUpdated, { subject: { type: 'holiday', id }, before, after: holiday, data: { name: holiday.name } })
  return { holiday, touched: [old as HolidayParts, entry] }
}

export async function removeHoliday(ctx: CalendarCtx, id: string) {
  const before = await lockHoliday(ctx, id)
  await ctx.tx.deleteFrom('holiday').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.holidayRemoved, { subject: { type: 'holiday', id }, before, data: { name: before.name } })
  await tellRecompute(ctx, 'holiday-removed', spansOf([before as unknown as HolidayParts]))
  return {}
}

type HolidayParts = Omit<HolidayEntry, 'calendarId' | 'name'>
type Parts = Omit<HolidayParts, 'yearly'> & { yearly: Holiday['yearly'] }
const blank: Parts = { portion: 'full', firstDay: null, lastDay: null, yearly: null, fromYear: null, toYear: null }

/** The parts of a holiday as the rules read them. Throws what is wrong with them. */
function entryOf({ yearly: asked, firstDay, lastDay, portion, fromYear, toYear }: Parts): HolidayParts {
  const yearly: YearlyRule | Refusal | null = asked && yearlyRule(asked)
  if (yearly && 'code' in yearly) throw fail.unprocessable(yearly.code, yearly.message, yearly.details)
  const entry = { portion, firstDay, lastDay: lastDay ?? firstDay, yearly, fromYear, toYear }
  const refusal = refuseHoliday(entry)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  return entry
}

const rowOf = ({ yearly, ...entry }: HolidayParts) => ({ ...entry, yearly: yearly && JSON.stringify(yearly) })

async function getHoliday(ctx: Ctx<'holiday'>, id: string): Promise<Holiday> {
  const holiday = await selectHolidays(ctx).where('id', '=', id).executeTakeFirst()
  if (!holiday) throw fail.notFound()
  return holiday
}

async function lockHoliday(ctx: Ctx<'holiday'>, id: string): Promise<Holiday> {
  const holiday = await selectHolidays(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!holiday) throw fail.notFound()
  return holiday
}

/** A calendar in a body is told apart from a path: it is a reference that is not there. */
async function requireCalendar(ctx: CalendarCtx, calendarId: string) {
  await lockCalendar(ctx, calendarId, 'share')
}
