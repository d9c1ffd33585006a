import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.contract.ts'
import * as decide from './leave.decide.service.ts'
import { listApprovals } from './leave.decision.service.ts'
import * as list from './leave.list.service.ts'
import * as request from './leave.request.service.ts'

export function leaveRoutes(app: MusterApp) {
  app.route({ ...contract.previewLeave, handler: (req) => req.company((ctx) => request.previewLeave(ctx, req.body)) })
  app.route({ ...contract.submitLeave, handler: (req) => req.company((ctx) => request.submitLeave(ctx, req.body)) })
  app.route({ ...contract.listRequests, handler: (req) => req.company((ctx) => list.listRequests(ctx, req.query)) })
  app.route({ ...contract.listApprovals, handler: (req) => req.company((ctx) => listApprovals(ctx, req.query)) })
  app.route({ ...contract.getRequest, handler: (req) => req.company((ctx) => list.getRequest(ctx, req.params.id)) })
  app.route({ ...contract.withdrawLeave, handler: (req) => req.company((ctx) => decide.withdrawLeave(ctx, req.params.id)) })
  app.route({ ...contract.approveLeave, handler: (req) => req.company((ctx) => decide.approveLeave(ctx, req.params.id, req.body)) })
  app.route({ ...contract.rejectLeave, handler: (req) => req.company((ctx) => decide.rejectLeave(ctx, req.params.id, req.body)) })
}
