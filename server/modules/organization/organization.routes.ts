import type { MusterApp } from '../../core/http.ts'
import * as contract from './organization.contract.ts'
import * as organization from './organization.service.ts'

export function organizationRoutes(app: MusterApp) {
  app.route({ ...contract.listBranches, handler: (req) => req.company((ctx) => organization.listBranches(ctx, req.query)) })
  app.route({ ...contract.listDepartments, handler: (req) => req.company((ctx) => organization.listDepartments(ctx, req.query)) })
  app.route({ ...contract.getDepartment, handler: (req) => req.company((ctx) => organization.getDepartment(ctx, req.params.id)) })
  app.route({ ...contract.createDepartment, handler: (req) => req.company((ctx) => organization.createDepartment(ctx, req.body)) })
  app.route({
    ...contract.updateDepartment,
    handler: (req) => req.company((ctx) => organization.updateDepartment(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.deleteDepartment, handler: (req) => req.company((ctx) => organization.deleteDepartment(ctx, req.params.id)) })
}
