import type { MusterApp } from '../../core/http.ts'
import * as contract from './users.contract.ts'
import * as users from './users.service.ts'

export function userRoutes(app: MusterApp) {
  app.route({ ...contract.listUsers, handler: (req) => req.company((ctx) => users.listUsers(ctx, req.query)) })
  app.route({ ...contract.getUser, handler: (req) => req.company((ctx) => users.getUser(ctx, req.params.id)) })
  app.route({ ...contract.createUser, handler: (req) => req.company((ctx) => users.createUser(ctx, req.body)) })
  app.route({ ...contract.updateUser, handler: (req) => req.company((ctx) => users.updateUser(ctx, req.params.id, req.body)) })
  app.route({ ...contract.archiveUser, handler: (req) => req.company((ctx) => users.archiveUser(ctx, req.params.id)) })
  app.route({ ...contract.restoreUser, handler: (req) => req.company((ctx) => users.restoreUser(ctx, req.params.id)) })
}
