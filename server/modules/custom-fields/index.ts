import type { Module } from '../../core/module.ts'
import * as contract from './custom-fields.contract.ts'
import { customFieldRoutes } from './custom-fields.routes.ts'

export { CustomValues } from './custom-fields.contract.ts'
export { customCondition, customValues, writeCustomValues } from './custom-fields.value.service.ts'

export const customFields: Module = {
  name: 'custom-fields',
  title: 'Custom fields',
  routes: customFieldRoutes,
  permissions: contract.permissions,
  events: [contract.customFieldCreated, contract.customFieldUpdated, contract.customFieldDeleted],
}
