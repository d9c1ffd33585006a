import type { MusterApp } from '../../core/http.ts'
import * as contract from './workflows.contract.ts'
import * as definition from './workflows.definition.service.ts'
import { kindsOf } from './workflows.engine.service.ts'

export function workflowRoutes(app: MusterApp) {
  const kinds = kindsOf(app.deps.modules)
  app.route({ ...contract.listWorkflows, handler: (req) => req.company((ctx) => definition.listWorkflows(ctx, req.query)) })
  app.route({ ...contract.createWorkflow, handler: (req) => req.company((ctx) => definition.createWorkflow(ctx, kinds, req.body)) })
  app.route({ ...contract.getWorkflow, handler: (req) => req.company((ctx) => definition.getWorkflow(ctx, kinds, req.params.id)) })
  app.route({
    ...contract.updateWorkflow,
    handler: (req) => req.company((ctx) => definition.updateWorkflow(ctx, kinds, req.params.id, req.body)),
  })
  app.route({ ...contract.deleteWorkflow, handler: (req) => req.company((ctx) => definition.deleteWorkflow(ctx, kinds, req.params.id)) })
  app.route({
    ...contract.activateWorkflow,
    handler: (req) => req.company((ctx) => definition.activateWorkflow(ctx, kinds, req.params.id)),
  })
  app.route({
    ...contract.deactivateWorkflow,
    handler: (req) => req.company((ctx) => definition.deactivateWorkflow(ctx, kinds, req.params.id)),
  })
  app.route({ ...contract.archiveWorkflow, handler: (req) => req.company((ctx) => definition.archiveWorkflow(ctx, kinds, req.params.id)) })
}
