import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.employment.contract.ts'
import * as employments from './employees.employment.service.ts'

export function employmentRoutes(app: MusterApp) {
  app.route({
    ...contract.listEmployments,
    handler: (req) => req.company((ctx) => employments.listEmployments(ctx, req.params.id, req.query)),
  })
  app.route({
    ...contract.startEmployment,
    handler: (req) => req.company((ctx) => employments.startEmployment(ctx, req.params.id, req.body)),
  })
  app.route({
    ...contract.correctEmployment,
    handler: (req) => req.company((ctx) => employments.correctEmployment(ctx, req.params, req.body)),
  })
  app.route({ ...contract.removeEmployment, handler: (req) => req.company((ctx) => employments.removeEmployment(ctx, req.params)) })
  app.route({ ...contract.assignUser, handler: (req) => req.company((ctx) => employments.assignUser(ctx, req.params.id, req.body)) })
}
