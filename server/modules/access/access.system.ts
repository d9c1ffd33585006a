import type { Permission } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { asSystem } from '../../core/system-door.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { startingGrants } from './access.service.ts'

const rowsAtOnce = 1000

/**
 * Gives the system roles of every company what they start with of permissions that were not there before, such as those of a
 * new version. What a company has changed since stays: a permission is given out once, ever. Of several servers that start
 * at once one does it, the others wait for it. Answers with the codes that were new.
 */
export async function grantNewPermissions(system: SystemPool, permissions: readonly Permission[]): Promise<string[]> {
  return asSystem(system, async (db) => {
    const codes = permissions.map(({ code }) => ({ code }))
    const added = await db
      .insertInto('knownPermission')
      .values(codes)
      .onConflict((conflict) => conflict.doNothing())
      .returning('code')
      .execute()
    const isNew = new Set(added.map(({ code }) => code))
    if (isNew.size === 0) return []
    const roles = await db.selectFrom('role').select(['companyId', 'id', 'code']).where('isSystem', '=', true).execute()
    const fresh = permissions.filter(({ code }) => isNew.has(code))
    const grants = roles.flatMap(({ companyId, id, code }) =>
      startingGrants(code, fresh).map((grant) => ({ ...grant, companyId, id: newId(), roleId: id })),
    )
    for (let from = 0; from < grants.length; from += rowsAtOnce) {
      await db
        .insertInto('accessGrant')
        .values(grants.slice(from, from + rowsAtOnce))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    if (grants.length > 0)
      await db
        .updateTable('companyState')
        .set((eb) => ({ accessVersion: eb('accessVersion', '+', 1) }))
        .execute()
    return [...isNew]
  })
}
