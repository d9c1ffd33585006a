import type { Module } from '../../core/module.ts'
import { platformRoutes } from './platform.routes.ts'
import * as support from './support.contract.ts'
import { supportRoutes } from './support.routes.ts'
import { mailAboutSupport } from './support.service.ts'

export const platform: Module = {
  name: 'platform',
  title: 'Operators and support',
  routes: (app) => [platformRoutes, supportRoutes].forEach((add) => add(app)),
  permissions: support.permissions,
  events: support.events,
  subscribers: [{ name: 'mail-about-support', on: [support.supportStarted], run: mailAboutSupport }],
}
