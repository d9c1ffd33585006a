import type { FastifyReply } from 'fastify'
import type { Deps } from '../../core/deps.ts'
import type { MusterApp } from '../../core/http.ts'
import { signUp } from '../companies/index.ts'
import * as contract from './auth.contract.ts'
import * as password from './auth.password.service.ts'
import * as auth from './auth.service.ts'
import * as session from './auth.session.service.ts'
import type { IssuedTokens } from './auth.session.service.ts'
import { hashPassword } from './password.ts'

const cookieName = 'muster_refresh'

export function authRoutes(app: MusterApp) {
  const { deps } = app

  app.route({
    ...contract.signup,
    async handler(req) {
      const { password: chosen, email, firstName, lastName, companyName } = req.body
      password.refuseWeak(chosen, [email.split('@')[0]!, firstName, lastName, companyName])
      return signUp(deps, req.body, await hashPassword(chosen), req.meta)
    },
  })
  app.route({
    ...contract.login,
    async handler(req, reply) {
      const { data, tokens } = await auth.login(deps, req.body, req.meta)
      return { ...data, tokens: deliverTokens(deps, reply, tokens, req.body.tokenDelivery === 'body') }
    },
  })
  app.route({
    ...contract.refresh,
    async handler(req, reply) {
      const inBody = req.body?.refreshToken
      return {
        tokens: deliverTokens(deps, reply, await auth.refresh(deps, inBody ?? req.cookies[cookieName], req.meta), inBody !== undefined),
      }
    },
  })
  app.route({
    ...contract.logout,
    async handler(req, reply) {
      reply.clearCookie(cookieName, cookieOf(deps))
      return req.company((ctx) => session.logout(ctx, req.body?.all === true))
    },
  })
  app.route({ ...contract.me, handler: (req) => req.company((ctx) => auth.me(ctx)) })
  app.route({ ...contract.updateMe, handler: (req) => req.company((ctx) => auth.updateMe(ctx, req.body)) })
  app.route({ ...contract.forgotPassword, handler: (req) => password.forgotPassword(deps, req.body) })
  app.route({ ...contract.resetPassword, handler: (req) => password.resetPassword(deps, req.body, req.meta) })
  app.route({
    ...contract.changePassword,
    async handler(req) {
      const newHash = await hashPassword(req.body.newPassword)
      return req.company((ctx) => password.changePassword(ctx, req.body, newHash))
    },
  })
  app.route({ ...contract.verifyEmail, handler: (req) => password.verifyEmail(deps, req.body, req.meta) })
}

/** The tokens as an answer shows them: the refresh token in the body, or in a cookie that no script and no other site can use. */
export function deliverTokens(deps: Deps, reply: FastifyReply, { refreshToken, ...access }: IssuedTokens, inBody: boolean) {
  if (inBody) return { ...access, refreshToken }
  reply.setCookie(cookieName, refreshToken, { ...cookieOf(deps), maxAge: deps.config.REFRESH_TOKEN_TTL })
  return { ...access, refreshToken: null }
}

const cookieOf = ({ config, appUrl }: Deps) =>
  ({ path: '/api/v1/auth', httpOnly: true, sameSite: 'strict', secure: config.production || appUrl().startsWith('https:') }) as const
