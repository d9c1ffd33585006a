import type { MusterApp } from '../../core/http.ts'
import * as contract from './geofence.contract.ts'
import * as places from './geofence.places.service.ts'
import { listPositions } from './geofence.service.ts'

export function geofenceRoutes(app: MusterApp) {
  app.route({ ...contract.listPlaces, handler: (req) => req.company((ctx) => places.listPlaces(ctx, req.query)) })
  app.route({ ...contract.createPlace, handler: (req) => req.company((ctx) => places.createPlace(ctx, req.body)) })
  app.route({ ...contract.updatePlace, handler: (req) => req.company((ctx) => places.updatePlace(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removePlace, handler: (req) => req.company((ctx) => places.removePlace(ctx, req.params.id)) })
  app.route({ ...contract.listPositions, handler: (req) => req.company((ctx) => listPositions(ctx, req.query)) })
}
