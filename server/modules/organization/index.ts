import type { Module } from '../../core/module.ts'
import * as branches from './organization.branch.contract.ts'
import { branchRoutes } from './organization.branch.routes.ts'
import { createHeadOffice } from './organization.branch.service.ts'
import { chartRoutes } from './organization.chart.routes.ts'
import * as contract from './organization.contract.ts'
import * as positions from './organization.position.contract.ts'
import { positionRoutes } from './organization.position.routes.ts'
import { departmentRoutes } from './organization.routes.ts'
import { treeRoutes } from './organization.tree.routes.ts'

export { requireOpenBranch } from './organization.branch.service.ts'
export { takeSeat } from './organization.seat.service.ts'
export { vacateSeats } from './organization.seats.service.ts'

export const organization: Module = {
  name: 'organization',
  title: 'Branches, departments and positions',
  routes(app) {
    branchRoutes(app)
    departmentRoutes(app)
    positionRoutes(app)
    treeRoutes(app)
    chartRoutes(app)
  },
  permissions: contract.permissions,
  events: [
    branches.branchCreated,
    branches.branchUpdated,
    branches.branchArchived,
    branches.branchRestored,
    contract.departmentCreated,
    contract.departmentUpdated,
    contract.departmentDeleted,
    positions.positionCreated,
    positions.positionUpdated,
    positions.positionDeleted,
  ],
  onboard: createHeadOffice,
}
