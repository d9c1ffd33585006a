import type { Module } from '../../core/module.ts'
import * as contract from './companies.contract.ts'
import { profileEvents, profilePermissions } from './companies.profile.contract.ts'
import { profileRoutes } from './companies.profile.routes.ts'
import { companyRoutes } from './companies.routes.ts'
import { eraseCancelled } from './companies.erasure.system.ts'
import { dataErased } from './companies.retention.contract.ts'
import { setupChanged } from './companies.setup.contract.ts'
import { setupRoutes } from './companies.setup.routes.ts'

export { featuresChanged, settingsChanged } from './companies.contract.ts'
export { companyUpdated } from './companies.profile.contract.ts'
export { refuseNeeds, refuseSubdomain } from './companies.rules.ts'
export { fileTables, readGauges, readPlace, takePlace } from './companies.limits.service.ts'
export type { Gauge, PlaceCtx } from './companies.limits.service.ts'
export { companyOf, looksOf } from './companies.service.ts'
export { emptyingOrder } from './companies.erasure.rules.ts'
export { beginErasure, eraseCancelled, erasesAt } from './companies.erasure.system.ts'
export { eraseExpired } from './companies.retention.jobs.ts'
export { openCompany, signUp } from './companies.signup.service.ts'
export { changeStatus, findCompanyByName, listOpenCompanies } from './companies.system.ts'

export const companies: Module = {
  name: 'companies',
  title: 'The company, its settings and its plan',
  routes: (app) => [companyRoutes, profileRoutes, setupRoutes].forEach((add) => add(app)),
  permissions: [...contract.permissions, ...profilePermissions],
  events: [
    ...profileEvents,
    contract.companySignedUp,
    contract.settingsChanged,
    contract.featuresChanged,
    contract.statusChanged,
    setupChanged,
    dataErased,
  ],
  crons: [{ name: 'erase-cancelled', match: '35 * * * *', run: (deps) => eraseCancelled(deps) }],
}
