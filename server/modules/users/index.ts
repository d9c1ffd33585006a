import type { Module } from '../../core/module.ts'
import { eraseExpired } from '../companies/index.ts'
import { mailInvitationLink } from './users.accept.service.ts'
import { userAccountRoutes } from './users.account.routes.ts'
import * as contract from './users.contract.ts'
import * as invitation from './users.invitation.contract.ts'
import { invitationRoutes } from './users.invitation.routes.ts'
import { eraseOldInvitations } from './users.retention.service.ts'
import { userRoutes } from './users.routes.ts'

export { userArchived } from './users.contract.ts'
export { archiveUser, restoreUser } from './users.account.service.ts'

export const users: Module = {
  name: 'users',
  title: 'Accounts',
  routes: (app) => [userRoutes, userAccountRoutes, invitationRoutes].forEach((routes) => routes(app)),
  permissions: contract.permissions,
  events: [
    contract.usersExported,
    contract.userCreated,
    contract.userUpdated,
    contract.userArchived,
    contract.userRestored,
    contract.userPasswordReset,
    invitation.invitationsExported,
    invitation.invitationSent,
    invitation.invitationResent,
    invitation.invitationRevoked,
    invitation.invitationAccepted,
  ],
  tasks: [{ name: 'mail-invitation', run: mailInvitationLink }],
  crons: [{ name: 'erase-old-invitations', match: '20 3 * * *', run: (deps) => eraseExpired(deps, eraseOldInvitations) }],
}
