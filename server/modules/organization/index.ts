import type { Module } from '../../core/module.ts'
import * as contract from './organization.contract.ts'
import { organizationRoutes } from './organization.routes.ts'
import { createHeadOffice } from './organization.service.ts'

export { takeSeat } from './organization.seat.service.ts'
export { vacateSeats } from './organization.seats.service.ts'

export const organization: Module = {
  name: 'organization',
  title: 'Branches and departments',
  routes: organizationRoutes,
  permissions: contract.permissions,
  events: [contract.departmentCreated, contract.departmentUpdated, contract.departmentDeleted],
  onboard: createHeadOffice,
}
