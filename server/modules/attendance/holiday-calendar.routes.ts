import type { MusterApp } from '../../core/http.ts'
import * as contract from './holiday-calendar.contract.ts'
import * as calendar from './holiday-calendar.service.ts'
import { listPlaces } from './holiday.places.service.ts'
import * as assignment from './holiday.assignment.service.ts'
import * as source from './holiday.import.service.ts'

export function holidayCalendarRoutes(app: MusterApp) {
  app.route({ ...contract.listCalendars, handler: (req) => req.company((ctx) => calendar.listCalendars(ctx, req.query)) })
  app.route({ ...contract.getCalendar, handler: (req) => req.company((ctx) => calendar.getCalendar(ctx, req.params.id)) })
  app.route({ ...contract.createCalendar, handler: (req) => req.company((ctx) => calendar.createCalendar(ctx, req.body)) })
  app.route({ ...contract.updateCalendar, handler: (req) => req.company((ctx) => calendar.updateCalendar(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removeCalendar, handler: (req) => req.company((ctx) => calendar.removeCalendar(ctx, req.params.id)) })
  app.route({
    ...contract.listAssignments,
    handler: (req) => req.company((ctx) => assignment.listAssignments(ctx, req.params.id, req.query)),
  })
  app.route({ ...contract.assignCalendar, handler: (req) => req.company((ctx) => assignment.assignCalendar(ctx, req.params.id, req.body)) })
  app.route({
    ...contract.changeAssignment,
    handler: (req) => req.company((ctx) => assignment.changeAssignment(ctx, req.params, req.body)),
  })
  app.route({ ...contract.removeAssignment, handler: (req) => req.company((ctx) => assignment.removeAssignment(ctx, req.params)) })
  app.route({ ...contract.listPlaces, handler: (req) => req.company(async (ctx) => listPlaces(ctx, req.query)) })
  app.route({ ...contract.previewImport, handler: (req) => req.company((ctx) => source.previewImport(ctx, req.params.id, req.body)) })
  app.route({ ...contract.importHolidays, handler: (req) => req.company((ctx) => source.importHolidays(ctx, req.params.id, req.body)) })
}
