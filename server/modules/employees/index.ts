import type { Module } from '../../core/module.ts'
import * as contract from './employees.contract.ts'
import { employeeListRoutes } from './employees.list.routes.ts'
import { employeeRoutes } from './employees.routes.ts'

export { employeeCreated } from './employees.contract.ts'

export const employees: Module = {
  name: 'employees',
  title: 'People',
  routes(app) {
    employeeRoutes(app)
    employeeListRoutes(app)
  },
  permissions: contract.permissions,
  events: [contract.employeeCreated, contract.employeeUpdated],
}
