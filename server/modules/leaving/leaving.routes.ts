import type { MusterApp } from '../../core/http.ts'
import * as contract from './leaving.contract.ts'
import * as leaving from './leaving.service.ts'

export function leavingRoutes(app: MusterApp) {
  const { door } = app.deps
  app.route({ ...contract.startExport, handler: (req) => req.company((ctx) => leaving.startExport(ctx)) })
  app.route({ ...contract.listExports, handler: (req) => req.company((ctx) => leaving.listExports(ctx)) })
  app.route({ ...contract.getExport, handler: (req) => req.company((ctx) => leaving.getExport(ctx, req.params.id)) })
  app.route({
    ...contract.downloadExport,
    async handler(req) {
      const file = await req.company((ctx) => leaving.openArchive(ctx, req.params.id))
      return { ...file, content: leaving.readArchive(door, req.signedIn.companyId, req.params.id) }
    },
  })
  app.route({ ...contract.removeExport, handler: (req) => req.company((ctx) => leaving.removeExport(ctx, req.params.id)) })
}
