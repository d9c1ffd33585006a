import type { MusterApp } from '../../core/http.ts'
import * as definition from './workflows.definition.service.ts'
import { kindsOf } from './workflows.engine.service.ts'
import { workflowChoices } from './workflows.choices.service.ts'
import * as execute from './workflows.execute.service.ts'
import * as contract from './workflows.use.contract.ts'

export function useRoutes(app: MusterApp) {
  const kinds = kindsOf(app.deps.modules)
  app.route({ ...contract.checkWorkflow, handler: (req) => req.company((ctx) => definition.checkWorkflow(ctx, kinds, req.body)) })
  app.route({ ...contract.workflowChoices, handler: (req) => req.company((ctx) => workflowChoices(ctx, kinds)) })
  app.route({ ...contract.listStartable, handler: (req) => req.company((ctx) => execute.listStartable(ctx)) })
  app.route({ ...contract.executeWorkflow, handler: (req) => req.company((ctx) => execute.executeWorkflow(ctx, req.params.id, req.body)) })
  app.route({
    ...contract.simulateWorkflow,
    handler: (req) => req.company((ctx) => execute.simulateWorkflow(ctx, kinds, req.params.id, req.body)),
  })
  app.route({ ...contract.listVersions, handler: (req) => req.company((ctx) => definition.listVersions(ctx, req.params.id)) })
}
