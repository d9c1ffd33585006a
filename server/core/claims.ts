import { sql } from 'kysely'
import { areaOf } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import type { FullCtx } from './context.ts'
import { accessKinds } from './contract.ts'
import type { AccessKind, Reach } from './contract.ts'
import { addDays, instantOf } from './dates.ts'
import { allRings, inForce, ringsOf, settle } from './decision.rules.ts'
import type { Claim, GrantRow, LentClaim } from './decision.rules.ts'

/** A grant with where it comes from. */
export type SourcedGrant = GrantRow & {
  readonly id: string
  readonly roleId: string | null
  readonly positionId: string | null
}
type StoredGrant = SourcedGrant & { readonly userId: string; readonly firstDay: string | null; readonly lastDay: string | null }
type Lending = {
  readonly id: string
  readonly giverId: string
  readonly roleId: string | null
  readonly from: string
  readonly to: string
  readonly items: readonly { readonly permission: string; readonly reach: Reach | null }[]
}
type Switch = { readonly userId: string; readonly viaRole: boolean; readonly module: string; from: string | null; to: string | null } & {
  readonly [K in AccessKind]: boolean | null
}

/** Everything in the database that says what one account may do, of whatever time. */
export type ClaimRows = {
  readonly people: readonly { readonly userId: string; readonly employeeId: string | null }[]
  readonly grants: readonly StoredGrant[]
  readonly parents: readonly { readonly roleId: string; readonly parentId: string }[]
  readonly lendings: readonly Lending[]
  readonly switches: readonly Switch[]
}

/** What one account may claim at one instant, by permission, and which parts of modules are switched off for it. */
export type Claims = {
  readonly employeeId: string | null
  readonly byPermission: ReadonlyMap<string, Claim<SourcedGrant>>
  readonly closed: ReadonlySet<string>
  /** When that changes by time alone, in milliseconds; Infinity for never. */
  readonly staleAt: number
}

/**
 * The columns of a statement that read `ClaimRows` of the account `userId`, which must have `with recursive` of `claimTables`
 * before it. One statement, so that what it reads is of one moment.
 */
export function claimTables({ companyId, now }: FullCtx, userId: string) {
  return sql`lending as (
      select d.id, d.giver_id, d.role_id, d.valid_from, d.valid_to from delegation d
        where d.company_id = ${companyId} and d.receiver_id = ${userId} and d.ended_at is null and d.valid_to > ${now}
    ), who as (
      select u.id as user_id from user_account u where u.company_id = ${companyId} and u.id = ${userId} and u.status = 'active'
      union select d.giver_id from lending d join user_account v on v.company_id = ${companyId} and v.id = d.giver_id and v.status = 'active'
    ), person as (
      select who.user_id, (select e.id from employee e where e.company_id = ${companyId} and e.user_id = who.user_id
        and e.status not in ('left', 'archived')) as employee_id from who
    ), held_role as (
      select a.user_id, a.role_id, a.valid_from, a.valid_to from who join role_assignment a on a.user_id = who.user_id
        where a.company_id = ${companyId} and (a.valid_to is null or a.valid_to > ${now})
      union select h.user_id, p.parent_id, h.valid_from, h.valid_to from held_role h join role_parent p on p.role_id = h.role_id
        where p.company_id = ${companyId}
    ), claim as (
      select h.user_id, 'role' as level, g.id, g.role_id, g.position_id, g.permission, g.effect, g.reach, g.resource_id,
          greatest(g.valid_from, h.valid_from) as valid_from, least(g.valid_to, h.valid_to) as valid_to, null::date as first_day, null::date as last_day
        from held_role h join access_grant g on g.role_id = h.role_id where g.company_id = ${companyId}
      union all select g.user_id, 'direct', g.id, g.role_id, g.position_id, g.permission, g.effect, g.reach, g.resource_id,
          g.valid_from, g.valid_to, null, null
        from who join access_grant g on g.user_id = who.user_id where g.company_id = ${companyId}
      union all select person.user_id, 'position', g.id, g.role_id, g.position_id, g.permission, g.effect, g.reach, g.resource_id,
          g.valid_from, g.valid_to, t.first_day, t.last_day
        from person join employment t on t.employee_id = person.employee_id and t.company_id = ${companyId} and t.position_id is not null
          join access_grant g on g.position_id = t.position_id where g.company_id = ${companyId}
    )`
}

export function claimColumns({ companyId, now }: FullCtx) {
  return sql`
      (select coalesce(json_agg(json_build_object('userId', user_id, 'employeeId', employee_id)), '[]') from person) as people,
      (select coalesce(json_agg(json_build_object('userId', user_id, 'level', case when resource_id is null then level else 'resource' end,
          'id', id, 'roleId', role_id, 'positionId', position_id, 'permission', permission, 'effect', effect, 'reach', reach,
          'resourceId', resource_id, 'from', valid_from, 'to', valid_to, 'firstDay', first_day, 'lastDay', last_day)), '[]')
        from claim where valid_to is null or valid_to > ${now}) as grants,
      (select coalesce(json_agg(distinct jsonb_build_object('roleId', p.role_id, 'parentId', p.parent_id)), '[]')
        from role_parent p join held_role h on h.role_id = p.role_id where p.company_id = ${companyId}) as parents,
      (select coalesce(json_agg(json_build_object('id', d.id, 'giverId', d.giver_id, 'roleId', d.role_id, 'from', d.valid_from, 'to', d.valid_to,
          'items', (select coalesce(json_agg(json_build_object('permission', i.permission, 'reach', i.reach)), '[]') from delegation_permission i
            where i.company_id = ${companyId} and i.delegation_id = d.id)) order by d.id), '[]')
        from lending d) as lendings,
      (select coalesce(json_agg(json_build_object('userId', s.user_id, 'viaRole', s.via_role, 'module', s.module, 'from', s.valid_from, 'to', s.valid_to,
          'read', s.can_read, 'create', s.can_create, 'update', s.can_update, 'delete', s.can_delete)), '[]')
        from (select who.user_id, false as via_role, m.module, null::timestamptz as valid_from, null::timestamptz as valid_to,
              m.can_read, m.can_create, m.can_update, m.can_delete
            from who join module_access m on m.user_id = who.user_id where m.company_id = ${companyId}
          union all select h.user_id, true, m.module, h.valid_from, h.valid_to, m.can_read, m.can_create, m.can_update, m.can_delete
            from held_role h join module_access m on m.role_id = h.role_id where m.company_id = ${companyId}) s) as switches`
}

type Moment = { readonly now: string; readonly today: string; readonly zone: string }

/** What the rows say at an instant, in the zone of the company: positions are held for whole days there. */
export function claimsOf(rows: ClaimRows, userId: string, catalogue: Catalogue, at: Moment): Claims {
  const { held: grants, staleAt: grantsChangeAt } = inForce(rows.grants, at.now)
  const { held: lendings, staleAt: lendingsChangeAt } = inForce(rows.lendings, at.now)
  const { held: switches, staleAt: switchesChangeAt } = inForce(rows.switches, at.now)
  const own = Map.groupBy(grants.filter(isOfDay(at.today)), ({ userId: holder }) => holder)
  const grantsOf = (holder: string) => Map.groupBy(own.get(holder) ?? [], ({ permission }) => permission)
  const employeeOf = new Map(rows.people.map((person) => [person.userId, person.employeeId]))
  const mine = grantsOf(userId)
  const lent = new Map<string, LentClaim<SourcedGrant>[]>()
  const givers = new Map([...new Set(lendings.map(({ giverId }) => giverId))].map((giverId) => [giverId, grantsOf(giverId)]))
  for (const lending of lendings) {
    const theirs = givers.get(lending.giverId)!
    const off = closedFor(switches, lending.giverId)
    for (const [permission, limit] of limitsOf(lending, theirs, rows.parents)) {
      if (isClosed(off, catalogue, permission)) continue
      const claim = { anchor: employeeOf.get(lending.giverId) ?? null, grants: theirs.get(permission) ?? [] }
      lent.set(permission, [...(lent.get(permission) ?? []), { delegationId: lending.id, limit, claim }])
    }
  }
  const anchor = employeeOf.get(userId) ?? null
  const permissions = new Set([...mine.keys(), ...lent.keys()])
  return {
    employeeId: anchor,
    byPermission: new Map(
      [...permissions].map((permission) => [permission, { anchor, grants: mine.get(permission) ?? [], lent: lent.get(permission) ?? [] }]),
    ),
    closed: closedFor(switches, userId),
    staleAt: Math.min(grantsChangeAt, lendingsChangeAt, switchesChangeAt, positionsChangeAt(rows.grants, at)),
  }
}

const isOfDay =
  (today: string) =>
  ({ firstDay, lastDay }: StoredGrant) =>
    (firstDay === null || firstDay <= today) && (lastDay === null || lastDay >= today)

/** Midnight, when some position is about to be held or held no longer. */
function positionsChangeAt(grants: readonly StoredGrant[], { today, zone }: Moment) {
  const changes = grants.some(({ firstDay, lastDay }) => (firstDay !== null && firstDay > today) || (lastDay !== null && lastDay >= today))
  return changes ? Date.parse(instantOf(addDays(today, 1), '00:00', zone)) : Infinity
}

/** How far each permission of a delegation goes, around the giver: named ones as said, those of a role as the role grants them. */
function limitsOf(lending: Lending, theirs: ReadonlyMap<string, readonly SourcedGrant[]>, parents: ClaimRows['parents']) {
  if (lending.roleId === null) return lending.items.map(({ permission, reach }) => [permission, reach ? ringsOf(reach) : allRings] as const)
  const roles = withAncestors(lending.roleId, parents)
  return [...theirs].map(([permission, grants]) => {
    const ofRole = grants.filter(({ level, roleId }) => level === 'role' && roleId !== null && roles.has(roleId))
    return [permission, settle({ anchor: null, grants: ofRole, lent: [] })?.rings ?? 0] as const
  })
}

/** A role with every role it inherits from. */
export function withAncestors(roleId: string, parents: ClaimRows['parents']): ReadonlySet<string> {
  const found = new Set([roleId])
  for (const role of found) for (const { roleId: child, parentId } of parents) if (child === role) found.add(parentId)
  return found
}

/** Whether a permission belongs to a part of a module that is switched off. */
export function isClosed(closed: ReadonlySet<string>, catalogue: Catalogue, permission: string) {
  const known = closed.size > 0 ? catalogue.get(permission) : undefined
  const area = known && areaOf(known.module, known.kind)
  return area !== undefined && closed.has(area)
}

/** Parts of modules that are off for an account: what is said of the account itself wins over its roles, there off wins over on. */
function closedFor(switches: readonly Switch[], userId: string): ReadonlySet<string> {
  const closed = new Set<string>()
  const own = switches.filter((one) => one.userId === userId)
  for (const { module } of own) {
    for (const kind of accessKinds) {
      const said = (viaRole: boolean) =>
        own.filter((one) => one.module === module && one.viaRole === viaRole).flatMap((one) => one[kind] ?? [])
      const [direct, byRole] = [said(false), said(true)]
      if (direct.length > 0 ? direct.includes(false) : byRole.includes(false)) closed.add(`${module}.${kind}`)
    }
  }
  return closed
}
