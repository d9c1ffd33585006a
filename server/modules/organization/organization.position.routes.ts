import type { MusterApp } from '../../core/http.ts'
import * as contract from './organization.position.contract.ts'
import * as positions from './organization.position.service.ts'

export function positionRoutes(app: MusterApp) {
  app.route({ ...contract.listPositions, handler: (req) => req.company((ctx) => positions.listPositions(ctx, req.query)) })
  app.route({ ...contract.exportPositions, handler: (req) => req.company((ctx) => positions.exportPositions(ctx, req.query)) })
  app.route({ ...contract.getPosition, handler: (req) => req.company((ctx) => positions.getPosition(ctx, req.params.id)) })
  app.route({ ...contract.createPosition, handler: (req) => req.company((ctx) => positions.createPosition(ctx, req.body)) })
  app.route({ ...contract.updatePosition, handler: (req) => req.company((ctx) => positions.updatePosition(ctx, req.params.id, req.body)) })
  app.route({ ...contract.deletePosition, handler: (req) => req.company((ctx) => positions.deletePosition(ctx, req.params.id)) })
}
