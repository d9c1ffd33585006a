import type { MusterApp } from '../../core/http.ts'
import * as contract from './access.delegation.contract.ts'
import { delegationChoices } from './access.choices.service.ts'
import * as delegations from './access.delegation.service.ts'

export function delegationRoutes(app: MusterApp) {
  app.route({ ...contract.createDelegation, handler: (req) => req.company((ctx) => delegations.createDelegation(ctx, req.body)) })
  app.route({ ...contract.delegationChoices, handler: (req) => req.company((ctx) => delegationChoices(ctx, req.query)) })
  app.route({ ...contract.revokeDelegation, handler: (req) => req.company((ctx) => delegations.revokeDelegation(ctx, req.params.id)) })
  app.route({ ...contract.listGivenDelegations, handler: (req) => req.company((ctx) => delegations.listGiven(ctx, req.query)) })
  app.route({ ...contract.listReceivedDelegations, handler: (req) => req.company((ctx) => delegations.listReceived(ctx, req.query)) })
  app.route({ ...contract.exportDelegations, handler: (req) => req.company((ctx) => delegations.exportDelegations(ctx, req.query)) })
  app.route({ ...contract.listDelegations, handler: (req) => req.company((ctx) => delegations.listDelegations(ctx, req.query)) })
}
