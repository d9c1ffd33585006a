import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.balance.contract.ts'
import * as balance from './leave.balance.service.ts'
import { listTypes } from './leave.type.service.ts'

export function leaveBalanceRoutes(app: MusterApp) {
  app.route({ ...contract.listTypes, handler: (req) => req.company((ctx) => listTypes(ctx)) })
  app.route({ ...contract.myBalances, handler: (req) => req.company((ctx) => balance.myBalances(ctx, req.query.asOf)) })
  app.route({
    ...contract.getBalances,
    handler: (req) => req.company((ctx) => balance.getBalances(ctx, req.params.employeeId, req.query.asOf)),
  })
  app.route({
    ...contract.adjustBalance,
    handler: (req) => req.company((ctx) => balance.adjustBalance(ctx, req.params.employeeId, req.body)),
  })
  app.route({ ...contract.listLedger, handler: (req) => req.company((ctx) => balance.listLedger(ctx, req.query)) })
}
