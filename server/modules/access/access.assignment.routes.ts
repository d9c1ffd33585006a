import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.assignment.contract.ts'
import * as assignments from './access.assignment.service.ts'

export function assignmentRoutes(app: MusterApp) {
  app.route({ ...contract.assignRole, handler: (req) => req.company((ctx) => assignments.giveRole(ctx, req.body)) })
  app.route({ ...contract.assignRoleToMany, handler: (req) => req.company((ctx) => assignments.giveRoleToMany(ctx, req.body)) })
  app.route({
    ...contract.removeRole,
    handler: (req) => req.company((ctx) => assignments.takeRole(ctx, req.params.userId, req.params.roleId)),
  })
  app.route({ ...contract.listUserRoles, handler: (req) => req.company((ctx) => assignments.listUserRoles(ctx, req.params.userId)) })
  app.route({ ...contract.listRoleUsers, handler: (req) => req.company((ctx) => assignments.listRoleUsers(ctx, req.params.id, req.query)) })
}
