import type { MusterApp } from '../../core/http.ts'
import * as contract from './integrations.contract.ts'
import * as integrations from './integrations.service.ts'
import { noteTrial, readTrial, tryOut } from './integrations.trial.service.ts'

export function integrationRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.getIntegrations, handler: (req) => req.company((ctx) => integrations.getIntegrations(ctx)) })
  app.route({
    ...contract.updateIntegrations,
    handler: (req) => req.company((ctx) => integrations.updateIntegrations(ctx, deps.vault, req.body)),
  })
  app.route({
    ...contract.testIntegration,
    async handler(req) {
      const { kind } = req.params
      const { companyId, userId } = req.signedIn
      // What is read holds a secret: it must not become the answer that is kept for an idempotency key.
      const trial = await deps.door.enterAsSystem(companyId, (ctx) => readTrial(ctx, deps, kind, userId))
      const outcome = await tryOut(deps, kind, trial)
      return req.company((ctx) => noteTrial(ctx, kind, outcome))
    },
  })
}
