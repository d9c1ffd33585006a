import type { MusterApp } from '../../core/http.ts'
import { kindsOf } from './workflows.engine.service.ts'
import * as contract from './workflows.instance.contract.ts'
import { exportInstances, listInstances } from './workflows.instance-list.service.ts'
import * as instance from './workflows.instance.service.ts'
import * as policy from './workflows.policy.service.ts'
import * as substitute from './workflows.substitute.service.ts'

export function instanceRoutes(app: MusterApp) {
  const kinds = kindsOf(app.deps.modules)
  app.route({ ...contract.listInstances, handler: (req) => req.company((ctx) => listInstances(ctx, req.query)) })
  app.route({ ...contract.exportInstances, handler: (req) => req.company((ctx) => exportInstances(ctx, req.query)) })
  app.route({ ...contract.getInstance, handler: (req) => req.company((ctx) => instance.getInstance(ctx, req.params.id)) })
  app.route({ ...contract.getHistory, handler: (req) => req.company((ctx) => instance.getHistory(ctx, req.params.id)) })
  app.route({
    ...contract.cancelInstance,
    handler: (req) => req.company((ctx) => instance.cancelInstance(ctx, kinds, req.params.id, req.body)),
  })
  app.route({ ...contract.resumeInstance, handler: (req) => req.company((ctx) => instance.resumeInstance(ctx, kinds, req.params.id)) })
  app.route({ ...contract.listSubstitutes, handler: (req) => req.company((ctx) => substitute.listSubstitutes(ctx, req.query)) })
  app.route({ ...contract.exportSubstitutes, handler: (req) => req.company((ctx) => substitute.exportSubstitutes(ctx, req.query)) })
  app.route({ ...contract.addSubstitute, handler: (req) => req.company((ctx) => substitute.addSubstitute(ctx, req.body)) })
  app.route({ ...contract.endSubstitute, handler: (req) => req.company((ctx) => substitute.endSubstitute(ctx, req.params.id)) })
  app.route({ ...contract.listPolicies, handler: (req) => req.company((ctx) => policy.listPolicies(ctx, kinds)) })
  app.route({ ...contract.getPolicy, handler: (req) => req.company((ctx) => policy.getPolicy(ctx, kinds, req.params.kind)) })
  app.route({ ...contract.putPolicy, handler: (req) => req.company((ctx) => policy.putPolicy(ctx, kinds, req.params.kind, req.body)) })
}
