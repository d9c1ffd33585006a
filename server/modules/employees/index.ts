import type { Module } from '../../core/module.ts'
import * as contract from './employees.contract.ts'
import * as employmentContract from './employees.employment.contract.ts'
import { employmentRoutes } from './employees.employment.routes.ts'
import { lifecycleEvents, lifecyclePermissions } from './employees.lifecycle.contract.ts'
import { moveEverybodyAlong } from './employees.lifecycle.jobs.ts'
import { lifecycleRoutes } from './employees.lifecycle.routes.ts'
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
    employmentRoutes(app)
    lifecycleRoutes(app)
    recordRoutes(app)
    privateRoutes(app)
    photoRoutes(app)
  },
  permissions: [...contract.permissions, ...lifecyclePermissions, ...recordContract.recordPermissions],
  events: [
    contract.employeeCreated,
    contract.employeeUpdated,
    employmentContract.employmentStarted,
    employmentContract.employmentCorrected,
    employmentContract.employmentRemoved,
    ...lifecycleEvents,
    recordContract.recordAdded,
    recordContract.recordChanged,
    recordContract.recordRemoved,
    photoContract.photoChanged,
    photoContract.photoRemoved,
  ],
  // Every hour, because a day begins at another hour in each zone.
  crons: [{ name: 'move-people-along', match: '5 * * * *', run: moveEverybodyAlong }],
}
