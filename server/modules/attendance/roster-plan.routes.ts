import type { MusterApp } from '../../core/http.ts'
import * as contract from './roster-plan.contract.ts'
import { copyWeek, discard, draftCells } from './roster-plan.draft.service.ts'
import { preview, publish } from './roster-plan.publish.service.ts'
import { getPlan, listMyShifts } from './roster-plan.service.ts'

export function rosterPlanRoutes(app: MusterApp) {
  app.route({ ...contract.getRosterPlan, handler: (req) => req.company((ctx) => getPlan(ctx, req.query)) })
  app.route({ ...contract.draftCells, handler: (req) => req.company((ctx) => draftCells(ctx, req.body)) })
  app.route({ ...contract.copyWeek, handler: (req) => req.company((ctx) => copyWeek(ctx, req.body)) })
  app.route({ ...contract.previewPublish, handler: (req) => req.company((ctx) => preview(ctx, req.body)) })
  app.route({ ...contract.publishPlan, handler: (req) => req.company((ctx) => publish(ctx, req.body)) })
  app.route({ ...contract.discardDrafts, handler: (req) => req.company((ctx) => discard(ctx, req.body)) })
  app.route({ ...contract.myShifts, handler: (req) => req.company((ctx) => listMyShifts(ctx, req.query)) })
}
