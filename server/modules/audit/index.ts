import type { Module } from '../../core/module.ts'
import * as contract from './audit.contract.ts'
import { auditRoutes } from './audit.routes.ts'
import { sealAll } from './seal.system.ts'

export { sealCompany } from './seal.system.ts'

export const audit: Module = {
  name: 'audit',
  title: 'Audit',
  routes: auditRoutes,
  permissions: contract.permissions,
  events: [contract.logsExported],
  crons: [{ name: 'seal-audit', match: '* * * * *', run: (deps) => sealAll(deps.system, deps.clock()) }],
}
