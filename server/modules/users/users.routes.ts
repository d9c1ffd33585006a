import type { MusterApp } from '../../core/http.ts'
import { hashPassword } from '../auth/index.ts'
import * as account from './users.account.service.ts'
import * as contract from './users.contract.ts'
import * as users from './users.service.ts'

export function userRoutes(app: MusterApp) {
  app.route({ ...contract.listUsers, handler: (req) => req.company((ctx) => users.listUsers(ctx, req.query)) })
  app.route({ ...contract.exportUsers, handler: (req) => req.company((ctx) => users.exportUsers(ctx, req.query)) })
  app.route({ ...contract.getUser, handler: (req) => req.company((ctx) => users.getUser(ctx, req.params.id)) })
  app.route({
    ...contract.createUser,
    async handler(req) {
      const { password, ...body } = req.body
      if (password === undefined) return req.company((ctx) => users.createUser(ctx, body, null))
      users.refuseWeakFor(password, body)
      const passwordHash = await hashPassword(password)
      return req.company((ctx) => users.createUser(ctx, body, passwordHash))
    },
  })
  app.route({ ...contract.updateUser, handler: (req) => req.company((ctx) => users.updateUser(ctx, req.params.id, req.body)) })
  app.route({ ...contract.archiveUser, handler: (req) => req.company((ctx) => account.archiveUser(ctx, req.params.id)) })
  app.route({ ...contract.restoreUser, handler: (req) => req.company((ctx) => account.restoreUser(ctx, req.params.id)) })
}
