import type { Module } from '../../core/module.ts'
import * as contract from './api-keys.contract.ts'
import { apiKeyRoutes } from './api-keys.routes.ts'

export { revokeKeysOf } from './api-keys.service.ts'

export const apiKeys: Module = {
  name: 'api-keys',
  title: 'Keys for other programs',
  routes: apiKeyRoutes,
  permissions: contract.permissions,
  events: [contract.apiKeyCreated, contract.apiKeyRotated, contract.apiKeyRevoked],
}
