import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { AccessCtx } from './access.change.service.ts'
import type { Role } from './access.role.contract.ts'
import { lineage } from './access.rules.ts'
import type { Edge } from './access.rules.ts'

/** Roles with what inherits, how many hold them now and how many grants are theirs. */
export function selectRoles(ctx: AccessCtx) {
  const isFixed = sql<boolean>`(r.code = 'admin' or not ${ctx.actor.permissions.has('access.manage')})`
  return ctx.tx
    .selectFrom('role as r')
    .select(['r.id', 'r.code', 'r.name', 'r.description', 'r.isSystem', 'r.templateId', 'r.version'])
    .select((eb) => [
      jsonArrayFrom(
        eb
          .selectFrom('roleParent as l')
          .innerJoin('role as p', (join) => join.onRef('p.id', '=', 'l.parentId').on('p.companyId', '=', ctx.companyId))
          .select(['p.id', 'p.code', 'p.name'])
          .where('l.companyId', '=', ctx.companyId)
          .whereRef('l.roleId', '=', 'r.id')
          .orderBy('p.name'),
      ).as('parents'),
      sql<number>`(select count(*) from role_assignment a join user_account u on u.company_id = ${ctx.companyId} and u.id = a.user_id and u.status = 'active'
        where a.company_id = ${ctx.companyId} and a.role_id = r.id and (a.valid_from is null or a.valid_from <= ${ctx.now})
          and (a.valid_to is null or a.valid_to > ${ctx.now}))`.as('userCount'),
      sql<number>`(select count(*) from access_grant g where g.company_id = ${ctx.companyId} and g.role_id = r.id)`.as('grantCount'),
      sql<Role['can']>`json_build_object('update', not ${isFixed}, 'delete', not (${isFixed} or r.is_system))`.as('can'),
    ])
    .where('r.companyId', '=', ctx.companyId)
    .$castTo<Role>()
}

/** Who inherits from whom, of all roles of the company. */
export const readEdges = (ctx: AccessCtx): Promise<Edge[]> =>
  ctx.tx.selectFrom('roleParent').select(['roleId', 'parentId']).where('companyId', '=', ctx.companyId).execute()

export const readRoleNames = (ctx: AccessCtx) =>
  ctx.tx.selectFrom('role').select(['id', 'code', 'name']).where('companyId', '=', ctx.companyId).execute()

/** A role's ancestors and descendants by name, nearest first. */
export async function readLineage(ctx: AccessCtx, roleId: string) {
  const [edges, roles] = await Promise.all([readEdges(ctx), readRoleNames(ctx)])
  const roleOf = new Map(roles.map((role) => [role.id, role]))
  const named = (way: 'up' | 'down') => lineage(roleId, edges, way).map(({ id, depth }) => ({ ...roleOf.get(id)!, depth }))
  return { role: roleOf.get(roleId)!, ancestors: named('up'), descendants: named('down') }
}
