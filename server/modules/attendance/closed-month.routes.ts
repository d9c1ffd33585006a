import type { MusterApp } from '../../core/http.ts'
import * as contract from './closed-month.contract.ts'
import * as month from './closed-month.service.ts'

export function closedMonthRoutes(app: MusterApp) {
  app.route({ ...contract.listMonths, handler: (req) => req.company((ctx) => month.listMonths(ctx, req.query)) })
  app.route({ ...contract.exportMonths, handler: (req) => req.company((ctx) => month.exportMonths(ctx, req.query)) })
  app.route({ ...contract.closeMonth, handler: (req) => req.company((ctx) => month.closeMonth(ctx, req.params.month)) })
  app.route({ ...contract.reopenMonth, handler: (req) => req.company((ctx) => month.reopenMonth(ctx, req.params.month, req.body)) })
}
