import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.contract.ts'
import { groupRoutes } from './access.group.routes.ts'
import { roleRoutes } from './access.role.routes.ts'
import { assignmentRoutes } from './access.assignment.routes.ts'
import { grantRoutes } from './access.grant.routes.ts'
import { delegationRoutes } from './access.delegation.routes.ts'
import { templateRoutes } from './access.template.routes.ts'
import { moduleAccessRoutes } from './access.module.routes.ts'
import { checkRoutes } from './access.check.routes.ts'
import { permissionStatistics } from './access.matrix.service.ts'
import * as permissions from './access.permission.service.ts'

export function accessRoutes(app: MusterApp) {
  permissionRoutes(app)
  for (const routes of [
    groupRoutes,
    roleRoutes,
    assignmentRoutes,
    grantRoutes,
    delegationRoutes,
    templateRoutes,
    moduleAccessRoutes,
    checkRoutes,
  ])
    routes(app)
}

function permissionRoutes(app: MusterApp) {
  app.route({ ...contract.listPermissions, handler: (req) => req.company((ctx) => permissions.listPermissions(ctx, req.query)) })
  app.route({ ...contract.getPermission, handler: (req) => req.company((ctx) => permissions.getPermission(ctx, req.params.id)) })
  app.route({
    ...contract.getPermissionByCode,
    handler: (req) => req.company((ctx) => permissions.getPermissionByCode(ctx, req.params.permission)),
  })
  app.route({ ...contract.createPermission, handler: (req) => req.company((ctx) => permissions.createPermission(ctx, req.body)) })
  app.route({
    ...contract.updatePermission,
    handler: (req) => req.company((ctx) => permissions.updatePermission(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.deletePermission, handler: (req) => req.company((ctx) => permissions.deletePermission(ctx, req.params.id)) })
  app.route({ ...contract.permissionStatistics, handler: (req) => req.company((ctx) => permissionStatistics(ctx)) })
  app.route({ ...contract.permissionHierarchy, handler: (req) => req.company((ctx) => permissions.permissionHierarchy(ctx)) })
}
