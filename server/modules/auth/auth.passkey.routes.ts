import type { MusterApp } from '../../core/http.ts'
import * as contract from './auth.passkey.contract.ts'
import * as passkey from './auth.passkey.service.ts'
import { deliverTokens } from './auth.routes.ts'

export function passkeyRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.listPasskeys, handler: (req) => req.company((ctx) => passkey.listPasskeys(ctx)) })
  app.route({ ...contract.passkeyOptions, handler: (req) => req.company((ctx) => passkey.passkeyOptions(ctx, deps)) })
  app.route({ ...contract.registerPasskey, handler: (req) => req.company((ctx) => passkey.registerPasskey(ctx, deps, req.body)) })
  app.route({ ...contract.renamePasskey, handler: (req) => req.company((ctx) => passkey.renamePasskey(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removePasskey, handler: (req) => req.company((ctx) => passkey.removePasskey(ctx, req.params.id)) })
  app.route({ ...contract.passkeySignInOptions, handler: () => passkey.passkeySignInOptions(deps) })
  app.route({
    ...contract.passkeySignIn,
    async handler(req, reply) {
      const { data, tokens } = await passkey.passkeySignIn(deps, req.body, req.meta)
      return { ...data, tokens: deliverTokens(deps, reply, tokens, req.body.tokenDelivery === 'body') }
    },
  })
}
