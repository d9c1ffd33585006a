import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { companyPattern, holidaySelects, settingsOn } from './day.queries.ts'
import type { SettingsRow } from './day.queries.ts'
import { holidaysFor } from './holiday.rules.ts'
import { scheduleOf } from './working-time.rules.ts'
import type { DaySchedule } from './working-time.rules.ts'

/** The company's working time between two days: its days and hours, less the holidays of a branch (null for the company's own). */
export async function readCompanyCalendar(
  ctx: Ctx<'companySettings' | 'holiday' | 'holidayCalendar' | 'holidayCalendarAssignment'>,
  from: string,
  to: string,
): Promise<(branchId: string | null) => (day: string) => DaySchedule> {
  const row = await ctx.tx
    .selectNoFrom([
      ...holidaySelects(ctx, { from, to }),
      sql<
        SettingsRow[]
      >`(select coalesce(json_agg(json_build_object('firstDay', s.first_day, 'settings', s.settings) order by s.first_day), '[]')
        from company_settings as s where s.company_id = ${ctx.companyId})`.as('settings'),
    ])
    .executeTakeFirstOrThrow()
  const free = { entries: row.holidays, uses: row.calendars }
  return (branchId) => (day) => {
    const pattern = companyPattern(settingsOn(row.settings, day))
    // Nobody's own calendar counts here: it is the branch's time.
    return scheduleOf(day, [{ firstDay: '0001-01-01', lastDay: null, pattern }], holidaysFor(day, { employeeId: '', branchId }, free))
  }
}
