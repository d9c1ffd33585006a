import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.role.contract.ts'
import { roleMatrix, roleStatistics } from './access.matrix.service.ts'
import * as roles from './access.role.service.ts'

export function roleRoutes(app: MusterApp) {
  app.route({ ...contract.listRoles, handler: (req) => req.company((ctx) => roles.listRoles(ctx, req.query)) })
  app.route({ ...contract.getRole, handler: (req) => req.company((ctx) => roles.getRole(ctx, req.params.id)) })
  app.route({ ...contract.getRoleByCode, handler: (req) => req.company((ctx) => roles.getRoleByCode(ctx, req.params.roleCode)) })
  app.route({ ...contract.createRole, handler: (req) => req.company((ctx) => roles.createRole(ctx, req.body)) })
  app.route({ ...contract.updateRole, handler: (req) => req.company((ctx) => roles.updateRole(ctx, req.params.id, req.body)) })
  app.route({ ...contract.deleteRole, handler: (req) => req.company((ctx) => roles.deleteRole(ctx, req.params.id)) })
  app.route({ ...contract.getRoleHierarchy, handler: (req) => req.company((ctx) => roles.getRoleHierarchy(ctx, req.params.id)) })
  app.route({ ...contract.setRoleParents, handler: (req) => req.company((ctx) => roles.setRoleParents(ctx, req.params.id, req.body)) })
  app.route({ ...contract.roleStatistics, handler: (req) => req.company((ctx) => roleStatistics(ctx)) })
  app.route({ ...contract.roleMatrix, handler: (req) => req.company((ctx) => roleMatrix(ctx)) })
}
