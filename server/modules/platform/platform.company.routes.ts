import type { Deps } from '../../core/deps.ts'
import type { MusterApp } from '../../core/http.ts'
import { getUsage, getUsageHistory } from '../usage/index.ts'
import * as contract from './platform.company.contract.ts'
import * as companies from './platform.company.system.ts'
import * as overview from './platform.overview.system.ts'

export function companyConsoleRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.listCompanies, handler: (req) => overview.listCompanies(deps, req.query) })
  app.route({ ...contract.createCompany, handler: (req) => companies.createCompany(deps, req.operator, req.body, req.meta) })
  app.route({ ...contract.getCompanyById, handler: (req) => companies.getCompanyById(deps, req.params.id) })
  app.route({
    ...contract.updateCompanyById,
    handler: (req) => companies.updateCompanyById(deps, req.operator, req.params.id, req.body, req.meta),
  })
  app.route({
    ...contract.suspendCompany,
    handler: (req) => companies.changeStanding(deps, req.operator, req.params.id, 'suspended', req.body.reason, req.meta),
  })
  app.route({
    ...contract.activateCompany,
    handler: (req) => companies.changeStanding(deps, req.operator, req.params.id, 'active', req.body.reason, req.meta),
  })
  app.route({
    ...contract.cancelCompany,
    handler: (req) => companies.changeStanding(deps, req.operator, req.params.id, 'cancelled', req.body.reason, req.meta),
  })
  app.route({
    ...contract.eraseCompany,
    handler: (req) => companies.eraseCompany(deps, req.operator, req.params.id, req.body, req.meta),
  })
  app.route({
    ...contract.decideFeatures,
    handler: (req) => companies.decideFeatures(deps, req.operator, req.params.id, req.body, req.meta),
  })
  app.route({
    ...contract.decideLimits,
    async handler(req) {
      await companies.decideLimits(deps, req.operator, req.params.id, req.body, req.meta)
      const { usage } = await usageOf(deps, req.params.id)
      return { usage }
    },
  })
  app.route({ ...contract.getUsageOf, handler: (req) => usageOf(deps, req.params.id) })
  app.route({ ...contract.getHealthOf, handler: (req) => overview.getHealthOf(deps, req.params.id) })
}

/** As the company sees it itself. */
async function usageOf(deps: Deps, id: string) {
  await companies.requireCompany(deps, id)
  await deps.usage.settle(id)
  return deps.door.enterAsSystem(id, async (ctx) => ({ ...(await getUsage(ctx)), ...(await getUsageHistory(ctx, {})) }))
}
