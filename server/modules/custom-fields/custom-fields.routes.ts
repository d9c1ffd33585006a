import type { MusterApp } from '../../core/http.ts'
import * as contract from './custom-fields.contract.ts'
import * as fields from './custom-fields.service.ts'

export function customFieldRoutes(app: MusterApp) {
  app.route({ ...contract.listCustomFields, handler: (req) => req.company((ctx) => fields.listCustomFields(ctx, req.query)) })
  app.route({ ...contract.createCustomField, handler: (req) => req.company((ctx) => fields.createCustomField(ctx, req.body)) })
  app.route({
    ...contract.updateCustomField,
    handler: (req) => req.company((ctx) => fields.updateCustomField(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.deleteCustomField, handler: (req) => req.company((ctx) => fields.deleteCustomField(ctx, req.params.id)) })
}
