import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.credit.contract.ts'
import * as credit from './leave.credit.service.ts'

export function leaveCreditRoutes(app: MusterApp) {
  app.route({ ...contract.listCredits, handler: (req) => req.company((ctx) => credit.listCredits(ctx, req.query)) })
  app.route({ ...contract.retryCredit, handler: (req) => req.company((ctx) => credit.retryCredit(ctx, req.params.id)) })
}
