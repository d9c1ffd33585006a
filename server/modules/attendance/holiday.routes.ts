import type { MusterApp } from '../../core/http.ts'
import * as contract from './holiday.contract.ts'
import * as holiday from './holiday.service.ts'

export function holidayRoutes(app: MusterApp) {
  app.route({ ...contract.listHolidays, handler: (req) => req.company((ctx) => holiday.listHolidays(ctx, req.query)) })
  app.route({ ...contract.listEntries, handler: (req) => req.company((ctx) => holiday.listEntries(ctx, req.params.id, req.query)) })
  app.route({ ...contract.createHoliday, handler: (req) => req.company((ctx) => holiday.createHoliday(ctx, req.body)) })
  app.route({ ...contract.updateHoliday, handler: (req) => req.company((ctx) => holiday.updateHoliday(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removeHoliday, handler: (req) => req.company((ctx) => holiday.removeHoliday(ctx, req.params.id)) })
}
