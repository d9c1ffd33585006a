import type { MusterApp } from '../../core/http.ts'
import * as assignment from './leave.assignment.service.ts'
import * as contract from './leave.policy.contract.ts'
import * as policy from './leave.policy.service.ts'

export function leavePolicyRoutes(app: MusterApp) {
  app.route({ ...contract.listPolicies, handler: (req) => req.company((ctx) => policy.listPolicies(ctx, req.query)) })
  app.route({ ...contract.createPolicy, handler: (req) => req.company((ctx) => policy.createPolicy(ctx, req.body)) })
  app.route({ ...contract.updatePolicy, handler: (req) => req.company((ctx) => policy.updatePolicy(ctx, req.params.id, req.body)) })
  app.route({
    ...contract.previewAssignment,
    handler: (req) => req.company((ctx) => assignment.previewAssignment(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.assignPolicy, handler: (req) => req.company((ctx) => assignment.assignPolicy(ctx, req.params.id, req.body)) })
  app.route({ ...contract.listAssignments, handler: (req) => req.company((ctx) => assignment.listAssignments(ctx, req.query)) })
}
