import type { MusterApp } from '../../core/http.ts'
import * as contract from './organization.chart.contract.ts'
import * as chart from './organization.chart.service.ts'

export function chartRoutes(app: MusterApp) {
  app.route({
    ...contract.listDepartmentUsers,
    handler: (req) => req.company((ctx) => chart.listDepartmentUsers(ctx, req.params.id, req.query)),
  })
  app.route({
    ...contract.listPositionUsers,
    handler: (req) => req.company((ctx) => chart.listPositionUsers(ctx, req.params.id, req.query)),
  })
  app.route({ ...contract.orgChart, handler: (req) => req.company((ctx) => chart.orgChart(ctx, req.query)) })
  app.route({ ...contract.orgChartLine, handler: (req) => req.company((ctx) => chart.orgChartLine(ctx, req.params.id, req.query)) })
}
