import type { Module } from '../../core/module.ts'
import { settingsChanged } from '../companies/index.ts'
import { employmentEvents } from '../employees/index.ts'
import { attendanceEvents, permissions } from './attendance.contract.ts'
import { attendanceRoutes } from './attendance.routes.ts'
import { endForgottenSessions, recomputeFromToday, recomputeOfPerson, settleDays } from './day.jobs.ts'
import { followPublicHolidays } from './holiday.jobs.ts'
import { holidaySheet } from './holiday.sheet.service.ts'
import { createWorkingTime } from './onboarding.service.ts'
import { runRecompute } from './recompute.service.ts'
import { setupEvents, setupPermissions, setupRoutes } from './setup.service.ts'

export { readSchedules } from './day.queries.ts'
export type { DayTables } from './day.queries.ts'
export { recomputeDays } from './day.service.ts'
export { publicHolidays } from './holiday.places.service.ts'

export const attendance: Module = {
  name: 'attendance',
  title: 'Attendance and working time',
  routes(app) {
    for (const routes of [attendanceRoutes, ...setupRoutes]) routes(app)
  },
  permissions: [...permissions, ...setupPermissions],
  events: [...attendanceEvents, ...setupEvents],
  subscribers: [
    { name: 'recompute-employment', on: employmentEvents, run: recomputeOfPerson },
    { name: 'recompute-settings', on: [settingsChanged], run: recomputeFromToday },
  ],
  tasks: [{ name: 'recompute-days', run: runRecompute }],
  crons: [
    { name: 'follow-public-holidays', match: '20 2 1 * *', run: followPublicHolidays },
    { name: 'settle-days', match: '10 * * * *', run: settleDays },
    { name: 'end-forgotten-sessions', match: '*/15 * * * *', run: endForgottenSessions },
  ],
  sheets: [holidaySheet],
  onboard: (ctx, { country }) => createWorkingTime(ctx, country),
}
