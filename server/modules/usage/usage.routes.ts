import type { MusterApp } from '../../core/http.ts'
import * as contract from './usage.contract.ts'
import * as usage from './usage.service.ts'

export function usageRoutes(app: MusterApp) {
  const { deps } = app
  app.route({
    ...contract.getUsage,
    async handler(req) {
      // What this server counted just now is written first, so that the answer speaks of it.
      await deps.usage.settle(req.signedIn.companyId)
      return req.company((ctx) => usage.getUsage(ctx))
    },
  })
  app.route({
    ...contract.getUsageHistory,
    async handler(req) {
      await deps.usage.settle(req.signedIn.companyId)
      return req.company((ctx) => usage.getUsageHistory(ctx, req.query))
    },
  })
}
