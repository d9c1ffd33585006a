import type { MusterApp } from '../../core/http.ts'
import * as contract from './companies.contract.ts'
import * as companies from './companies.service.ts'

export function companyRoutes(app: MusterApp) {
  const { system } = app.deps
  app.route({ ...contract.resolveCompany, handler: (req) => companies.resolveCompany(system, req.query.domain) })
  app.route({ ...contract.getCompany, handler: (req) => req.company((ctx) => companies.getCompany(ctx)) })
  app.route({ ...contract.getSettings, handler: (req) => req.company((ctx) => companies.getSettings(ctx)) })
  app.route({ ...contract.updateSettings, handler: (req) => req.company((ctx) => companies.updateSettings(ctx, req.body)) })
  app.route({ ...contract.listFeatures, handler: (req) => req.company((ctx) => companies.listFeatures(ctx)) })
  app.route({ ...contract.updateFeatures, handler: (req) => req.company((ctx) => companies.updateFeatures(ctx, req.body)) })
  app.route({ ...contract.listPlans, handler: (req) => req.company((ctx) => companies.listPlans(ctx)) })
}
