import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.type.contract.ts'
import * as type from './leave.type.service.ts'

export function leaveTypeRoutes(app: MusterApp) {
  app.route({ ...contract.createType, handler: (req) => req.company((ctx) => type.createType(ctx, req.body)) })
  app.route({ ...contract.updateType, handler: (req) => req.company((ctx) => type.updateType(ctx, req.params.id, req.body)) })
  app.route({ ...contract.listListedDays, handler: (req) => req.company((ctx) => type.listListedDays(ctx, req.params.id)) })
  app.route({
    ...contract.replaceListedDays,
    handler: (req) => req.company((ctx) => type.replaceListedDays(ctx, req.params.id, req.body.days)),
  })
}
