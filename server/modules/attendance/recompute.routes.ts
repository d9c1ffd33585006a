import type { MusterApp } from '../../core/http.ts'
import * as contract from './recompute.contract.ts'
import * as recompute from './recompute.service.ts'

export function recomputeRoutes(app: MusterApp) {
  app.route({ ...contract.listRecomputes, handler: (req) => req.company((ctx) => recompute.listRecomputes(ctx, req.query)) })
  app.route({ ...contract.getRecompute, handler: (req) => req.company((ctx) => recompute.getRecompute(ctx, req.params.id)) })
}
