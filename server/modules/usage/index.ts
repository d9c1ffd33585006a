import type { Module } from '../../core/module.ts'
import { permissions } from './usage.contract.ts'
import { crons, tasks } from './usage.jobs.ts'
import { usageRoutes } from './usage.routes.ts'

export { getUsage, getUsageHistory } from './usage.service.ts'

export const usage: Module = {
  name: 'usage',
  title: 'Usage and limits',
  routes: usageRoutes,
  permissions,
  events: [],
  tasks,
  crons,
}
