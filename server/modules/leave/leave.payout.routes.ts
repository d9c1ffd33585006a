import type { MusterApp } from '../../core/http.ts'
import { priceEncashment } from './leave.encashment.service.ts'
import * as contract from './leave.payout.contract.ts'
import * as payout from './leave.payout.service.ts'

export function leavePayoutRoutes(app: MusterApp) {
  app.route({ ...contract.payoutLimits, handler: (req) => req.company((ctx) => payout.payoutLimits(ctx)) })
  app.route({ ...contract.askPayout, handler: (req) => req.company((ctx) => payout.askPayout(ctx, req.body)) })
  app.route({ ...contract.listPayouts, handler: (req) => req.company((ctx) => payout.listPayouts(ctx, req.query)) })
  app.route({ ...contract.withdrawPayout, handler: (req) => req.company((ctx) => payout.withdrawPayout(ctx, req.params.id)) })
  app.route({
    ...contract.priceEncashment,
    handler: (req) => req.company((ctx) => priceEncashment(ctx, req.params.id, req.body.unitRate)),
  })
}
