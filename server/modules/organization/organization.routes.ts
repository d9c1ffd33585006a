import type { MusterApp } from '../../core/http.ts'
import * as contract from './organization.contract.ts'
import * as departments from './organization.service.ts'

export function departmentRoutes(app: MusterApp) {
  app.route({ ...contract.listDepartments, handler: (req) => req.company((ctx) => departments.listDepartments(ctx, req.query)) })
  app.route({ ...contract.getDepartment, handler: (req) => req.company((ctx) => departments.getDepartment(ctx, req.params.id)) })
  app.route({ ...contract.createDepartment, handler: (req) => req.company((ctx) => departments.createDepartment(ctx, req.body)) })
  app.route({
    ...contract.updateDepartment,
    handler: (req) => req.company((ctx) => departments.updateDepartment(ctx, req.params.id, req.body)),
  })
  app.route({ ...contract.deleteDepartment, handler: (req) => req.company((ctx) => departments.deleteDepartment(ctx, req.params.id)) })
}
