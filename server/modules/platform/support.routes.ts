import type { MusterApp } from '../../core/http.ts'
import * as contract from './support.contract.ts'
import * as support from './support.service.ts'
import * as system from './support.system.ts'

export function supportRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.enterCompany, handler: (req) => system.enterCompany(deps, req.operator, req.body, req.meta) })
  app.route({ ...contract.resumeSupport, handler: (req) => system.resumeSupport(deps, req.operator, req.params.id) })
  app.route({ ...contract.leaveCompany, handler: (req) => system.leaveCompany(deps, req.operator, req.params.id, req.meta) })
  app.route({ ...contract.listSupportAccess, handler: (req) => req.company((ctx) => support.listSupportAccess(ctx, req.query)) })
  app.route({ ...contract.endSupportAccess, handler: (req) => req.company((ctx) => support.endSupportAccess(ctx, req.params.id)) })
  app.route({
    ...contract.updateSupportAccess,
    handler: (req) => req.company((ctx) => support.updateSupportAccess(ctx, req.params.id, req.body)),
  })
}
