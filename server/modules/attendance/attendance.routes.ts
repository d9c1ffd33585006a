import type { MusterApp } from '../../core/http.ts'
import * as contract from './attendance.contract.ts'
import * as clock from './clock.service.ts'
import * as day from './day.service.ts'
import { exportToday, listToday } from './today.service.ts'

export function attendanceRoutes(app: MusterApp) {
  app.route({ ...contract.start, handler: (req) => req.company((ctx) => clock.punch(ctx, 'start', req.body)) })
  app.route({ ...contract.pause, handler: (req) => req.company((ctx) => clock.punch(ctx, 'break', req.body)) })
  app.route({ ...contract.resume, handler: (req) => req.company((ctx) => clock.punch(ctx, 'resume', req.body)) })
  app.route({ ...contract.end, handler: (req) => req.company((ctx) => clock.punch(ctx, 'end', req.body)) })
  app.route({ ...contract.myStatus, handler: (req) => req.company((ctx) => clock.myStatus(ctx)) })
  app.route({ ...contract.listToday, handler: (req) => req.company((ctx) => listToday(ctx, req.query)) })
  app.route({ ...contract.exportToday, handler: (req) => req.company((ctx) => exportToday(ctx, req.query)) })
  app.route({ ...contract.listDays, handler: (req) => req.company((ctx) => day.listDays(ctx, req.query)) })
}
