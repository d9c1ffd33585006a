import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.year-end.contract.ts'
import * as yearEnd from './leave.year-end.service.ts'

export function leaveYearEndRoutes(app: MusterApp) {
  app.route({ ...contract.listYearEnds, handler: (req) => req.company((ctx) => yearEnd.listYearEnds(ctx, req.query)) })
  app.route({ ...contract.previewYearEnd, handler: (req) => req.company((ctx) => yearEnd.previewYearEnd(ctx, req.query.lastDay)) })
  app.route({ ...contract.startYearEnd, handler: (req) => req.company((ctx) => yearEnd.startYearEnd(ctx, req.body.lastDay)) })
  app.route({ ...contract.listYearEndItems, handler: (req) => req.company((ctx) => yearEnd.listItems(ctx, req.params.id, req.query)) })
  app.route({ ...contract.undoYearEnd, handler: (req) => req.company((ctx) => yearEnd.undoYearEnd(ctx, req.params.id)) })
}
