import type { Module } from '../../core/module.ts'
import * as contract from './attendance.contract.ts'
import { attendanceRoutes } from './attendance.routes.ts'
import { calendarEvents } from './holiday-calendar.contract.ts'
import { holidayCalendarRoutes } from './holiday-calendar.routes.ts'
import { holidayEvents } from './holiday.contract.ts'
import { followPublicHolidays } from './holiday.jobs.ts'
import { holidayRoutes } from './holiday.routes.ts'
import { createWorkingTime } from './onboarding.service.ts'
import { recomputeRoutes } from './recompute.routes.ts'
import { runRecompute } from './recompute.service.ts'

export { readCompanyCalendar } from './calendar.queries.ts'
export { readSchedules } from './day.queries.ts'
export type { DayTables } from './day.queries.ts'
export { recomputeDays } from './day.service.ts'
export { publicHolidays } from './holiday.places.service.ts'

export const attendance: Module = {
  name: 'attendance',
  title: 'Attendance and working time',
  routes(app) {
    for (const routes of [attendanceRoutes, holidayRoutes, holidayCalendarRoutes, recomputeRoutes]) routes(app)
  },
  permissions: contract.permissions,
  events: [contract.started, contract.paused, contract.resumed, contract.ended, ...holidayEvents, ...calendarEvents],
  tasks: [{ name: 'recompute-days', run: runRecompute }],
  crons: [{ name: 'follow-public-holidays', match: '20 2 1 * *', run: followPublicHolidays }],
  onboard: (ctx, { country }) => createWorkingTime(ctx, country),
}
