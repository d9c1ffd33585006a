import type { MusterApp } from '../../core/http.ts'
import * as contract from './custom-fields.file.contract.ts'
import * as files from './custom-fields.file.service.ts'

export function customFileRoutes(app: MusterApp) {
  app.route({
    ...contract.uploadCustomFile,
    async handler(req) {
      const file = await files.fileOf(req.body, req.query.fileName)
      return req.company((ctx) => files.keepCustomFile(ctx, req.params, file))
    },
  })
  app.route({ ...contract.getCustomFile, handler: (req) => req.company((ctx) => files.getCustomFile(ctx, req.params)) })
}
