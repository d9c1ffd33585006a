import type { Module } from '../../core/module.ts'
import * as contract from './employees.contract.ts'
import { employeeListRoutes } from './employees.list.routes.ts'
import { employeeRoutes } from './employees.routes.ts'
import { indexTurnedToday, reindexCompany, reindexOutdated } from './employees.search.jobs.ts'

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
  tasks: [{ name: 'reindex-people', run: reindexCompany }],
  crons: [
    { name: 'reindex-outdated-people', match: '* * * * *', run: reindexOutdated },
    { name: 'index-turned-people', match: '5 * * * *', run: indexTurnedToday },
  ],
}
