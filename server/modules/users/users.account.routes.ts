import type { MusterApp } from '../../core/http.ts'
import * as contract from './users.account.contract.ts'
import * as account from './users.account.service.ts'
import * as sync from './users.sync.service.ts'
import * as users from './users.service.ts'

export function userAccountRoutes(app: MusterApp) {
  app.route({ ...contract.getMyUser, handler: (req) => req.company((ctx) => users.getUser(ctx, ctx.actor.userId!)) })
  app.route({ ...contract.getUserStats, handler: (req) => req.company((ctx) => users.getUserStats(ctx)) })
  app.route({
    ...contract.getUserByEmployeeNumber,
    handler: (req) => req.company((ctx) => users.getUserByEmployeeNumber(ctx, req.params.number)),
  })
  app.route({ ...contract.deleteUser, handler: (req) => req.company((ctx) => account.archiveUser(ctx, req.params.id)) })
  app.route({ ...contract.archiveUsers, handler: (req) => req.company((ctx) => account.archiveUsers(ctx, req.body.ids)) })
  app.route({ ...contract.resetUserPassword, handler: (req) => req.company((ctx) => account.resetUserPassword(ctx, req.params.id)) })
  app.route({ ...contract.syncUser, handler: (req) => req.company((ctx) => sync.syncUser(ctx, req.params.externalId, req.body)) })
}
