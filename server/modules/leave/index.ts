import type { Module } from '../../core/module.ts'
import { employeeCreated } from '../employees/index.ts'
import * as contract from './leave.contract.ts'
import { createDefaultTypes } from './leave.entitlement.service.ts'
import { grantToEverybody, grantToNewEmployee, mailAboutRequest } from './leave.jobs.ts'
import { leaveRoutes } from './leave.routes.ts'

export { grantEntitlements } from './leave.entitlement.service.ts'

export const leave: Module = {
  name: 'leave',
  title: 'Leave',
  routes: leaveRoutes,
  permissions: contract.permissions,
  events: [
    contract.leaveSubmitted,
    contract.leaveApproved,
    contract.leaveRejected,
    contract.leaveWithdrawn,
    contract.leaveCancelled,
    contract.balanceAdjusted,
  ],
  subscribers: [
    { name: 'leave-grant', on: [employeeCreated], run: grantToNewEmployee },
    { name: 'leave-mail', on: [contract.leaveSubmitted, contract.leaveApproved, contract.leaveRejected], run: mailAboutRequest },
  ],
  crons: [{ name: 'grant-leave', match: '10 2 * * *', run: grantToEverybody }],
  onboard: createDefaultTypes,
}
