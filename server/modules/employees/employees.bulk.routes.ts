import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.bulk.contract.ts'
import { archivePeople, placePeople } from './employees.bulk.service.ts'

export function bulkRoutes(app: MusterApp) {
  app.route({ ...contract.archivePeople, handler: (req) => req.company((ctx) => archivePeople(ctx, req.body)) })
  app.route({ ...contract.placePeople, handler: (req) => req.company((ctx) => placePeople(ctx, req.body)) })
}
