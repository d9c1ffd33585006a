import type { Module } from '../../core/module.ts'
import { integrationsChanged, integrationTested, permissions } from './integrations.contract.ts'
import { crons, tasks } from './integrations.jobs.ts'
import { sendByCompany } from './integrations.mail.service.ts'
import { integrationRoutes } from './integrations.routes.ts'

export const integrations: Module = {
  name: 'integrations',
  title: 'Connected services',
  routes: integrationRoutes,
  permissions,
  events: [integrationsChanged, integrationTested],
  tasks,
  crons,
  sendMail: sendByCompany,
}
