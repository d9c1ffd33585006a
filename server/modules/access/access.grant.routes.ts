import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.grant.contract.ts'
import * as grants from './access.grant.service.ts'
import * as resources from './access.resource.service.ts'

export function grantRoutes(app: MusterApp) {
  app.route({ ...contract.grantToRole, handler: (req) => req.company((ctx) => grants.grantToRole(ctx, req.params.id, req.body)) })
  app.route({ ...contract.changeRoleGrants, handler: (req) => req.company((ctx) => grants.changeRoleGrants(ctx, req.params.id, req.body)) })
  app.route({
    ...contract.removeRoleGrant,
    handler: (req) => req.company((ctx) => grants.removeRoleGrant(ctx, req.params.id, req.params.permissionId, req.query.effect)),
  })
  app.route({ ...contract.bulkAssign, handler: (req) => req.company((ctx) => grants.bulkAssign(ctx, req.body)) })
  app.route({ ...contract.listGrants, handler: (req) => req.company((ctx) => grants.listGrants(ctx, req.query)) })
  app.route({ ...contract.deleteGrant, handler: (req) => req.company((ctx) => grants.deleteGrant(ctx, req.params.id)) })
  app.route({ ...contract.grantOnResource, handler: (req) => req.company((ctx) => resources.grantOnResource(ctx, req.body)) })
  app.route({ ...contract.revokeOnResource, handler: (req) => req.company((ctx) => grants.deleteGrant(ctx, req.query.grantId, true)) })
  app.route({
    ...contract.listResourceGrantsOfUser,
    handler: (req) => req.company((ctx) => resources.listResourceGrantsOfUser(ctx, req.params.id, req.query)),
  })
  app.route({
    ...contract.listResourceGrants,
    handler: (req) => req.company((ctx) => resources.listResourceGrants(ctx, req.params.type, req.params.id, req.query)),
  })
}
