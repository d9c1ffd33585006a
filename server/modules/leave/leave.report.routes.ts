import type { MusterApp } from '../../core/http.ts'
import * as contract from './leave.report.contract.ts'
import { exportReport, reportPage } from './leave.report.service.ts'

export function leaveReportRoutes(app: MusterApp) {
  app.route({ ...contract.balanceReport, handler: (req) => req.company((ctx) => reportPage(ctx, req.query)) })
  app.route({ ...contract.balanceReportCsv, handler: (req) => req.company((ctx) => exportReport(ctx, req.query, 'csv')) })
  app.route({ ...contract.balanceReportXlsx, handler: (req) => req.company((ctx) => exportReport(ctx, req.query, 'xlsx')) })
}
