import type { MusterApp } from '../../core/http.ts'
import * as contract from './api-keys.contract.ts'
import * as keys from './api-keys.service.ts'

export function apiKeyRoutes(app: MusterApp) {
  app.route({ ...contract.listApiKeys, handler: (req) => req.company((ctx) => keys.listApiKeys(ctx, req.query)) })
  app.route({ ...contract.getApiKey, handler: (req) => req.company((ctx) => keys.getApiKey(ctx, req.params.id)) })
  app.route({ ...contract.createApiKey, handler: (req) => req.company((ctx) => keys.createApiKey(ctx, req.body)) })
  app.route({ ...contract.rotateApiKey, handler: (req) => req.company((ctx) => keys.rotateApiKey(ctx, req.params.id, req.body)) })
  app.route({ ...contract.revokeApiKey, handler: (req) => req.company((ctx) => keys.revokeApiKey(ctx, req.params.id)) })
}
