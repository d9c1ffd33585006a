import type { Module } from '../../core/module.ts'
import { employeeCreated } from '../employees/index.ts'
import * as contract from './leave.contract.ts'
import * as balanceContract from './leave.balance.contract.ts'
import { createDefaultTypes } from './leave.entitlement.service.ts'
import { grantToEverybody, grantToNewEmployee, mailAboutRequest } from './leave.jobs.ts'
import { leaveKind } from './leave.approval.service.ts'
import { leaveBalanceRoutes } from './leave.balance.routes.ts'
import { leavePersonRoutes } from './leave.person.routes.ts'
import { leaveRoutes } from './leave.routes.ts'
import { balanceSheet } from './leave.sheet.service.ts'

export { grantEntitlements } from './leave.entitlement.service.ts'

export const leave: Module = {
  name: 'leave',
  title: 'Leave',
  sheets: [balanceSheet],
  routes(app) {
    leaveBalanceRoutes(app)
    leaveRoutes(app)
    leavePersonRoutes(app)
  },
  permissions: contract.permissions,
  events: [
    contract.leaveSubmitted,
    contract.leaveApproved,
    contract.leaveRejected,
    contract.leaveWithdrawn,
    contract.leaveCancelled,
    balanceContract.balanceAdjusted,
  ],
  subscribers: [
    { name: 'leave-grant', on: [employeeCreated], run: grantToNewEmployee },
    { name: 'leave-mail', on: [contract.leaveSubmitted, contract.leaveApproved, contract.leaveRejected], run: mailAboutRequest },
  ],
  crons: [{ name: 'grant-leave', match: '10 2 * * *', run: grantToEverybody }],
  approvalKinds: [leaveKind],
  onboard: createDefaultTypes,
}
