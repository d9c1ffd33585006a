import type { Ctx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fallsOn } from '../working-time/index.ts'
import type { HolidayEntry } from '../working-time/index.ts'
import * as contract from './holiday-calendar.contract.ts'
import { lockCalendar, tellRecompute } from './holiday-calendar.service.ts'
import type { CalendarCtx } from './holiday-calendar.service.ts'
import { publicHolidays, requirePlace } from './holiday.places.service.ts'

const mostYears = 10
type Source = Body<typeof contract.previewImport>

/** Which public holidays an import would add; the same that importing then adds. */
export async function previewImport(ctx: CalendarCtx, calendarId: string, ask: Source): Promise<Data<typeof contract.previewImport>> {
  const found = await ctx.tx
    .selectFrom('holidayCalendar')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', calendarId)
    .executeTakeFirst()
  if (!found) throw fail.notFound()
  return { dates: await datesOf(ctx, calendarId, ask) }
}

/** Adds what the calendar does not name yet. Two imports at once are put in order by the calendar's row. */
export async function importHolidays(ctx: CalendarCtx, calendarId: string, { follow, days, ...ask }: Body<typeof contract.importHolidays>) {
  const before = await lockCalendar(ctx, calendarId, 'update')
  const dates = await datesOf(ctx, calendarId, ask)
  const wanted = days ? new Set(days) : null
  const fresh = dates.filter(({ day, state }) => state === 'new' && (!wanted || wanted.has(day)))
  await insertPublic(ctx, calendarId, fresh)
  await ctx.tx
    .updateTable('holidayCalendar')
    .set((eb) => ({
      country: ask.country,
      region: ask.region ?? null,
      ...(follow !== undefined && { follows: follow }),
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', calendarId)
    .execute()
  await ctx.emit(contract.holidaysImported, {
    subject: { type: 'holiday-calendar', id: calendarId },
    data: { name: before.name, added: fresh.length, country: ask.country },
  })
  const spans = fresh.map(({ day }) => ({ from: day, to: day }))
  return {
    added: fresh.length,
    present: dates.length - fresh.length,
    recomputeId: await tellRecompute(ctx, 'holidays-imported', spans),
  }
}

/** For calendars that follow their country: the public holidays of a year, unless they are there. Tells how many were added. */
export async function followCountries(ctx: CalendarCtx, year: number): Promise<number> {
  const calendars = await ctx.tx
    .selectFrom('holidayCalendar')
    .select(['id', 'country', 'region'])
    .where('companyId', '=', ctx.companyId)
    .where('follows', '=', true)
    .orderBy('id')
    .execute()
  let added = 0
  for (const { id, country, region } of calendars) {
    const ofYear = { country: country!, ...(region && { region }), fromYear: year, toYear: year }
    const known = await ctx.tx
      .selectFrom('holiday')
      .select('id')
      .where('companyId', '=', ctx.companyId)
      .where('calendarId', '=', id)
      .where('isPublic', '=', true)
      .where('firstDay', '>=', `${year}-01-01`)
      .where('firstDay', '<=', `${year}-12-31`)
      .limit(1)
      .executeTakeFirst()
    // What somebody has changed since stays as they left it: a year is added once.
    if (!known) added += (await importHolidays(ctx, id, ofYear)).added
  }
  return added
}

async function datesOf(ctx: Ctx<'holiday'>, calendarId: string, { country, region, fromYear, toYear, language }: Source) {
  requirePlace(country, region)
  const years = toYear - fromYear + 1
  if (years < 1 || years > mostYears) {
    throw fail.unprocessable(
      'YEARS_OUT_OF_RANGE',
      `The last year is at least the first, and at most ${mostYears} years are imported at once.`,
      {
        fromYear,
        toYear,
      },
    )
  }
  const entries = (await ctx.tx
    .selectFrom('holiday')
    .select(['calendarId', 'name', 'portion', 'firstDay', 'lastDay', 'yearly', 'fromYear', 'toYear'])
    .where('companyId', '=', ctx.companyId)
    .where('calendarId', '=', calendarId)
    .execute()) as unknown as HolidayEntry[]
  return Array.from({ length: years }, (_, index) => fromYear + index)
    .flatMap((year) => publicHolidays(country, year, language ?? ctx.actor.settings.language, region ?? null))
    .map((holiday) => ({
      ...holiday,
      state: entries.some((entry) => fallsOn(entry, holiday.day)) ? ('present' as const) : ('new' as const),
    }))
}

/** Public holidays as rows of a calendar. */
export async function insertPublic(
  ctx: Ctx<'holiday'>,
  calendarId: string,
  dates: readonly { day: string; name: string; portion: 'full' | 'second' }[],
) {
  if (dates.length === 0) return
  await ctx.tx
    .insertInto('holiday')
    .values(
      dates.map(({ day, name, portion }) => ({
        companyId: ctx.companyId,
        id: newId(),
        calendarId,
        name,
        portion,
        firstDay: day,
        lastDay: day,
        isPublic: true,
      })),
    )
    .execute()
}
