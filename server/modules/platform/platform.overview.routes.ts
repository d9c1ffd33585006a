import type { MusterApp } from '../../core/http.ts'
import * as contract from './platform.overview.contract.ts'
import * as overview from './platform.overview.system.ts'

export function overviewRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.getOverview, handler: () => overview.getOverview(deps) })
  app.route({ ...contract.exportCompanies, handler: (req) => overview.exportCompanies(deps, req.operator, req.query, req.meta) })
  app.route({ ...contract.listErrors, handler: (req) => overview.listErrors(deps, req.query) })
  app.route({ ...contract.listActivity, handler: (req) => overview.listActivity(deps, req.query) })
}
