import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.template.contract.ts'
import * as templates from './access.template.service.ts'

export function templateRoutes(app: MusterApp) {
  app.route({ ...contract.listTemplates, handler: (req) => req.company((ctx) => templates.listTemplates(ctx, req.query)) })
  app.route({ ...contract.createTemplate, handler: (req) => req.company((ctx) => templates.createTemplate(ctx, 'grants', req.body)) })
  app.route({ ...contract.updateTemplate, handler: (req) => req.company((ctx) => templates.updateTemplate(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removeTemplate, handler: (req) => req.company((ctx) => templates.removeTemplate(ctx, req.params.id)) })
  app.route({ ...contract.applyTemplate, handler: (req) => req.company((ctx) => templates.applyTemplate(ctx, req.body)) })
  app.route({ ...contract.createRoleTemplate, handler: (req) => req.company((ctx) => templates.createTemplate(ctx, 'role', req.body)) })
  app.route({ ...contract.applyRoleTemplate, handler: (req) => req.company((ctx) => templates.applyRoleTemplate(ctx, req.body)) })
}
