import type { Module } from '../../core/module.ts'
import * as contract from './attendance.contract.ts'
import { attendanceRoutes } from './attendance.routes.ts'
import { createWorkingTime } from './onboarding.service.ts'

export { readCompanyCalendar } from './calendar.queries.ts'
export { readSchedules } from './day.queries.ts'
export { recomputeDays } from './day.service.ts'
export { publicHolidays } from './onboarding.service.ts'

export const attendance: Module = {
  name: 'attendance',
  title: 'Attendance and working time',
  routes: attendanceRoutes,
  permissions: contract.permissions,
  events: [contract.started, contract.paused, contract.resumed, contract.ended],
  onboard: (ctx, { country }) => createWorkingTime(ctx, country),
}
