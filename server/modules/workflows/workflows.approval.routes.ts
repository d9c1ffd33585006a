import type { MusterApp } from '../../core/http.ts'
import { readAnalytics } from './workflows.analytics.service.ts'
import * as contract from './workflows.approval.contract.ts'
import { listColleagues } from './workflows.choices.service.ts'
import * as decision from './workflows.decide.service.ts'
import { kindsOf } from './workflows.engine.service.ts'
import * as inbox from './workflows.inbox.service.ts'

export function approvalRoutes(app: MusterApp) {
  const kinds = kindsOf(app.deps.modules)
  app.route({ ...contract.listApprovals, handler: (req) => req.company((ctx) => inbox.listApprovals(ctx, req.query)) })
  app.route({ ...contract.exportApprovals, handler: (req) => req.company((ctx) => inbox.exportApprovals(ctx, req.query)) })
  app.route({ ...contract.analytics, handler: (req) => req.company((ctx) => readAnalytics(ctx, req.query)) })
  app.route({ ...contract.listColleagues, handler: (req) => req.company((ctx) => listColleagues(ctx, req.query)) })
  app.route({ ...contract.decideMany, handler: (req) => req.company((ctx) => inbox.decideMany(ctx, kinds, req.body)) })
  app.route({ ...contract.getApproval, handler: (req) => req.company((ctx) => inbox.getApproval(ctx, kinds, req.params.id)) })
  app.route({
    ...contract.approve,
    handler: (req) => req.company((ctx) => decision.decideTask(ctx, kinds, req.params.id, { outcome: 'approved', ...req.body })),
  })
  app.route({
    ...contract.reject,
    handler: (req) => req.company((ctx) => decision.decideTask(ctx, kinds, req.params.id, { outcome: 'rejected', ...req.body })),
  })
  app.route({ ...contract.delegate, handler: (req) => req.company((ctx) => decision.delegateTask(ctx, kinds, req.params.id, req.body)) })
  app.route({ ...contract.comment, handler: (req) => req.company((ctx) => decision.commentTask(ctx, kinds, req.params.id, req.body)) })
}
