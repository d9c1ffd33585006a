import type { Ctx } from '../../core/context.ts'
import { companyPattern, holidaysFor } from './day.queries.ts'
import type { SettingsRow } from './day.queries.ts'
import { defaultSettings } from '../../core/settings.ts'
import { scheduleOf } from './working-time.rules.ts'
import type { DayPortion, DaySchedule } from './working-time.rules.ts'

/** The company's working time between two days: its days and hours, less the holidays of a branch (null for the company's own). */
export async function readCompanyCalendar(
  ctx: Ctx<'companySettings' | 'holiday'>,
  from: string,
  to: string,
): Promise<(branchId: string | null) => (day: string) => DaySchedule> {
  const [settings, holidays] = await Promise.all([
    ctx.tx
      .selectFrom('companySettings')
      .select(['firstDay', 'settings'])
      .where('companyId', '=', ctx.companyId)
      .orderBy('firstDay')
      .execute(),
    ctx.tx
      .selectFrom('holiday')
      .select(['day', 'name', 'portion', 'branchId'])
      .where('companyId', '=', ctx.companyId)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .execute(),
  ])
  const rows = settings as SettingsRow[]
  const named = holidays.map((holiday) => ({ ...holiday, portion: holiday.portion as DayPortion }))
  const patternOn = (day: string) =>
    companyPattern({ ...defaultSettings, ...(rows.findLast(({ firstDay }) => firstDay <= day) ?? rows[0])?.settings })
  return (branchId) => (day) =>
    scheduleOf(day, [{ firstDay: '0001-01-01', lastDay: null, pattern: patternOn(day) }], holidaysFor(branchId, day, named))
}
