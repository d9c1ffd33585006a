import type { MusterApp } from '../../core/http.ts'
import { bulkRoutes } from './employees.bulk.routes.ts'
import * as contract from './employees.contract.ts'
import { employmentRoutes } from './employees.employment.routes.ts'
import { lifecycleRoutes } from './employees.lifecycle.routes.ts'
import { employeeListRoutes } from './employees.list.routes.ts'
import { photoRoutes } from './employees.photo.routes.ts'
import { privateRoutes } from './employees.private.routes.ts'
import { recordRoutes } from './employees.record.routes.ts'
import * as employees from './employees.service.ts'

/** All that the module answers. */
export const peopleRoutes = [
  employeeRoutes,
  employeeListRoutes,
  bulkRoutes,
  employmentRoutes,
  lifecycleRoutes,
  recordRoutes,
  privateRoutes,
  photoRoutes,
]

function employeeRoutes(app: MusterApp) {
  app.route({ ...contract.getEmployee, handler: (req) => req.company((ctx) => employees.getEmployee(ctx, req.params.id, req.query)) })
  app.route({ ...contract.createEmployee, handler: (req) => req.company((ctx) => employees.createEmployee(ctx, req.body)) })
  app.route({ ...contract.updateEmployee, handler: (req) => req.company((ctx) => employees.updateEmployee(ctx, req.params.id, req.body)) })
}
