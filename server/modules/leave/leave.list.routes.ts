import type { MusterApp } from '../../core/http.ts'
import { exportLedger } from './leave.balance.service.ts'
import * as contract from './leave.list.contract.ts'
import { exportRequests } from './leave.list.service.ts'

export function leaveListRoutes(app: MusterApp) {
  app.route({ ...contract.exportRequests, handler: (req) => req.company((ctx) => exportRequests(ctx, req.query)) })
  app.route({ ...contract.exportLedger, handler: (req) => req.company((ctx) => exportLedger(ctx, req.query)) })
}
