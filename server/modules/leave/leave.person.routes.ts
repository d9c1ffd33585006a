import type { MusterApp } from '../../core/http.ts'
import { personCalendar } from './leave.calendar.service.ts'
import * as contract from './leave.person.contract.ts'

export function leavePersonRoutes(app: MusterApp) {
  app.route({
    ...contract.personCalendar,
    handler: (req) => req.company((ctx) => personCalendar(ctx, req.params.id, req.query)),
  })
}
