import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.group.contract.ts'
import * as groups from './access.group.service.ts'

export function groupRoutes(app: MusterApp) {
  app.route({ ...contract.listGroups, handler: (req) => req.company((ctx) => groups.listGroups(ctx, req.query)) })
  app.route({ ...contract.exportGroups, handler: (req) => req.company((ctx) => groups.exportGroups(ctx, req.query)) })
  app.route({ ...contract.createGroup, handler: (req) => req.company((ctx) => groups.createGroup(ctx, req.body)) })
  app.route({ ...contract.updateGroup, handler: (req) => req.company((ctx) => groups.updateGroup(ctx, req.params.id, req.body)) })
  app.route({ ...contract.deleteGroup, handler: (req) => req.company((ctx) => groups.deleteGroup(ctx, req.params.id)) })
}
