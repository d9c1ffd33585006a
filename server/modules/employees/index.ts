import type { Module } from '../../core/module.ts'
import * as contract from './employees.contract.ts'
import { mailDocumentExpiry, remindOfExpiry } from './employees.expiry.jobs.ts'
import * as photoContract from './employees.photo.contract.ts'
import { photoRoutes } from './employees.photo.routes.ts'
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
    photoRoutes(app)
  },
  permissions: [...contract.permissions, ...recordContract.recordPermissions],
  events: [
    contract.employeeCreated,
    contract.employeeUpdated,
    recordContract.recordAdded,
    recordContract.recordChanged,
    recordContract.recordRemoved,
    photoContract.photoChanged,
    photoContract.photoRemoved,
  ],
  tasks: [{ name: 'mail-document-expiry', run: mailDocumentExpiry }],
  crons: [{ name: 'remind-of-expiry', match: '40 1 * * *', run: remindOfExpiry }],
}
