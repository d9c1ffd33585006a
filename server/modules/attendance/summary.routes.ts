import type { MusterApp } from '../../core/http.ts'
import * as contract from './summary.contract.ts'
import * as summary from './summary.service.ts'

export function summaryRoutes(app: MusterApp) {
  app.route({ ...contract.summarise, handler: (req) => req.company((ctx) => summary.summarise(ctx, req.query)) })
  app.route({ ...contract.getDay, handler: (req) => req.company((ctx) => summary.getDay(ctx, req.params.employeeId, req.params.date)) })
}
