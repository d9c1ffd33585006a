import type { Ctx } from '../../core/context.ts'
import { systemRoles } from '../../core/contract.ts'
import type { Permission, Reach, SystemRole } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'

type AccessCtx = Ctx<'role' | 'accessGrant' | 'roleAssignment' | 'companyState'>

/** The roles every company starts with and what they may do, as the modules declare it. */
export async function createSystemRoles(ctx: AccessCtx, permissions: readonly Permission[]) {
  const roles = (Object.keys(systemRoles) as SystemRole[]).map((code) => ({
    companyId: ctx.companyId,
    id: newId(),
    code,
    name: systemRoles[code],
    isSystem: true,
  }))
  await ctx.tx.insertInto('role').values(roles).execute()
  const grants = roles.flatMap(({ id, code }) =>
    startingGrants(code, permissions).map((grant) => ({ ...grant, companyId: ctx.companyId, id: newId(), roleId: id })),
  )
  await ctx.tx.insertInto('accessGrant').values(grants).execute()
}

/** What a system role starts with of these permissions; an administrator the widest reach of each. */
export function startingGrants(roleCode: string, permissions: readonly Permission[]): { permission: string; reach: Reach }[] {
  return permissions.flatMap(({ code, reaches, roles }) => {
    const reach = roleCode === 'admin' ? reaches.at(-1) : roles[roleCode as SystemRole]
    return reach ? [{ permission: code, reach }] : []
  })
}

/** Gives a user a role, by its code; holding it already is fine. Every server knows in its next request. */
export async function assignRole(ctx: AccessCtx, userId: string, roleCode: string) {
  const role = await ctx.tx
    .selectFrom('role')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('code', '=', roleCode)
    .executeTakeFirst()
  if (!role) throw fail.unprocessable('ROLE_NOT_FOUND', `There is no role ${roleCode}.`, { roleCode })
  await ctx.tx
    .insertInto('roleAssignment')
    .values({ companyId: ctx.companyId, userId, roleId: role.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await ctx.raiseAccessVersion()
}
