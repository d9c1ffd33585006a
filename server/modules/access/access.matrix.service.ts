import { sql } from 'kysely'
import type { Data } from '../../core/contract.ts'
import type { AccessCtx } from './access.change.service.ts'
import type * as permission from './access.contract.ts'
import { accessLimits } from './access.contract.ts'
import { allPermissions } from './access.permission.service.ts'
import type * as contract from './access.role.contract.ts'
import { readEdges, selectRoles } from './access.role.queries.ts'
import { lineage } from './access.rules.ts'

/** Every role with every permission in one answer: a role's own cells, and those it has from the roles it inherits from. */
export async function roleMatrix(ctx: AccessCtx): Promise<Data<typeof contract.roleMatrix>> {
  const [roles, permissions, edges, grants] = await Promise.all([
    selectRoles(ctx).orderBy('r.isSystem', 'desc').orderBy('r.name').limit(accessLimits.roles).execute(),
    allPermissions(ctx),
    readEdges(ctx),
    ctx.tx
      .selectFrom('accessGrant as g')
      .select(['g.id as grantId', 'g.roleId', 'g.permission', 'g.effect', 'g.reach'])
      .where('g.companyId', '=', ctx.companyId)
      .where('g.roleId', 'is not', null)
      .where('g.resourceId', 'is', null)
      .orderBy('g.permission')
      .$castTo<{ grantId: string; roleId: string; permission: string; effect: 'allow' | 'deny'; reach: 'company' }>()
      .execute(),
  ])
  const byRole = Map.groupBy(grants, ({ roleId }) => roleId)
  const nameOf = new Map(roles.map(({ id, code, name }) => [id, { id, code, name }]))
  const cells = roles.flatMap(({ id }) => [
    ...(byRole.get(id) ?? []).map((cell) => ({ ...cell, inheritedFrom: null })),
    ...lineage(id, edges, 'up').flatMap((parent) =>
      (byRole.get(parent.id) ?? []).map((cell) => ({ ...cell, roleId: id, inheritedFrom: nameOf.get(parent.id)! })),
    ),
  ])
  return { roles, permissions, cells }
}

export async function roleStatistics(ctx: AccessCtx): Promise<Data<typeof contract.roleStatistics>> {
  const roles = await selectRoles(ctx).orderBy('r.name').limit(accessLimits.roles).execute()
  const { rows } = await sql<{ active: number; planned: number; expiringWithin30Days: number; usersWithoutRole: number }>`
    select count(*) filter (where a.valid_from is null or a.valid_from <= ${ctx.now}) as active,
        count(*) filter (where a.valid_from > ${ctx.now}) as planned,
        count(*) filter (where a.valid_to < ${ctx.now}::timestamptz + interval '30 days') as expiring_within30_days,
        (select count(*) from user_account v where v.company_id = ${ctx.companyId} and v.status = 'active' and not exists (
          select from role_assignment x where x.company_id = ${ctx.companyId} and x.user_id = v.id)) as users_without_role
      from role_assignment a join user_account u on u.company_id = ${ctx.companyId} and u.id = a.user_id and u.status = 'active'
      where a.company_id = ${ctx.companyId} and (a.valid_to is null or a.valid_to > ${ctx.now})`.execute(ctx.tx)
  const { usersWithoutRole, ...assignments } = rows[0]!
  const system = roles.filter(({ isSystem }) => isSystem).length
  return {
    statistics: {
      roles: { total: roles.length, system, own: roles.length - system, unused: roles.filter(({ userCount }) => userCount === 0).length },
      assignments,
      usersWithoutRole,
      byRole: roles.map(({ id, code, name, userCount, grantCount }) => ({ id, code, name, users: userCount, grants: grantCount })),
    },
  }
}

export async function permissionStatistics(ctx: AccessCtx): Promise<Data<typeof permission.permissionStatistics>> {
  const [all, granted, delegations] = await Promise.all([
    allPermissions(ctx),
    sql<Granted>`select g.permission, g.effect, count(*) as total, count(*) filter (where g.resource_id is not null) as on_records,
          count(g.role_id) as by_role, count(g.user_id) as direct, count(g.position_id) as by_position,
          count(*) filter (where g.valid_to is not null) as expiring
        from access_grant g where g.company_id = ${ctx.companyId} and (g.valid_to is null or g.valid_to > ${ctx.now})
        group by g.permission, g.effect`.execute(ctx.tx),
    sql<{ active: number; planned: number }>`select count(*) filter (where d.valid_from <= ${ctx.now}) as active,
          count(*) filter (where d.valid_from > ${ctx.now}) as planned
        from delegation d where d.company_id = ${ctx.companyId} and d.ended_at is null and d.valid_to > ${ctx.now}`.execute(ctx.tx),
  ])
  const sum = (of: (row: Granted) => number) => granted.rows.reduce((total, row) => total + of(row), 0)
  const used = new Set(granted.rows.map((row) => row.permission))
  const sensitive = all.filter((one) => one.sensitive)
  const held = sensitive.map(({ code, title }) => {
    const rows = granted.rows.filter((row) => row.permission === code && row.effect === 'allow')
    const total = (key: 'byRole' | 'direct') => rows.reduce((count, row) => count + row[key], 0)
    return { permission: code, title, roles: total('byRole'), users: total('direct') }
  })
  return {
    statistics: {
      permissions: {
        system: ctx.catalogue.size,
        company: all.length - ctx.catalogue.size,
        sensitive: sensitive.length,
        ungranted: all.filter(({ code }) => !used.has(code)).length,
      },
      grants: {
        total: sum(({ total }) => total),
        allow: sum(({ effect, total }) => (effect === 'allow' ? total : 0)),
        deny: sum(({ effect, total }) => (effect === 'deny' ? total : 0)),
        byRole: sum(({ byRole }) => byRole),
        direct: sum(({ direct }) => direct),
        byPosition: sum(({ byPosition }) => byPosition),
        onRecords: sum(({ onRecords }) => onRecords),
        expiring: sum(({ expiring }) => expiring),
      },
      delegations: delegations.rows[0]!,
      sensitive: held.toSorted((a, b) => b.roles + b.users - a.roles - a.users).slice(0, 20),
    },
  }
}

type Granted = { permission: string; effect: string; total: number } & Record<
  'onRecords' | 'byRole' | 'direct' | 'byPosition' | 'expiring',
  number
>
