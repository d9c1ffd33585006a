import type { Module } from '../../core/module.ts'

export { companyPattern, holidaySelects, readCompanyCalendar, settingsOn } from './calendar.queries.ts'
export type { SettingsRow } from './calendar.queries.ts'
export { calendarsFor, datesOf, fallsOn, holidaysFor, refuseHoliday, yearlyRule } from './holiday.rules.ts'
export type { CalendarUse, HolidayEntry, YearlyRule } from './holiday.rules.ts'
export { refusePattern, scheduleOf } from './working-time.rules.ts'
export type { DayPortion, DaySchedule, PatternAssignment, WorkingPattern } from './working-time.rules.ts'

/** When a company works: what both attendance and the due times of approvals stand on. Its tables are attendance's. */
export const workingTime: Module = {
  name: 'working-time',
  title: 'Working time',
  routes() {},
  permissions: [],
  events: [],
}
