import type { MusterApp } from '../../core/http.ts'
import * as assignment from './shift.assignment.service.ts'
import * as contract from './shift.contract.ts'
import * as shift from './shift.service.ts'

export function shiftRoutes(app: MusterApp) {
  app.route({ ...contract.listShifts, handler: (req) => req.company((ctx) => shift.listShifts(ctx, req.query)) })
  app.route({ ...contract.getShift, handler: (req) => req.company((ctx) => shift.getShift(ctx, req.params.id)) })
  app.route({ ...contract.createShift, handler: (req) => req.company((ctx) => shift.createShift(ctx, req.body)) })
  app.route({ ...contract.updateShift, handler: (req) => req.company((ctx) => shift.updateShift(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removeShift, handler: (req) => req.company((ctx) => shift.removeShift(ctx, req.params.id)) })
  app.route({ ...contract.listShiftAssignments, handler: (req) => req.company((ctx) => assignment.listAssignments(ctx, req.query)) })
  app.route({ ...contract.assignShift, handler: (req) => req.company((ctx) => assignment.assignShift(ctx, req.body)) })
  app.route({
    ...contract.endShiftAssignment,
    handler: (req) => req.company((ctx) => assignment.changeDates(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.removeShiftAssignment, handler: (req) => req.company((ctx) => assignment.removeAssignment(ctx, req.params.id)) })
}
