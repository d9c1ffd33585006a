import type { Module } from '../../core/module.ts'
import { permissions } from './access.contract.ts'
import { accessEvents } from './access.events.contract.ts'
import { accessRoutes } from './access.routes.ts'
import { assignRole, createSystemRoles } from './access.service.ts'
import { grantNewPermissions } from './access.system.ts'

export { isLastAdmin } from './access.change.service.ts'
export { coversRole, coversUser } from './access.cover.service.ts'
export { endDelegationsOf } from './access.delegation.service.ts'
export { holdersOfRole, holdersOver } from './access.holder.queries.ts'
export { assignRole } from './access.service.ts'

export const access: Module = {
  name: 'access',
  title: 'Roles and permissions',
  routes: accessRoutes,
  permissions,
  events: accessEvents,
  async prepare({ system, log, modules }) {
    const added = await grantNewPermissions(
      system,
      modules.flatMap(({ permissions: declared }) => declared),
    )
    if (added.length > 0) log.info({ permissions: added }, 'gave out new permissions')
  },
  async onboard(ctx, { adminUserId, permissions: declared }) {
    await createSystemRoles(ctx, declared)
    await assignRole(ctx, adminUserId, 'admin')
  },
}
