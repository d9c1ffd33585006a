import type { Module } from '../../core/module.ts'
import { attendanceEvents, permissions } from './attendance.contract.ts'
import { attendanceRoutes } from './attendance.routes.ts'
import { correctionKind } from './correction.approval.service.ts'
import { crons, subscribers, tasks } from './day.jobs.ts'
import { holidaySheet } from './holiday.sheet.service.ts'
import { createWorkingTime } from './onboarding.service.ts'
import { presenceTellings, presenceTopic } from './presence.service.ts'
import { shiftRequestKind } from './shift-request.approval.service.ts'
import { locationKind } from './work-location.approval.service.ts'
import { setupEvents, setupPermissions, setupRoutes } from './setup.service.ts'

export { readSchedules } from './day.queries.ts'
export type { DayTables } from './day.queries.ts'
export { recomputeDays } from './day.service.ts'
export { presenceChanges } from './presence.service.ts'
export { publicHolidays } from './holiday.places.service.ts'

export const attendance: Module = {
  name: 'attendance',
  title: 'Attendance and working time',
  routes(app) {
    for (const routes of [attendanceRoutes, ...setupRoutes]) routes(app)
  },
  permissions: [...permissions, ...setupPermissions],
  events: [...attendanceEvents, ...setupEvents],
  subscribers,
  tasks,
  crons,
  sheets: [holidaySheet],
  approvalKinds: [correctionKind, locationKind, shiftRequestKind],
  live: [presenceTopic],
  tellings: presenceTellings,
  onboard: (ctx, { country }) => createWorkingTime(ctx, country),
}
