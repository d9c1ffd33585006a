import type { MusterApp } from '../../core/http.ts'
import * as contract from './companies.setup.contract.ts'
import { getSetup, updateSetup } from './companies.setup.service.ts'

export function setupRoutes(app: MusterApp) {
  app.route({ ...contract.getSetup, handler: (req) => req.company((ctx) => getSetup(ctx)) })
  app.route({ ...contract.updateSetup, handler: (req) => req.company((ctx) => updateSetup(ctx, req.body)) })
}
