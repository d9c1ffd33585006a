import type { Ctx } from '../../core/context.ts'
import { newId } from '../../core/ids.ts'
import { createBreakTypes } from './break-type.service.ts'
import { insertPublic } from './holiday.import.service.ts'
import { publicHolidays } from './holiday.places.service.ts'

/**
 * The pattern a company starts with, Monday to Friday where its country has no other week, its types of breaks, and its holiday calendar with its country's public holidays of this year
 * and the next; a country that is not known to have any leaves it empty.
 */
export async function createWorkingTime(ctx: Ctx<'workingPattern' | 'holiday' | 'holidayCalendar' | 'breakType'>, country: string | null) {
  const { workingDays, workingHoursStart: start, workingHoursEnd: end, language } = ctx.actor.settings
  const times = workingDays.map((weekday) => ({ week: 1, weekday, start, end, breakMinutes: 0 }))
  await ctx.tx
    .insertInto('workingPattern')
    .values({
      companyId: ctx.companyId,
      id: newId(),
      name: workingDays.join() === '1,2,3,4,5' ? 'Monday to Friday' : 'Working week',
      weeks: 1,
      anchorDay: '2024-01-01',
      times: JSON.stringify(times),
    })
    .execute()
  const year = Number(ctx.today.slice(0, 4))
  const holidays = country ? [year, year + 1].flatMap((one) => publicHolidays(country, one, language)) : []
  const calendarId = newId()
  const follows = holidays.length > 0
  await ctx.tx
    .insertInto('holidayCalendar')
    .values({ companyId: ctx.companyId, id: calendarId, name: 'Company', isCompany: true, country: follows ? country : null, follows })
    .execute()
  await insertPublic(ctx, calendarId, holidays)
  await createBreakTypes(ctx)
}
