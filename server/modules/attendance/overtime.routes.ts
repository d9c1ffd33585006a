import type { MusterApp } from '../../core/http.ts'
import * as contract from './overtime.contract.ts'
import * as overtime from './overtime.service.ts'

export function overtimeRoutes(app: MusterApp) {
  app.route({ ...contract.listOvertime, handler: (req) => req.company((ctx) => overtime.listOvertime(ctx, req.query)) })
  app.route({ ...contract.decideOvertime, handler: (req) => req.company((ctx) => overtime.decideOvertime(ctx, req.params, req.body)) })
}
