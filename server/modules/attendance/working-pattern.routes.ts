import type { MusterApp } from '../../core/http.ts'
import * as contract from './working-pattern.contract.ts'
import * as pattern from './working-pattern.service.ts'

export function workingPatternRoutes(app: MusterApp) {
  app.route({ ...contract.listPatterns, handler: (req) => req.company((ctx) => pattern.listPatterns(ctx, req.query)) })
  app.route({ ...contract.getPattern, handler: (req) => req.company((ctx) => pattern.getPattern(ctx, req.params.id)) })
  app.route({ ...contract.createPattern, handler: (req) => req.company((ctx) => pattern.createPattern(ctx, req.body)) })
  app.route({ ...contract.updatePattern, handler: (req) => req.company((ctx) => pattern.updatePattern(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removePattern, handler: (req) => req.company((ctx) => pattern.removePattern(ctx, req.params.id)) })
}
