import type { Module } from '../../core/module.ts'
import * as contract from './auth.contract.ts'
import { factorSubscriber } from './auth.factor.jobs.ts'
import { mailInvitation, mailReset, mailResetLinks, mailVerification } from './auth.password.service.ts'
import * as mfa from './auth.mfa.contract.ts'
import { mfaRoutes } from './auth.mfa.routes.ts'
import * as passkey from './auth.passkey.contract.ts'
import { passkeyRoutes } from './auth.passkey.routes.ts'
import { authRoutes } from './auth.routes.ts'
import * as session from './auth.session.contract.ts'
import { sessionRoutes } from './auth.session.routes.ts'
import { sweep } from './auth.system.ts'

export { refuseWeak } from './auth.password.service.ts'
export { deliverTokens } from './auth.routes.ts'
export { beginSession } from './auth.entry.service.ts'
export { endSessions } from './auth.session.service.ts'
export { plainCode } from './auth.rules.ts'
export { countTry, forgetTries, tryKey } from './auth.system.ts'
export { hashPassword, isPassword } from './password.ts'

export const auth: Module = {
  name: 'auth',
  title: 'Sign-in and sessions',
  routes: (app) => [authRoutes, sessionRoutes, mfaRoutes, passkeyRoutes].forEach((add) => add(app)),
  permissions: mfa.permissions,
  events: [...contract.events, ...session.events, ...mfa.events, ...passkey.events],
  subscribers: [factorSubscriber],
  tasks: [
    { name: 'forgot-password', run: mailResetLinks },
    { name: 'invite-user', run: mailInvitation },
    { name: 'reset-password', run: mailReset },
    { name: 'verify-email', run: mailVerification },
  ],
  crons: [{ name: 'sweep-sign-ins', match: '17 * * * *', run: (deps) => sweep(deps.system, deps.clock()) }],
}
