import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.coverage.contract.ts'
import * as coverage from './leave.coverage.service.ts'

export function leaveCoverageRoutes(app: MusterApp) {
  app.route({ ...contract.listCoverage, handler: (req) => req.company((ctx) => coverage.listCoverage(ctx, req.query)) })
  app.route({ ...contract.createCoverage, handler: (req) => req.company((ctx) => coverage.createCoverage(ctx, req.body)) })
  app.route({ ...contract.updateCoverage, handler: (req) => req.company((ctx) => coverage.updateCoverage(ctx, req.params.id, req.body)) })
  app.route({ ...contract.deleteCoverage, handler: (req) => req.company((ctx) => coverage.deleteCoverage(ctx, req.params.id)) })
}
