import type { MusterApp } from '../../core/http.ts'
import * as contract from './companies.profile.contract.ts'
import * as profile from './companies.profile.service.ts'

export function profileRoutes(app: MusterApp) {
  const { system } = app.deps
  app.route({ ...contract.updateCompany, handler: (req) => req.company((ctx) => profile.updateCompany(ctx, req.body)) })
  app.route({ ...contract.getBranding, handler: (req) => req.company((ctx) => profile.getBranding(ctx)) })
  app.route({ ...contract.updateBranding, handler: (req) => req.company((ctx) => profile.updateBranding(ctx, req.body)) })
  app.route({
    ...contract.uploadLogo,
    async handler(req) {
      const content = await profile.logoOf(req.body)
      return req.company((ctx) => profile.keepLogo(ctx, content))
    },
  })
  app.route({ ...contract.removeLogo, handler: (req) => req.company((ctx) => profile.removeLogo(ctx)) })
  app.route({ ...contract.getLogo, handler: (req) => profile.getLogo(system, req.params.token) })
}
