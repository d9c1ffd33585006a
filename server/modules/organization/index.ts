import type { Module } from '../../core/module.ts'
import { branchEvents } from './organization.branch.contract.ts'
import { branchRoutes } from './organization.branch.routes.ts'
import { createHeadOffice } from './organization.branch.service.ts'
import { chartRoutes } from './organization.chart.routes.ts'
import * as contract from './organization.contract.ts'
import { positionEvents } from './organization.position.contract.ts'
import { positionRoutes } from './organization.position.routes.ts'
import { departmentRoutes } from './organization.routes.ts'
import { branchSheet, departmentSheet, positionSheet } from './organization.sheet.service.ts'
import { treeRoutes } from './organization.tree.routes.ts'

export { requireOpenBranch } from './organization.branch.service.ts'
export { takeSeats } from './organization.seat.service.ts'

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
  events: [...branchEvents, contract.departmentCreated, contract.departmentUpdated, contract.departmentDeleted, ...positionEvents],
  sheets: [branchSheet, departmentSheet, positionSheet],
  onboard: createHeadOffice,
}
