import type { Module } from '../../core/module.ts'
import * as contract from './employees.contract.ts'
import * as recordContract from './employees.record.contract.ts'
import { privateRoutes } from './employees.private.routes.ts'
import { recordRoutes } from './employees.record.routes.ts'
import { employeeRoutes } from './employees.routes.ts'

export { employeeCreated } from './employees.contract.ts'

export const employees: Module = {
  name: 'employees',
  title: 'People',
  routes(app) {
    employeeRoutes(app)
    recordRoutes(app)
    privateRoutes(app)
  },
  permissions: [...contract.permissions, ...recordContract.recordPermissions],
  events: [
    contract.employeeCreated,
    contract.employeeUpdated,
    recordContract.recordAdded,
    recordContract.recordChanged,
    recordContract.recordRemoved,
  ],
}
