import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.photo.contract.ts'
import * as photos from './employees.photo.service.ts'

export function photoRoutes(app: MusterApp) {
  app.route({
    ...contract.uploadPhoto,
    async handler(req) {
      const pictures = await photos.picturesOf(req.body)
      return req.company((ctx) => photos.keepPhoto(ctx, req.params.id, pictures))
    },
  })
  app.route({ ...contract.removePhoto, handler: (req) => req.company((ctx) => photos.removePhoto(ctx, req.params.id)) })
  app.route({ ...contract.getPhoto, handler: (req) => req.company((ctx) => photos.getPhoto(ctx, req.params.id, req.query.size)) })
}
