import type { MusterApp } from '../../core/http.ts'
import { hashPassword } from '../auth/index.ts'
import { ownEmployeeId } from './range.queries.ts'
import { showCode } from './kiosk-code.service.ts'
import * as contract from './kiosk.contract.ts'
import { openKiosk, pepper, takePunches } from './kiosk.punch.service.ts'
import * as kiosk from './kiosk.service.ts'

export function kioskRoutes(app: MusterApp) {
  const { deps } = app
  app.route({ ...contract.listKiosks, handler: (req) => req.company((ctx) => kiosk.listKiosks(ctx, req.query)) })
  app.route({ ...contract.exportKiosks, handler: (req) => req.company((ctx) => kiosk.exportKiosks(ctx, req.query)) })
  app.route({
    ...contract.createKiosk,
    handler: async (req) => {
      const given = { vault: deps.vault, appUrl: deps.appUrl(), keys: await kiosk.kioskKeys() }
      return req.company((ctx) => kiosk.createKiosk(ctx, req.body, given))
    },
  })
  app.route({ ...contract.revokeKiosk, handler: (req) => req.company((ctx) => kiosk.revokeKiosk(ctx, req.params.id)) })
  app.route({ ...contract.getPin, handler: (req) => req.company((ctx) => kiosk.getPin(ctx)) })
  app.route({
    ...contract.setPin,
    handler: async (req) => {
      kiosk.refuseEasy(req.body.pin)
      const employeeId = await req.company((ctx) => Promise.resolve(ownEmployeeId(ctx)))
      const hash = await hashPassword(pepper(deps, employeeId, req.body.pin))
      return req.company((ctx) => kiosk.setPin(ctx, hash))
    },
  })
  app.route({ ...contract.showCode, handler: (req) => req.company((ctx) => Promise.resolve(showCode(ctx, deps.vault))) })
  app.route({ ...contract.openKiosk, handler: (req) => openKiosk(deps, req.body) })
  app.route({ ...contract.punchKiosk, handler: (req) => takePunches(deps, req.body) })
}
