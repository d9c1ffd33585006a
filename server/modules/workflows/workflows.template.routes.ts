import type { MusterApp } from '../../core/http.ts'
import { kindsOf } from './workflows.engine.service.ts'
import * as contract from './workflows.template.contract.ts'
import * as template from './workflows.template.service.ts'

export function templateRoutes(app: MusterApp) {
  const kinds = kindsOf(app.deps.modules)
  app.route({ ...contract.listTemplates, handler: (req) => req.company((ctx) => template.listTemplates(ctx, req.query)) })
  app.route({ ...contract.createTemplate, handler: (req) => req.company((ctx) => template.createTemplate(ctx, req.body)) })
  app.route({
    ...contract.instantiateTemplate,
    handler: (req) => req.company((ctx) => template.instantiateTemplate(ctx, kinds, req.params.id, req.body)),
  })
}
