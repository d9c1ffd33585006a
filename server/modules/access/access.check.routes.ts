import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.check.contract.ts'
import { checkPermissions } from './access.check.service.ts'
import { explainAccess } from './access.explain.service.ts'
import { getUserAccess, refreshCache } from './access.user.service.ts'

export function checkRoutes(app: MusterApp) {
  app.route({ ...contract.checkPermissions, handler: (req) => req.company((ctx) => checkPermissions(ctx, req.body)) })
  app.route({ ...contract.explainAccess, handler: (req) => req.company((ctx) => explainAccess(ctx, req.query)) })
  app.route({ ...contract.getUserAccess, handler: (req) => req.company((ctx) => getUserAccess(ctx, req.params.id)) })
  app.route({ ...contract.refreshCache, handler: (req) => req.company((ctx) => refreshCache(ctx)) })
  app.route({
    ...contract.refreshPermissions,
    async handler(req) {
      const { companyId, signature } = req.signedIn
      const { permissions, accessVersion } = await app.deps.door.actorOf(companyId, signature, true)
      return { permissionCount: permissions.size, accessVersion }
    },
  })
}
