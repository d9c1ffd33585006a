import type { Module } from '../../core/module.ts'
import { companyConsoleRoutes } from './platform.company.routes.ts'
import { limitsDecided } from './platform.events.contract.ts'
import { overviewRoutes } from './platform.overview.routes.ts'
import { platformRoutes } from './platform.routes.ts'
import * as support from './support.contract.ts'
import { supportRoutes } from './support.routes.ts'
import { mailAboutSupport } from './support.service.ts'

export const platform: Module = {
  name: 'platform',
  title: 'Operators and support',
  routes: (app) => [platformRoutes, companyConsoleRoutes, overviewRoutes, supportRoutes].forEach((add) => add(app)),
  permissions: support.permissions,
  events: [...support.events, limitsDecided],
  subscribers: [{ name: 'mail-about-support', on: [support.supportStarted], run: mailAboutSupport }],
}
