import type { Module } from '../../core/module.ts'
import { assignRole, createSystemRoles } from './access.service.ts'

export { assignRole, coversRole, coversUser } from './access.service.ts'

export const access: Module = {
  name: 'access',
  title: 'Roles and permissions',
  routes: () => undefined,
  permissions: [],
  events: [],
  async onboard(ctx, { adminUserId, permissions }) {
    await createSystemRoles(ctx, permissions)
    await assignRole(ctx, adminUserId, 'admin')
  },
}
