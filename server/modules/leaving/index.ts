import type { Module } from '../../core/module.ts'
import { exportAsked, exportDownloaded, exportRemoved, permissions } from './leaving.contract.ts'
import { crons, tasks } from './leaving.jobs.ts'
import { leavingRoutes } from './leaving.routes.ts'

export type { LoadMap } from './leaving.load.rules.ts'
export { readMap } from './leaving.load.rules.ts'
export { loadCompany } from './leaving.load.system.ts'
export { ArchiveFaults, openPackage } from './leaving.package.service.ts'

export const leaving: Module = {
  name: 'leaving',
  title: 'Taking everything with you',
  routes: leavingRoutes,
  permissions,
  events: [exportAsked, exportDownloaded, exportRemoved],
  tasks,
  crons,
}
