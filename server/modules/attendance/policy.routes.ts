import type { MusterApp } from '../../core/http.ts'
import * as contract from './policy.contract.ts'
import * as policy from './policy.service.ts'

export function policyRoutes(app: MusterApp) {
  app.route({ ...contract.getPolicy, handler: (req) => req.company((ctx) => policy.getPolicy(ctx)) })
  app.route({ ...contract.updatePolicy, handler: (req) => req.company((ctx) => policy.updatePolicy(ctx, req.body)) })
  app.route({ ...contract.cancelPolicy, handler: (req) => req.company((ctx) => policy.cancelPolicy(ctx, req.params.firstDay)) })
}
