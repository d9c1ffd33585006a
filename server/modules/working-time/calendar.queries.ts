import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'
import { defaultSettings } from '../../core/settings.ts'
import type { Settings } from '../../core/settings.ts'
import { holidaysFor } from './holiday.rules.ts'
import type { CalendarUse, HolidayEntry } from './holiday.rules.ts'
import { scheduleOf } from './working-time.rules.ts'
import type { DaySchedule, WorkingPattern } from './working-time.rules.ts'

/** The settings of a company as they were from a day on. */
export type SettingsRow = { firstDay: string; settings: Partial<Settings> }

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

/** The company's holidays that can fall into a range, and where its calendars hold meanwhile. */
export function holidaySelects({ companyId }: Pick<Bound, 'companyId'>, { from, to }: { from: string; to: string }) {
  return [
    sql<
      HolidayEntry[]
    >`(select coalesce(json_agg(json_build_object('calendarId', h.calendar_id, 'name', h.name, 'portion', h.portion, 'firstDay', h.first_day,
        'lastDay', h.last_day, 'yearly', h.yearly, 'fromYear', h.from_year, 'toYear', h.to_year)), '[]')
      from holiday as h where h.company_id = ${companyId} and ((h.first_day <= ${to} and h.last_day >= ${from}) or h.yearly is not null))`.as(
      'holidays',
    ),
    sql<
      CalendarUse[]
    >`(select coalesce(json_agg(json_build_object('calendarId', c.id, 'isCompany', c.is_company, 'replaces', c.replaces, 'branchId', a.branch_id,
        'employeeId', a.employee_id, 'firstDay', a.first_day, 'lastDay', a.last_day)), '[]')
      from holiday_calendar as c left join holiday_calendar_assignment as a on a.company_id = ${companyId} and a.calendar_id = c.id
        and a.first_day <= ${to} and (a.last_day is null or a.last_day >= ${from})
      where c.company_id = ${companyId} and (c.is_company or a.id is not null))`.as('calendars'),
  ] as const
}

/** The settings in force on a date; the first ones also hold before it. */
export function settingsOn(rows: readonly SettingsRow[], day: string): Settings {
  const row = rows.findLast(({ firstDay }) => firstDay <= day) ?? rows[0]
  return { ...defaultSettings, ...row?.settings }
}

/** The company's working days and hours as a pattern of one week. */
export function companyPattern(settings: Settings): WorkingPattern {
  const time = { week: 1, start: settings.workingHoursStart, end: settings.workingHoursEnd, breakMinutes: 0 }
  return {
    id: 'company',
    name: 'Company',
    weeks: 1,
    anchorDay: '2024-01-01',
    times: settings.workingDays.map((weekday) => ({ ...time, weekday })),
  }
}
