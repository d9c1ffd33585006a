import type { Module } from '../../core/module.ts'
import { eraseExpired } from '../companies/index.ts'
import * as contract from './custom-fields.contract.ts'
import { customFileRoutes } from './custom-fields.file.routes.ts'
import { eraseValuesOfLeft } from './custom-fields.retention.service.ts'
import { customFieldRoutes } from './custom-fields.routes.ts'
import { customFileViewed, customValuesChanged, customValuesViewed } from './custom-fields.value.contract.ts'
import { customValueRoutes } from './custom-fields.value.routes.ts'

export { CustomValues } from './custom-fields.contract.ts'
export { conditionHolds, readConditions, readShown, valuesOf } from './custom-fields.filter.queries.ts'
export type { ListCondition } from './custom-fields.filter.queries.ts'
export { fileOf } from './custom-fields.file.service.ts'
export { customColumns, readCustomCells, writeCustomCells } from './custom-fields.sheet.service.ts'
export { writeCustomValues } from './custom-fields.value.service.ts'

export const customFields: Module = {
  name: 'custom-fields',
  title: 'Custom fields',
  routes(app) {
    customFieldRoutes(app)
    customValueRoutes(app)
    customFileRoutes(app)
  },
  permissions: contract.permissions,
  events: [
    contract.customFieldCreated,
    contract.customFieldUpdated,
    contract.customFieldDeleted,
    customValuesChanged,
    customValuesViewed,
    customFileViewed,
  ],
  crons: [{ name: 'erase-custom-values', match: '25 3 * * *', run: (deps) => eraseExpired(deps, eraseValuesOfLeft) }],
}
