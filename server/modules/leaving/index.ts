import type { Module } from '../../core/module.ts'
import { exportAsked, exportDownloaded, exportRemoved, permissions } from './leaving.contract.ts'
import { crons, tasks } from './leaving.jobs.ts'
import { leavingRoutes } from './leaving.routes.ts'

export const leaving: Module = {
  name: 'leaving',
  title: 'Taking everything with you',
  routes: leavingRoutes,
  permissions,
  events: [exportAsked, exportDownloaded, exportRemoved],
  tasks,
  crons,
}
