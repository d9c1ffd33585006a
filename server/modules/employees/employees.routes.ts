import type { MusterApp } from '../../core/http.ts'
import * as contract from './employees.contract.ts'
import * as employees from './employees.service.ts'

export function employeeRoutes(app: MusterApp) {
  app.route({ ...contract.listEmployees, handler: (req) => req.company((ctx) => employees.listEmployees(ctx, req.query)) })
  app.route({ ...contract.getEmployee, handler: (req) => req.company((ctx) => employees.getEmployee(ctx, req.params.id, req.query)) })
  app.route({ ...contract.createEmployee, handler: (req) => req.company((ctx) => employees.createEmployee(ctx, req.body)) })
  app.route({ ...contract.updateEmployee, handler: (req) => req.company((ctx) => employees.updateEmployee(ctx, req.params.id, req.body)) })
}
