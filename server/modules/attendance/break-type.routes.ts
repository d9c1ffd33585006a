import type { MusterApp } from '../../core/http.ts'
import * as contract from './break-type.contract.ts'
import * as breakType from './break-type.service.ts'

export function breakTypeRoutes(app: MusterApp) {
  app.route({ ...contract.listBreakTypes, handler: (req) => req.company((ctx) => breakType.listBreakTypes(ctx, req.query)) })
  app.route({ ...contract.createBreakType, handler: (req) => req.company((ctx) => breakType.createBreakType(ctx, req.body)) })
  app.route({
    ...contract.updateBreakType,
    handler: (req) => req.company((ctx) => breakType.updateBreakType(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.removeBreakType, handler: (req) => req.company((ctx) => breakType.removeBreakType(ctx, req.params.id)) })
}
