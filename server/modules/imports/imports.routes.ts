import type { MusterApp } from '../../core/http.ts'
import * as contract from './imports.contract.ts'
import * as imports from './imports.service.ts'

export function importRoutes(app: MusterApp) {
  const kinds = imports.sheetKinds(app.deps.modules)
  app.route({ ...contract.listImportKinds, handler: (req) => req.company((ctx) => imports.listImportKinds(ctx, kinds)) })
  app.route({
    ...contract.startImport,
    handler: (req) => req.company((ctx) => imports.startImport(ctx, kinds, req.params.kind, req.body, req.query)),
  })
  app.route({ ...contract.listImports, handler: (req) => req.company((ctx) => imports.listImports(ctx, req.query)) })
  app.route({ ...contract.exportImports, handler: (req) => req.company((ctx) => imports.exportImports(ctx, req.query)) })
  app.route({ ...contract.getImport, handler: (req) => req.company((ctx) => imports.getImport(ctx, req.params.id)) })
  app.route({ ...contract.exportCsv, handler: (req) => req.company((ctx) => imports.exportSheet(ctx, kinds, req.params.kind, 'csv')) })
  app.route({ ...contract.exportXlsx, handler: (req) => req.company((ctx) => imports.exportSheet(ctx, kinds, req.params.kind, 'xlsx')) })
}
