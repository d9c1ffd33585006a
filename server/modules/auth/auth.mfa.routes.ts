import type { MusterApp } from '../../core/http.ts'
import * as contract from './auth.mfa.contract.ts'
import * as mfa from './auth.mfa.service.ts'

export function mfaRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.getSecondFactors, handler: (req) => req.company((ctx) => mfa.getSecondFactors(ctx)) })
  app.route({ ...contract.setUpTotp, handler: (req) => req.company((ctx) => mfa.setUpTotp(ctx, deps)) })
  app.route({ ...contract.confirmTotp, handler: (req) => req.company((ctx) => mfa.confirmTotp(ctx, deps, req.body)) })
  app.route({ ...contract.removeTotp, handler: (req) => req.company((ctx) => mfa.removeTotp(ctx)) })
  app.route({ ...contract.renewRecoveryCodes, handler: (req) => req.company((ctx) => mfa.renewRecoveryCodes(ctx, deps)) })
  app.route({ ...contract.listDemands, handler: (req) => req.company((ctx) => mfa.listDemands(ctx)) })
  app.route({ ...contract.setDemands, handler: (req) => req.company((ctx) => mfa.setDemands(ctx, req.body)) })
}
