import type { Module } from '../../core/module.ts'
import * as contract from './auth.contract.ts'
import { mailInvitation, mailReset, mailResetLinks, mailVerification } from './auth.password.service.ts'
import { authRoutes } from './auth.routes.ts'
import { sweep } from './auth.system.ts'

export { refuseWeak } from './auth.password.service.ts'
export { deliverTokens } from './auth.routes.ts'
export { beginSession } from './auth.service.ts'
export { endSessions } from './auth.session.service.ts'
export { hashPassword } from './password.ts'

export const auth: Module = {
  name: 'auth',
  title: 'Sign-in and sessions',
  routes: authRoutes,
  permissions: [],
  events: [
    contract.signedIn,
    contract.signInFailed,
    contract.signedOut,
    contract.tokenReused,
    contract.passwordChanged,
    contract.profileUpdated,
    contract.emailVerified,
  ],
  tasks: [
    { name: 'forgot-password', run: mailResetLinks },
    { name: 'invite-user', run: mailInvitation },
    { name: 'reset-password', run: mailReset },
    { name: 'verify-email', run: mailVerification },
  ],
  crons: [{ name: 'sweep-sign-ins', match: '17 * * * *', run: (deps) => sweep(deps.system, deps.clock()) }],
}
