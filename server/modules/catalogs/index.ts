import type { Module } from '../../core/module.ts'
import * as contract from './catalogs.contract.ts'
import { catalogRoutes } from './catalogs.routes.ts'

export { itemMerged, itemUpdated } from './catalogs.contract.ts'
export { readUseCells, useColumns, writeUseCells } from './catalogs.sheet.service.ts'
export { listHobbies, listSkills, replaceHobbies, replaceSkills } from './catalogs.use.service.ts'

export const catalogs: Module = {
  name: 'catalogs',
  title: 'What people choose from: skills, hobbies and more',
  routes: catalogRoutes,
  permissions: contract.permissions,
  events: [contract.itemCreated, contract.itemUpdated, contract.itemDeleted, contract.itemMerged, contract.itemsExported],
}
