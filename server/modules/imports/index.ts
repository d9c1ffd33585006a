import type { Module } from '../../core/module.ts'
import * as contract from './imports.contract.ts'
import { sweepImports } from './imports.jobs.ts'
import { importRoutes } from './imports.routes.ts'
import { runImport } from './imports.run.service.ts'

export const imports: Module = {
  name: 'imports',
  title: 'Import and export',
  routes: importRoutes,
  permissions: contract.permissions,
  events: [contract.importDone, contract.sheetExported, contract.importsExported],
  tasks: [{ name: 'run-import', run: runImport }],
  crons: [{ name: 'sweep-imports', match: '40 2 * * *', run: sweepImports }],
}
