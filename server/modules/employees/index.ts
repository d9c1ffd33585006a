import type { Module } from '../../core/module.ts'
import * as contract from './employees.contract.ts'
import * as employmentContract from './employees.employment.contract.ts'
import { employmentRoutes } from './employees.employment.routes.ts'
import { lifecycleEvents, lifecyclePermissions } from './employees.lifecycle.contract.ts'
import { moveEverybodyAlong } from './employees.lifecycle.jobs.ts'
import { lifecycleRoutes } from './employees.lifecycle.routes.ts'
import { employeeRoutes } from './employees.routes.ts'

export { employeeCreated } from './employees.contract.ts'

export const employees: Module = {
  name: 'employees',
  title: 'People',
  routes(app) {
    employeeRoutes(app)
    employmentRoutes(app)
    lifecycleRoutes(app)
  },
  permissions: [...contract.permissions, ...lifecyclePermissions],
  events: [
    contract.employeeCreated,
    contract.employeeUpdated,
    employmentContract.employmentStarted,
    employmentContract.employmentCorrected,
    employmentContract.employmentRemoved,
    ...lifecycleEvents,
  ],
  // Every hour, because a day begins at another hour in each zone.
  crons: [{ name: 'move-people-along', match: '5 * * * *', run: moveEverybodyAlong }],
}
