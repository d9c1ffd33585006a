import type { MusterApp } from '../../core/http.ts'
import { fileOf } from '../custom-fields/index.ts'
import * as contract from './leave.document.contract.ts'
import * as documents from './leave.document.service.ts'

export function leaveDocumentRoutes(app: MusterApp) {
  app.route({
    ...contract.uploadLeaveDocument,
    async handler(req) {
      const file = await fileOf(req.body, req.query.fileName)
      return req.company((ctx) => documents.keepDocument(ctx, req.query.employeeId, file))
    },
  })
  app.route({ ...contract.removeLeaveDocument, handler: (req) => req.company((ctx) => documents.removeDocument(ctx, req.params.id)) })
  app.route({ ...contract.listLeaveDocuments, handler: (req) => req.company((ctx) => documents.listDocuments(ctx, req.params.id)) })
  app.route({ ...contract.getLeaveDocument, handler: (req) => req.company((ctx) => documents.getDocument(ctx, req.params.id)) })
}
