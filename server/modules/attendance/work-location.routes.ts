import type { MusterApp } from '../../core/http.ts'
import * as contract from './work-location.contract.ts'
import * as location from './work-location.service.ts'

export function workLocationRoutes(app: MusterApp) {
  app.route({ ...contract.askLocation, handler: (req) => req.company((ctx) => location.askLocation(ctx, req.body)) })
  app.route({ ...contract.listLocations, handler: (req) => req.company((ctx) => location.listLocations(ctx, req.query)) })
  app.route({ ...contract.changeLocation, handler: (req) => req.company((ctx) => location.changeLocation(ctx, req.params.id, req.body)) })
  app.route({ ...contract.approveLocation, handler: (req) => req.company((ctx) => location.approve(ctx, req.params.id, req.body)) })
  app.route({ ...contract.rejectLocation, handler: (req) => req.company((ctx) => location.reject(ctx, req.params.id, req.body)) })
  app.route({ ...contract.currentLocation, handler: (req) => req.company((ctx) => location.currentLocation(ctx)) })
}
