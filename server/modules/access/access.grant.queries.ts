import { sql } from 'kysely'
import type { AccessCtx } from './access.change.service.ts'
import type { Grant } from './access.grant.contract.ts'

/** Grants with the names of whom and what they are about; titles of permissions are added by `titled`. */
export function selectGrants(ctx: AccessCtx) {
  return ctx.tx
    .selectFrom('accessGrant as g')
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'g.userId').on('u.companyId', '=', ctx.companyId))
    .leftJoin('role as r', (join) => join.onRef('r.id', '=', 'g.roleId').on('r.companyId', '=', ctx.companyId))
    .leftJoin('position as p', (join) => join.onRef('p.id', '=', 'g.positionId').on('p.companyId', '=', ctx.companyId))
    .leftJoin('employee as e', (join) => join.onRef('e.id', '=', 'g.resourceId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('permissionTemplate as t', (join) => join.onRef('t.id', '=', 'g.templateId').on('t.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as b', (join) => join.onRef('b.id', '=', 'g.createdBy').on('b.companyId', '=', ctx.companyId))
    .select(['g.id', 'g.permission', 'g.effect', 'g.reach', 'g.resourceType', 'g.resourceId', 'g.templateId', 't.name as templateName'])
    .select(['g.validFrom', 'g.validTo', 'g.reason', 'g.createdAt'])
    .select([
      sql<
        Grant['holder']
      >`json_build_object('type', case when g.user_id is not null then 'user' when g.role_id is not null then 'role' else 'position' end,
        'id', coalesce(g.user_id, g.role_id, g.position_id), 'name', coalesce(u.first_name || ' ' || u.last_name, r.name, p.title))`.as(
        'holder',
      ),
      sql<string | null>`e.first_name || ' ' || e.last_name`.as('resourceName'),
      sql<string | null>`b.first_name || ' ' || b.last_name`.as('createdByName'),
      sql<
        Grant['state']
      >`case when g.valid_to <= ${ctx.now} then 'ended' when g.valid_from > ${ctx.now} then 'planned' else 'active' end`.as('state'),
    ])
    .where('g.companyId', '=', ctx.companyId)
    .$castTo<Omit<Grant, 'title'>>()
}

/** With the titles of their permissions; of one that is not declared any more its code. */
export async function titled<R extends { permission: string }>(ctx: AccessCtx, rows: readonly R[]): Promise<(R & { title: string })[]> {
  const own = [...new Set(rows.map(({ permission }) => permission))].filter((code) => !ctx.catalogue.has(code))
  const found =
    own.length === 0
      ? []
      : await ctx.tx
          .selectFrom('companyPermission')
          .select(['code', 'title'])
          .where('companyId', '=', ctx.companyId)
          .where('code', 'in', own)
          .execute()
  const titleOf = new Map(found.map(({ code, title }) => [code, title]))
  return rows.map((row) => ({ ...row, title: ctx.catalogue.get(row.permission)?.title ?? titleOf.get(row.permission) ?? row.permission }))
}
