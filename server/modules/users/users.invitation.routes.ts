import type { MusterApp } from '../../core/http.ts'
import { deliverTokens, hashPassword } from '../auth/index.ts'
import * as accept from './users.accept.service.ts'
import * as contract from './users.invitation.contract.ts'
import * as invitation from './users.invitation.service.ts'

export function invitationRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.createInvitation, handler: (req) => req.company((ctx) => invitation.createInvitation(ctx, req.body)) })
  app.route({ ...contract.listInvitations, handler: (req) => req.company((ctx) => invitation.listInvitations(ctx, req.query)) })
  app.route({ ...contract.exportInvitations, handler: (req) => req.company((ctx) => invitation.exportInvitations(ctx, req.query)) })
  app.route({ ...contract.resendInvitations, handler: (req) => req.company((ctx) => invitation.resendInvitations(ctx, req.body.ids)) })
  app.route({ ...contract.revokeInvitations, handler: (req) => req.company((ctx) => invitation.revokeInvitations(ctx, req.body.ids)) })
  app.route({ ...contract.resendInvitation, handler: (req) => req.company((ctx) => invitation.resendInvitation(ctx, req.params.id)) })
  app.route({ ...contract.revokeInvitation, handler: (req) => req.company((ctx) => invitation.revokeInvitation(ctx, req.params.id)) })
  app.route({ ...contract.readInvitation, handler: (req) => accept.readInvitation(deps, req.params.token) })
  app.route({
    ...contract.acceptInvitation,
    async handler(req, reply) {
      const { password, tokenDelivery, ...body } = req.body
      // A link that does not work is refused before the work of hashing.
      await accept.readInvitation(deps, req.params.token)
      const passwordHash = await hashPassword(password)
      const { data, tokens } = await accept.acceptInvitation(deps, req.params.token, { ...body, password, passwordHash }, req.meta)
      return { ...data, tokens: deliverTokens(deps, reply, tokens, tokenDelivery === 'body') }
    },
  })
}
