import type { MusterApp } from '../../core/http.ts'
import { exportEmployees } from './employees.csv.service.ts'
import * as contract from './employees.list.contract.ts'
import { listPage, searchPage } from './employees.list.queries.ts'
import { countPeople } from './employees.statistics.queries.ts'

export function employeeListRoutes(app: MusterApp) {
  app.route({ ...contract.listEmployees, handler: (req) => req.company((ctx) => listPage(ctx, req.query)) })
  app.route({ ...contract.exportEmployees, handler: (req) => req.company((ctx) => exportEmployees(ctx, req.query)) })
  app.route({ ...contract.employeeStatistics, handler: (req) => req.company((ctx) => countPeople(ctx)) })
  app.route({ ...contract.searchPeople, handler: (req) => req.company((ctx) => searchPage(ctx, req.query)) })
}
