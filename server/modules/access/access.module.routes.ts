import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.module.contract.ts'
import * as modules from './access.module.service.ts'

export function moduleAccessRoutes(app: MusterApp) {
  app.route({ ...contract.grantModuleAccess, handler: (req) => req.company((ctx) => modules.grantModuleAccess(ctx, req.body)) })
  app.route({ ...contract.listModuleAccess, handler: (req) => req.company((ctx) => modules.listModuleAccess(ctx, req.params.id)) })
  app.route({ ...contract.listRoleModuleAccess, handler: (req) => req.company((ctx) => modules.listRoleModuleAccess(ctx, req.params.id)) })
  app.route({ ...contract.checkModuleAccess, handler: (req) => req.company((ctx) => modules.checkModuleAccess(ctx, req.params)) })
}
