import type { MusterApp } from '../../core/http.ts'
import * as contract from './audit.contract.ts'
import * as audit from './audit.service.ts'
import { sealCompany } from './seal.system.ts'

export function auditRoutes(app: MusterApp) {
  const { deps } = app
  const stories = new Map(deps.modules.flatMap((module) => module.events).map((event) => [event.kind as string, event]))
  app.route({ ...contract.listLogs, handler: (req) => req.company((ctx) => audit.listLogs(ctx, stories, req.query)) })
  app.route({ ...contract.exportLogs, handler: (req) => req.company((ctx) => audit.exportLogs(ctx, stories, req.query)) })
  app.route({
    ...contract.listEntity,
    handler: (req) => req.company((ctx) => audit.listEntity(ctx, stories, req.params.type, req.params.id, req.query)),
  })
  app.route({
    ...contract.verifyAudit,
    async handler(req) {
      // What happened just now is sealed first, so that the answer speaks of everything.
      await sealCompany(deps.system, req.signedIn.companyId, deps.clock())
      return req.company((ctx) => audit.verifyAudit(ctx))
    },
  })
}
