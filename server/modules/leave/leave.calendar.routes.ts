import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.calendar.contract.ts'
import { leaveCalendar } from './leave.calendar.service.ts'

export function leaveCalendarRoutes(app: MusterApp) {
  app.route({ ...contract.leaveCalendar, handler: (req) => req.company((ctx) => leaveCalendar(ctx, req.query)) })
}
