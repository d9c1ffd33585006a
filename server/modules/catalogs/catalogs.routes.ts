import type { MusterApp } from '../../core/http.ts'
import * as contract from './catalogs.contract.ts'
import * as catalogs from './catalogs.service.ts'

export function catalogRoutes(app: MusterApp) {
  app.route({ ...contract.listCatalogs, handler: (req) => req.company((ctx) => catalogs.listCatalogs(ctx, req.query)) })
  app.route({ ...contract.listItems, handler: (req) => req.company((ctx) => catalogs.listItems(ctx, req.params.type, req.query)) })
  app.route({ ...contract.exportItems, handler: (req) => req.company((ctx) => catalogs.exportItems(ctx, req.params.type, req.query)) })
  app.route({ ...contract.createItem, handler: (req) => req.company((ctx) => catalogs.createItem(ctx, req.body)) })
  app.route({ ...contract.updateItem, handler: (req) => req.company((ctx) => catalogs.updateItem(ctx, req.params.id, req.body)) })
  app.route({ ...contract.deleteItem, handler: (req) => req.company((ctx) => catalogs.deleteItem(ctx, req.params.id)) })
  app.route({ ...contract.listReferences, handler: (req) => req.company((ctx) => catalogs.listReferences(ctx, req.params.id)) })
  app.route({ ...contract.mergeItems, handler: (req) => req.company((ctx) => catalogs.mergeItems(ctx, req.params.id, req.body.intoId)) })
}
