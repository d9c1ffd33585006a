import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.list.contract.ts'
import { listPage } from './employees.list.queries.ts'

export function employeeListRoutes(app: MusterApp) {
  app.route({ ...contract.listEmployees, handler: (req) => req.company((ctx) => listPage(ctx, req.query)) })
}
