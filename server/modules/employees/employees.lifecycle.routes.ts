import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.lifecycle.contract.ts'
import * as lifecycle from './employees.lifecycle.service.ts'
import * as people from './employees.service.ts'
import { getTimeline } from './employees.timeline.service.ts'

export function lifecycleRoutes(app: MusterApp) {
  app.route({
    ...contract.archiveEmployee,
    handler: (req) => req.company((ctx) => lifecycle.archiveEmployee(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.restoreEmployee, handler: (req) => req.company((ctx) => lifecycle.restoreEmployee(ctx, req.params.id)) })
  app.route({ ...contract.rehireEmployee, handler: (req) => req.company((ctx) => lifecycle.rehireEmployee(ctx, req.params.id, req.body)) })
  app.route({ ...contract.updateContacts, handler: (req) => req.company((ctx) => people.updateContacts(ctx, req.params.id, req.body)) })
  app.route({ ...contract.getTimeline, handler: (req) => req.company((ctx) => getTimeline(ctx, req.params.id, req.query)) })
}
