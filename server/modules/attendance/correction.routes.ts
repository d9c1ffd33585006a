import type { MusterApp } from '../../core/http.ts'
import * as contract from './correction.contract.ts'
import * as decide from './correction.decide.service.ts'
import * as correction from './correction.service.ts'

export function correctionRoutes(app: MusterApp) {
  app.route({ ...contract.previewCorrection, handler: (req) => req.company((ctx) => correction.previewCorrection(ctx, req.body)) })
  app.route({ ...contract.askCorrection, handler: (req) => req.company((ctx) => correction.askCorrection(ctx, req.body)) })
  app.route({ ...contract.listCorrections, handler: (req) => req.company((ctx) => correction.listCorrections(ctx, req.query)) })
  app.route({ ...contract.exportCorrections, handler: (req) => req.company((ctx) => correction.exportCorrections(ctx, req.query)) })
  app.route({ ...contract.getCorrection, handler: (req) => req.company((ctx) => correction.getCorrection(ctx, req.params.id)) })
  app.route({ ...contract.changeCorrection, handler: (req) => req.company((ctx) => decide.changeCorrection(ctx, req.params.id, req.body)) })
  app.route({ ...contract.approveCorrection, handler: (req) => req.company((ctx) => decide.approve(ctx, req.params.id, req.body)) })
  app.route({ ...contract.rejectCorrection, handler: (req) => req.company((ctx) => decide.reject(ctx, req.params.id, req.body)) })
}
