import type { MusterApp } from '../../core/http.ts'
import * as contract from './entry-import.contract.ts'
import * as device from './device.service.ts'
import { importEntries } from './entry-import.service.ts'

export function entryImportRoutes(app: MusterApp) {
  app.route({ ...contract.listDevices, handler: (req) => req.company((ctx) => device.listDevices(ctx, req.query)) })
  app.route({ ...contract.createDevice, handler: (req) => req.company((ctx) => device.createDevice(ctx, req.body)) })
  app.route({ ...contract.updateDevice, handler: (req) => req.company((ctx) => device.updateDevice(ctx, req.params.id, req.body)) })
  app.route({ ...contract.importEntries, handler: (req) => req.company((ctx) => importEntries(ctx, req.body)) })
}
