import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import type { HolidayEntry } from '../working-time/index.ts'
import * as contract from './holiday-calendar.contract.ts'
import type { HolidayCalendar } from './holiday-calendar.contract.ts'
import { requirePlace } from './holiday.places.service.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables, Span } from './recompute.service.ts'

export type CalendarTables = RecomputeTables | 'holiday' | 'holidayCalendar' | 'holidayCalendarAssignment'
export type CalendarCtx = Ctx<CalendarTables>

export async function listCalendars(ctx: Ctx<'holiday' | 'holidayCalendar'>, ask: Query<typeof contract.listCalendars>) {
  const query = selectCalendars(ctx).orderBy('c.isCompany', 'desc').orderBy('c.name').orderBy('c.id')
  const { rows: calendars, pagination } = await fetchPage(query, ask)
  return { calendars, pagination }
}

export async function getCalendar(ctx: Ctx<'holiday' | 'holidayCalendar'>, id: string): Promise<{ calendar: HolidayCalendar }> {
  const calendar = await selectCalendars(ctx).where('c.id', '=', id).executeTakeFirst()
  if (!calendar) throw fail.notFound()
  return { calendar }
}

function selectCalendars(ctx: Ctx<'holiday' | 'holidayCalendar'>) {
  return ctx.tx
    .selectFrom('holidayCalendar as c')
    .select(['c.id', 'c.name', 'c.isCompany', 'c.replaces', 'c.country', 'c.region', 'c.follows', 'c.version'])
    .select(
      sql<number>`(select count(*)::int from holiday as h where h.company_id = ${ctx.companyId} and h.calendar_id = c.id)`.as('holidays'),
    )
    .where('c.companyId', '=', ctx.companyId)
}

export async function createCalendar(ctx: CalendarCtx, { name, ...ask }: Body<typeof contract.createCalendar>) {
  refusePlace({ country: null, region: null, follows: false, ...ask })
  const id = newId()
  await ctx.tx
    .insertInto('holidayCalendar')
    .values({ companyId: ctx.companyId, id, name: name.trim(), ...ask })
    .execute()
  const created = await getCalendar(ctx, id)
  await ctx.emit(contract.calendarCreated, {
    subject: { type: 'holiday-calendar', id },
    after: created.calendar,
    data: { name: created.calendar.name },
  })
  return created
}

export async function updateCalendar(ctx: CalendarCtx, id: string, { version, name, ...changes }: Body<typeof contract.updateCalendar>) {
  const before = await lockCalendar(ctx, id, 'update')
  refuseStale(version, before.version)
  refusePlace({ ...before, ...changes })
  await ctx.tx
    .updateTable('holidayCalendar')
    .set((eb) => ({ ...changes, ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const { calendar } = await getCalendar(ctx, id)
  await ctx.emit(contract.calendarUpdated, {
    subject: { type: 'holiday-calendar', id },
    before,
    after: calendar,
    data: { name: calendar.name },
  })
  // Whether wider calendars count decides every date of whom it holds for.
  const touches = changes.replaces !== undefined && changes.replaces !== before.replaces
  return { calendar, recomputeId: touches ? await tellRecompute(ctx, 'calendar-updated', [{ from: '1970-01-01', to: null }]) : null }
}

/** Removes a calendar that holds for nobody, with its holidays; of an assignment at the same moment one is refused. */
export async function removeCalendar(ctx: CalendarCtx, id: string) {
  const before = await lockCalendar(ctx, id, 'update')
  if (before.isCompany) throw fail.conflict('CALENDAR_OF_COMPANY', "The company's own calendar stays; take its holidays out instead.")
  const used = await ctx.tx
    .selectFrom('holidayCalendarAssignment')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('calendarId', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (used) throw fail.conflict('CALENDAR_IN_USE', 'The calendar holds for a branch or a person, now, before or later.')
  await ctx.tx.deleteFrom('holiday').where('companyId', '=', ctx.companyId).where('calendarId', '=', id).execute()
  await ctx.tx.deleteFrom('holidayCalendar').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.calendarRemoved, { subject: { type: 'holiday-calendar', id }, before, data: { name: before.name } })
  return {}
}

/** The calendar as it is, and as it stays until this transaction ends: `share` keeps it there, `update` keeps others out. */
export async function lockCalendar(
  ctx: Ctx<'holiday' | 'holidayCalendar'>,
  id: string,
  lock: 'share' | 'update',
): Promise<HolidayCalendar> {
  const query = ctx.tx.selectFrom('holidayCalendar').select('id').where('companyId', '=', ctx.companyId).where('id', '=', id)
  const found = await (lock === 'update' ? query.forUpdate() : query.forShare()).executeTakeFirst()
  if (!found) throw fail.notFound()
  return (await getCalendar(ctx, id)).calendar
}

/** The dates that holidays fall on, as spans; a rule for every year touches its dates for as long as days are kept. */
export function spansOf(entries: readonly Omit<HolidayEntry, 'calendarId' | 'name'>[]): Span[] {
  return entries.map(({ firstDay, lastDay, yearly, fromYear, toYear }) =>
    yearly
      ? { from: `${fromYear ?? 1970}-01-01`, to: toYear === null ? null : `${toYear}-12-31`, yearly }
      : { from: firstDay!, to: lastDay ?? firstDay },
  )
}

/** Starts the recomputation of the days a change of holidays touches; null when no stored day is among them. */
export const tellRecompute = (
  ctx: Ctx<RecomputeTables>,
  reason: string,
  spans: readonly Span[],
  whom: { branchId?: string; employeeId?: string } = {},
) => startRecompute(ctx, { reason, spans, ...whom })

function refusePlace({ country, region, follows }: Pick<HolidayCalendar, 'country' | 'region' | 'follows'>) {
  if (country) requirePlace(country, region)
  else if (region || follows) {
    throw fail.unprocessable('COUNTRY_MISSING', 'A region, or public holidays that follow, need a country.', { field: 'country' })
  }
}
