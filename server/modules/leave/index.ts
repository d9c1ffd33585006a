import type { Module } from '../../core/module.ts'
import { employeeCreated } from '../employees/index.ts'
import { allLeaveRoutes } from './leave.all.routes.ts'
import { createDefaultTypes } from './leave.entitlement.service.ts'
import { leaveEvents } from './leave.events.contract.ts'
import { leaveKind } from './leave.approval.service.ts'
import { crons, grantToNewEmployee, tasks } from './leave.jobs.ts'
import { mailAboutRequest, mailedEvents } from './leave.mail.jobs.ts'
import { permissions } from './leave.permissions.contract.ts'

export { grantEntitlements } from './leave.entitlement.service.ts'

export const leave: Module = {
  name: 'leave',
  title: 'Leave',
  routes: allLeaveRoutes,
  permissions,
  events: leaveEvents,
  subscribers: [
    { name: 'leave-grant-hired', on: [employeeCreated], run: grantToNewEmployee },
    { name: 'leave-mail', on: mailedEvents, run: mailAboutRequest },
  ],
  tasks,
  crons,
  approvalKinds: [leaveKind],
  onboard: createDefaultTypes,
}
