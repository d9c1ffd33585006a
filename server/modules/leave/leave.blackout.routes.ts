import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.blackout.contract.ts'
import * as blackout from './leave.blackout.service.ts'

export function leaveBlackoutRoutes(app: MusterApp) {
  app.route({ ...contract.listBlackouts, handler: (req) => req.company((ctx) => blackout.listBlackouts(ctx, req.query)) })
  app.route({ ...contract.createBlackout, handler: (req) => req.company((ctx) => blackout.createBlackout(ctx, req.body)) })
  app.route({ ...contract.deleteBlackout, handler: (req) => req.company((ctx) => blackout.deleteBlackout(ctx, req.params.id)) })
}
