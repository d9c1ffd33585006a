import type { MusterApp } from '../../core/http.ts'
import * as contract from './custom-fields.value.contract.ts'
import * as values from './custom-fields.value.service.ts'

export function customValueRoutes(app: MusterApp) {
  app.route({ ...contract.getCustomValues, handler: (req) => req.company((ctx) => values.getCustomValues(ctx, req.params.id)) })
  app.route({
    ...contract.updateCustomValues,
    handler: (req) => req.company((ctx) => values.updateCustomValues(ctx, req.params.id, req.body)),
  })
}
