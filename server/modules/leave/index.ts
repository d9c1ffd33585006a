import type { Module } from '../../core/module.ts'
import { allLeaveRoutes } from './leave.all.routes.ts'
import { leaveKind } from './leave.approval.service.ts'
import { createDefaultTypes } from './leave.entitlement.service.ts'
import { leaveEvents } from './leave.events.contract.ts'
import { crons, subscribers, tasks, tellings } from './leave.jobs.ts'
import { payoutKind } from './leave.payout-approval.service.ts'
import { permissions } from './leave.permissions.contract.ts'
import { balanceSheet } from './leave.sheet.service.ts'

export { grantEntitlements } from './leave.entitlement.service.ts'

export const leave: Module = {
  name: 'leave',
  title: 'Leave',
  sheets: [balanceSheet],
  routes: allLeaveRoutes,
  permissions,
  events: leaveEvents,
  subscribers,
  tellings,
  tasks,
  crons,
  approvalKinds: [leaveKind, payoutKind],
  onboard: createDefaultTypes,
}
