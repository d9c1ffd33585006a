import type { Module } from '../../core/module.ts'
import * as contract from './leave.contract.ts'
import { balanceAdjusted } from './leave.balance.contract.ts'
import { creditRetried } from './leave.credit.contract.ts'
import { leaveCreditRoutes } from './leave.credit.routes.ts'
import { createDefaultTypes } from './leave.entitlement.service.ts'
import { leaveKind } from './leave.approval.service.ts'
import { crons, subscribers, tasks } from './leave.jobs.ts'
import { leaveBalanceRoutes } from './leave.balance.routes.ts'
import { leavePersonRoutes } from './leave.person.routes.ts'
import { permissions } from './leave.permissions.contract.ts'
import { policyEvents } from './leave.policy.contract.ts'
import { leavePolicyRoutes } from './leave.policy.routes.ts'
import { leaveRoutes } from './leave.routes.ts'
import { balanceSheet } from './leave.sheet.service.ts'
import { typeEvents } from './leave.type.contract.ts'
import { leaveTypeRoutes } from './leave.type.routes.ts'
import { yearEndEvents } from './leave.year-end.contract.ts'
import { leaveYearEndRoutes } from './leave.year-end.routes.ts'

export { grantEntitlements } from './leave.entitlement.service.ts'

export const leave: Module = {
  name: 'leave',
  title: 'Leave',
  sheets: [balanceSheet],
  routes(app) {
    for (const routes of [leaveTypeRoutes, leavePolicyRoutes, leaveCreditRoutes, leaveYearEndRoutes]) routes(app)
    for (const routes of [leaveBalanceRoutes, leaveRoutes, leavePersonRoutes]) routes(app)
  },
  permissions,
  events: [...contract.requestEvents, balanceAdjusted, ...typeEvents, ...policyEvents, creditRetried, ...yearEndEvents],
  subscribers,
  tasks,
  crons,
  approvalKinds: [leaveKind],
  onboard: createDefaultTypes,
}
