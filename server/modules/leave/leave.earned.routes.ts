import type { MusterApp } from '../../core/http.ts'
import * as compensatory from './leave.compensatory.service.ts'
import * as contract from './leave.earned.contract.ts'
import * as encashment from './leave.encashment.service.ts'

export function leaveEarnedRoutes(app: MusterApp) {
  app.route({ ...contract.listEncashments, handler: (req) => req.company((ctx) => encashment.listEncashments(ctx, req.query)) })
  app.route({ ...contract.encash, handler: (req) => req.company((ctx) => encashment.encash(ctx, req.body)) })
  app.route({ ...contract.listCompensatory, handler: (req) => req.company((ctx) => compensatory.listCompensatory(ctx, req.query)) })
  app.route({ ...contract.earnCompensatory, handler: (req) => req.company((ctx) => compensatory.earnCompensatory(ctx, req.body)) })
  app.route({ ...contract.cancelCompensatory, handler: (req) => req.company((ctx) => compensatory.cancelCompensatory(ctx, req.params.id)) })
}
