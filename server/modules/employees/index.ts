import type { Module } from '../../core/module.ts'
import { itemMerged, itemUpdated } from '../catalogs/index.ts'
import * as contract from './employees.contract.ts'
import { employeeListRoutes } from './employees.list.routes.ts'
import { privateRoutes } from './employees.private.routes.ts'
import * as recordContract from './employees.record.contract.ts'
import { recordRoutes } from './employees.record.routes.ts'
import { employeeRoutes } from './employees.routes.ts'
import { crons, reindexCompany, reindexHolders } from './employees.search.jobs.ts'

export { employeeCreated } from './employees.contract.ts'

export const employees: Module = {
  name: 'employees',
  title: 'People',
  routes(app) {
    employeeRoutes(app)
    employeeListRoutes(app)
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
  subscribers: [{ name: 'reindex-holders', on: [itemUpdated, itemMerged], run: reindexHolders }],
  tasks: [{ name: 'reindex-people', run: reindexCompany }],
  crons,
}
