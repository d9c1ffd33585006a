import type { MusterApp } from '../../core/http.ts'
import * as contract from './auth.session.contract.ts'
import * as session from './auth.session.service.ts'
import * as proof from './auth.step-up.service.ts'

export function sessionRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.listSessions, handler: (req) => req.company((ctx) => session.listSessions(ctx)) })
  app.route({ ...contract.endSession, handler: (req) => req.company((ctx) => session.endSession(ctx, req.params.id)) })
  app.route({ ...contract.stepUp, handler: (req) => proof.stepUp(req, deps) })
  app.route({ ...contract.stepUpOptions, handler: (req) => req.company((ctx) => proof.stepUpOptions(ctx, deps)) })
}
