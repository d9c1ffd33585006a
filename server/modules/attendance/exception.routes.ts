import type { MusterApp } from '../../core/http.ts'
import * as contract from './exception.contract.ts'
import * as exceptions from './exception.service.ts'

export function exceptionRoutes(app: MusterApp) {
  app.route({ ...contract.listExceptions, handler: (req) => req.company((ctx) => exceptions.listExceptions(ctx, req.query)) })
  app.route({ ...contract.exportExceptions, handler: (req) => req.company((ctx) => exceptions.exportExceptions(ctx, req.query)) })
  app.route({ ...contract.acceptExceptions, handler: (req) => req.company((ctx) => exceptions.acceptExceptions(ctx, req.body)) })
  app.route({ ...contract.acceptException, handler: (req) => req.company((ctx) => exceptions.acceptException(ctx, req.params, req.body)) })
}
