import type { Module } from '../../core/module.ts'
import * as contract from './companies.contract.ts'
import { companyRoutes } from './companies.routes.ts'

export { settingsChanged } from './companies.contract.ts'
export { companyOf } from './companies.service.ts'
export { signUp } from './companies.signup.service.ts'
export { changeStatus, findCompanyByName, listOpenCompanies } from './companies.system.ts'

export const companies: Module = {
  name: 'companies',
  title: 'The company, its settings and its plan',
  routes: companyRoutes,
  permissions: contract.permissions,
  events: [contract.companySignedUp, contract.settingsChanged, contract.featuresChanged, contract.statusChanged],
}
