import type { MusterApp } from '../../core/http.ts'
import * as contract from './shift-request.contract.ts'
import * as shifts from './shift-request.service.ts'

export function shiftRequestRoutes(app: MusterApp) {
  app.route({ ...contract.askShift, handler: (req) => req.company((ctx) => shifts.askShift(ctx, req.body)) })
  app.route({ ...contract.listShiftRequests, handler: (req) => req.company((ctx) => shifts.listShiftRequests(ctx, req.query)) })
  app.route({ ...contract.listSwapColleagues, handler: (req) => req.company((ctx) => shifts.listColleagues(ctx, req.query)) })
  app.route({ ...contract.changeShiftRequest, handler: (req) => req.company((ctx) => shifts.withdraw(ctx, req.params.id, req.body)) })
  app.route({ ...contract.agreeToSwap, handler: (req) => req.company((ctx) => shifts.agree(ctx, req.params.id, req.body)) })
  app.route({ ...contract.declineSwap, handler: (req) => req.company((ctx) => shifts.decline(ctx, req.params.id, req.body)) })
  app.route({ ...contract.approveShiftRequest, handler: (req) => req.company((ctx) => shifts.approve(ctx, req.params.id, req.body)) })
  app.route({ ...contract.rejectShiftRequest, handler: (req) => req.company((ctx) => shifts.reject(ctx, req.params.id, req.body)) })
}
