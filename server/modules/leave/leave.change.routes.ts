import type { MusterApp } from '../../core/http.ts'
import * as change from './leave.change.service.ts'
import * as contract from './leave.change.contract.ts'

export function leaveChangeRoutes(app: MusterApp) {
  app.route({ ...contract.changeLeave, handler: (req) => req.company((ctx) => change.changeLeave(ctx, req.params.id, req.body)) })
  app.route({ ...contract.cancelLeave, handler: (req) => req.company((ctx) => change.cancelLeave(ctx, req.params.id, req.body)) })
}
