import type { MusterApp } from '../../core/http.ts'
import * as contract from './roster.contract.ts'
import * as member from './roster.member.service.ts'
import * as roster from './roster.service.ts'

export function rosterRoutes(app: MusterApp) {
  app.route({ ...contract.listRosters, handler: (req) => req.company((ctx) => roster.listRosters(ctx, req.query)) })
  app.route({ ...contract.getRoster, handler: (req) => req.company((ctx) => roster.getRoster(ctx, req.params.id)) })
  app.route({ ...contract.createRoster, handler: (req) => req.company((ctx) => roster.createRoster(ctx, req.body)) })
  app.route({ ...contract.updateRoster, handler: (req) => req.company((ctx) => roster.updateRoster(ctx, req.params.id, req.body)) })
  app.route({ ...contract.removeRoster, handler: (req) => req.company((ctx) => roster.removeRoster(ctx, req.params.id)) })
  app.route({ ...contract.listMembers, handler: (req) => req.company((ctx) => member.listMembers(ctx, req.params.id, req.query)) })
  app.route({ ...contract.addMember, handler: (req) => req.company((ctx) => member.addMember(ctx, req.params.id, req.body)) })
  app.route({ ...contract.changeMember, handler: (req) => req.company((ctx) => member.changeMember(ctx, req.params, req.body)) })
  app.route({ ...contract.removeMember, handler: (req) => req.company((ctx) => member.removeMember(ctx, req.params)) })
}
