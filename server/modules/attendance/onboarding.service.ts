import Holidays from 'date-holidays'
import type { Ctx } from '../../core/context.ts'
import { newId } from '../../core/ids.ts'

/** The Monday–Friday pattern a company starts with, and its country's public holidays of this year and the next. */
export async function createWorkingTime(ctx: Ctx<'workingPattern' | 'holiday'>, country: string | null) {
  const { workingHoursStart: start, workingHoursEnd: end } = ctx.actor.settings
  const times = [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, start, end, breakMinutes: 0 }))
  await ctx.tx
    .insertInto('workingPattern')
    .values({
      companyId: ctx.companyId,
      id: newId(),
      name: 'Monday to Friday',
      weeks: 1,
      anchorDay: '2024-01-01',
      times: JSON.stringify(times),
    })
    .execute()
  const year = Number(ctx.today.slice(0, 4))
  const holidays = country ? [year, year + 1].flatMap((one) => publicHolidays(country, one, ctx.actor.settings.language)) : []
  if (holidays.length > 0) {
    await ctx.tx
      .insertInto('holiday')
      .values(holidays.map((holiday) => ({ companyId: ctx.companyId, id: newId(), ...holiday })))
      .execute()
  }
}

/** The public holidays of a country and year, one per date, named in a language where the library has it; none for a country the library does not know. */
export function publicHolidays(country: string, year: number, language = 'en'): { day: string; name: string }[] {
  const found = new Holidays(country, { languages: [language, 'en'] }).getHolidays(year) ?? []
  const byDay = new Map(found.filter(({ type }) => type === 'public').map(({ date, name }) => [date.slice(0, 10), name]))
  return [...byDay].map(([day, name]) => ({ day, name }))
}
