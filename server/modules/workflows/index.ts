import type { Module } from '../../core/module.ts'
import { eraseExpired } from '../companies/index.ts'
import { approvalEvents } from './workflows.approval.contract.ts'
import { approvalRoutes } from './workflows.approval.routes.ts'
import { workflowEvents } from './workflows.contract.ts'
import { customKind } from './workflows.custom.service.ts'
import { instanceEvents } from './workflows.instance.contract.ts'
import { instanceRoutes } from './workflows.instance.routes.ts'
import { scanEverywhere, subscribers, tasks } from './workflows.jobs.ts'
import { createPolicies } from './workflows.policy.service.ts'
import { eraseOldComments } from './workflows.retention.service.ts'
import { workflowRoutes } from './workflows.routes.ts'
import { templateCreated } from './workflows.template.contract.ts'
import { templateRoutes } from './workflows.template.routes.ts'
import { permissions } from './workflows.use.contract.ts'
import { useRoutes } from './workflows.use.routes.ts'

export { decidable } from './workflows.instance.queries.ts'
export { cancelApproval, decideRequest, lockApproval, restartApproval, startApproval } from './workflows.request.service.ts'
export { settleRequest } from './workflows.settle.service.ts'

export const workflows: Module = {
  name: 'workflows',
  title: 'Approvals and workflows',
  routes: (app) => [workflowRoutes, useRoutes, templateRoutes, instanceRoutes, approvalRoutes].forEach((routes) => routes(app)),
  permissions,
  events: [...workflowEvents, ...instanceEvents, ...approvalEvents, templateCreated],
  subscribers,
  tasks,
  crons: [
    { name: 'scan-approvals', match: '* * * * *', run: scanEverywhere },
    { name: 'erase-old-comments', match: '35 3 * * *', run: (deps) => eraseExpired(deps, eraseOldComments) },
  ],
  approvalKinds: [customKind],
  onboard: createPolicies,
}
