import type { Module } from '../../core/module.ts'
import * as contract from './users.contract.ts'
import { userRoutes } from './users.routes.ts'

export { archiveUser, restoreUser } from './users.service.ts'

export const users: Module = {
  name: 'users',
  title: 'Accounts',
  routes: userRoutes,
  permissions: contract.permissions,
  events: [contract.userCreated, contract.userUpdated, contract.userArchived, contract.userRestored],
}
