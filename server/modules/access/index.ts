import type { Module } from '../../core/module.ts'
import { assignRole, createSystemRoles } from './access.service.ts'
import { grantNewPermissions } from './access.system.ts'

export { coversRole, coversUser } from './access.cover.service.ts'
export { holdersOfRole, holdersOver } from './access.holder.queries.ts'
export { assignRole } from './access.service.ts'

export const access: Module = {
  name: 'access',
  title: 'Roles and permissions',
  routes: () => undefined,
  permissions: [],
  events: [],
  async prepare({ system, log, modules }) {
    const added = await grantNewPermissions(
      system,
      modules.flatMap(({ permissions }) => permissions),
    )
    if (added.length > 0) log.info({ permissions: added }, 'gave out new permissions')
  },
  async onboard(ctx, { adminUserId, permissions }) {
    await createSystemRoles(ctx, permissions)
    await assignRole(ctx, adminUserId, 'admin')
  },
}
