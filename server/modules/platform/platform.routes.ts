import { randomBytes } from 'node:crypto'
import type { Deps } from '../../core/deps.ts'
import type { MusterApp } from '../../core/http.ts'
import { operatorCookie } from '../../core/operators.ts'
import type { Operator } from '../../core/operators.ts'
import { base32, otpauthUri } from '../../core/totp.ts'
import * as contract from './platform.contract.ts'
import * as platform from './platform.system.ts'

const setUpMs = 10 * 60_000

export function platformRoutes(app: MusterApp) {
  const { deps } = app
  app.route({
    ...contract.operatorLogin,
    async handler(req, reply) {
      const { token, ...rest } = await platform.operatorLogin(deps, req.body, req.meta)
      if (req.body.tokenDelivery === 'body') return { ...rest, token }
      for (const path of cookiePaths) reply.setCookie(operatorCookie, token, { ...cookieOf(deps), path, expires: new Date(rest.expiresAt) })
      return { ...rest, token: null }
    },
  })
  app.route({
    ...contract.operatorLogout,
    handler(req, reply) {
      for (const path of cookiePaths) reply.clearCookie(operatorCookie, { ...cookieOf(deps), path })
      return platform.operatorLogout(deps, req.operator, req.meta)
    },
  })
  app.route({ ...contract.operatorMe, handler: (req) => Promise.resolve({ operator: shown(req.operator) }) })
  app.route({
    ...contract.operatorSetUpTotp,
    async handler(req) {
      const secret = randomBytes(20)
      await platform.beginTotp(deps, req.operator, secret)
      const expiresAt = new Date(deps.clock().getTime() + setUpMs).toISOString()
      return { totp: { secret: base32(secret), uri: otpauthUri(secret, 'Muster operators', req.operator.email), expiresAt } }
    },
  })
  app.route({
    ...contract.operatorConfirmTotp,
    handler: async (req) => ({ recoveryCodes: await platform.confirmTotp(deps, req.operator, req.body.code, setUpMs, req.meta) }),
  })
  app.route({ ...contract.operatorStepUp, handler: (req) => platform.operatorStepUp(deps, req.operator, req.body.code) })
  app.route({ ...contract.findCompanies, handler: (req) => platform.findCompanies(deps, req.query.q) })
  app.route({ ...contract.listOperatorEvents, handler: (req) => platform.listOperatorEvents(deps, req.query) })
}

const shown = ({ operatorId, email, name, hasSecondFactor }: Operator) => ({ id: operatorId, email, name, hasSecondFactor })

/** Where routes of operators are; the cookie goes nowhere else. */
const cookiePaths = ['/api/v1/platform', '/api/v1/companies']

const cookieOf = ({ config, appUrl }: Deps) =>
  ({ httpOnly: true, sameSite: 'strict', secure: config.production || appUrl().startsWith('https:') }) as const
