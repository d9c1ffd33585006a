import type { Module } from '../../core/module.ts'
import { eraseExpired } from '../companies/index.ts'
import * as contract from './employees.contract.ts'
import { employmentEvents } from './employees.employment.contract.ts'
import { employmentSheet } from './employees.employment-sheet.service.ts'
import { mailDocumentExpiry, remindOfExpiry } from './employees.expiry.jobs.ts'
import { lifecycleEvents, lifecyclePermissions } from './employees.lifecycle.contract.ts'
import { moveEverybodyAlong } from './employees.lifecycle.jobs.ts'
import { photoEvents } from './employees.photo.contract.ts'
import { recordEvents, recordPermissions } from './employees.record.contract.ts'
import { eraseLeft } from './employees.retention.service.ts'
import { peopleRoutes } from './employees.routes.ts'
import { employeeSheet } from './employees.sheet.service.ts'
import { searchCrons, searchSubscribers, searchTasks } from './employees.search.jobs.ts'
import { viewedEvents } from './employees.viewed.contract.ts'

export { employeeCreated } from './employees.contract.ts'
export { employmentEvents } from './employees.employment.contract.ts'

export const employees: Module = {
  name: 'employees',
  title: 'People',
  sheets: [employeeSheet, employmentSheet],
  routes(app) {
    for (const routes of peopleRoutes) routes(app)
  },
  permissions: [...contract.permissions, ...lifecyclePermissions, ...recordPermissions],
  events: [...contract.employeeEvents, ...viewedEvents, ...employmentEvents, ...lifecycleEvents, ...recordEvents, ...photoEvents],
  subscribers: searchSubscribers,
  tasks: [{ name: 'mail-document-expiry', run: mailDocumentExpiry }, ...searchTasks],
  crons: [
    ...searchCrons,
    { name: 'move-people-along', match: '5 * * * *', run: moveEverybodyAlong },
    { name: 'remind-of-expiry', match: '40 1 * * *', run: remindOfExpiry },
    { name: 'erase-left-people', match: '10 3 * * *', run: (deps) => eraseExpired(deps, eraseLeft) },
  ],
}
