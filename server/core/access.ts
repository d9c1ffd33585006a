import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Counter } from 'prom-client'
import { effectiveGrants, featureStates, standingOf } from './access.rules.ts'
import type { FeatureRow, GrantRow, Standing } from './access.rules.ts'
import type { Feature, Reach, RouteConfig } from './contract.ts'
import type { Bound, Ctx } from './context.ts'
import { localDateOf } from './dates.ts'
import type { DB } from './db.ts'
import { fail } from './errors.ts'
import { defaultSettings } from './settings.ts'
import type { Settings } from './settings.ts'

/** Who acts, with what they may do, as of one access version of their company. */
export type Actor = {
  readonly userId: string | null
  readonly name: string
  readonly employeeId: string | null
  readonly permissions: ReadonlyMap<string, Reach>
  readonly features: ReadonlySet<Feature>
  readonly settings: Settings
  readonly standing: Standing
  /** Signed in with a password somebody else chose: nothing opens before it is changed. */
  readonly mustChangePassword: boolean
  /** Holds a role that demands a second factor and has none: nothing opens but setting one up. */
  readonly secondFactorMissing: boolean
  /** Not the person themselves: a program with their key. */
  readonly via?: { readonly kind: 'key'; readonly ratePerMinute: number }
  readonly accessVersion: number
  /** The instant at which this stops being true by time alone, in milliseconds; Infinity for never. */
  readonly staleAt: number
}

export type AccessCache = {
  find(companyId: string, userId: string): Actor | undefined
  keep(companyId: string, userId: string, actor: Actor): void
}

/** The actors seen lately. An entry is only ever used after its access version was compared in the same transaction. */
export function makeAccessCache(lookups: Counter<'result'>, max = 20_000): AccessCache {
  const cache = new LRUCache<string, Actor>({ max })
  const [hits, misses] = [lookups.labels('hit'), lookups.labels('miss')]
  return {
    find(companyId, userId) {
      const actor = cache.get(companyId + userId)
      ;(actor ? hits : misses).inc()
      return actor
    },
    keep: (companyId, userId, actor) => void cache.set(companyId + userId, actor),
  }
}

/**
 * Refuses an actor who may not use a route: company status, a password to be changed, a second factor to
 * be set up, feature, permission, in this order.
 * Anything that is not clearly allowed is refused.
 */
export function admit(actor: Actor, route: RouteConfig, isWrite: boolean): void {
  if (actor.via) refuseProgram(actor, route)
  if (actor.standing === 'suspended' && !(route.anyStatus && actor.permissions.has('company.update-settings'))) {
    throw fail.forbidden('COMPANY_SUSPENDED', 'This company is suspended; its admins can sign in to see why.')
  }
  if ((actor.standing === 'expired' || actor.standing === 'cancelled') && isWrite && !route.anyStatus) {
    throw fail.forbidden('COMPANY_READ_ONLY', 'This company can be read but not changed, because its trial or subscription is over.')
  }
  if (actor.mustChangePassword && !route.anyStatus) {
    throw fail.forbidden('PASSWORD_CHANGE_NEEDED', 'Choose a password of your own first; this one was given to you.')
  }
  if (actor.secondFactorMissing && !route.anyStatus && !route.enrolment) {
    throw fail.forbidden('SECOND_FACTOR_NEEDED', 'Your role asks for a second factor; set one up first.')
  }
  if (route.feature && !actor.features.has(route.feature)) {
    throw fail.forbidden('FEATURE_OFF', 'This part of Muster is switched off for your company.', { feature: route.feature })
  }
  if (route.access === 'self' || route.access === 'public') return
  if (!actor.permissions.has(route.access)) throw fail.forbidden('FORBIDDEN', 'You may not do this.', { permission: route.access })
}

/** Keys are for what permissions open: what is a person's own, and what asks for a proof of who they are, is closed to them. */
function refuseProgram({ features }: Actor, route: RouteConfig) {
  if (!features.has('apiAccess'))
    throw fail.forbidden('FEATURE_OFF', 'This part of Muster is switched off for your company.', { feature: 'apiAccess' })
  if (route.stepUp || (route.access === 'self' && !route.openToKeys))
    throw fail.forbidden('API_KEY_REFUSED', 'This is for people who are signed in, not for API keys.')
}

/**
 * The condition that narrows rows to those whose employee is inside the reach of the actor's grant.
 * No grant is no row. `column` holds an employee id.
 * Source: rules-access.md § What is granted (reaches), § One place.
 */
export function visible(ctx: Bound, permission: string, column: string): Expression<SqlBool> {
  const reach = ctx.actor.permissions.get(permission)
  if (!reach) return sql<SqlBool>`false`
  if (reach === 'company') return sql<SqlBool>`true`
  const { employeeId } = ctx.actor
  if (!employeeId) return sql<SqlBool>`false`
  const subject = sql.ref(column)
  if (reach === 'own') return sql<SqlBool>`${subject} = ${employeeId}`
  return sql<SqlBool>`(${subject} = ${employeeId} or ${subject} in (${peopleWithin(ctx, reach, employeeId)}))`
}

/**
 * Everyone below in the reporting line today; for `department` also the same department and below; for `branch` also the
 * same branch: a wider reach includes the narrower.
 */
function peopleWithin(ctx: Bound, reach: 'team' | 'department' | 'branch', employeeId: string) {
  const { companyId } = ctx
  const parts = [
    sql`(with recursive below as (
      select t.employee_id from employment as t where ${inForce(ctx, 't')} and t.manager_id = ${employeeId}
      union select t.employee_id from employment as t join below on t.manager_id = below.employee_id where ${inForce(ctx, 't')}
    ) select employee_id from below)`,
  ]
  if (reach !== 'team') {
    parts.push(sql`(with recursive below as (
      select t.department_id as id from employment as t where ${inForce(ctx, 't')} and t.employee_id = ${employeeId} and t.department_id is not null
      union select d.id from department as d join below on d.parent_id = below.id where d.company_id = ${companyId}
    ) select t.employee_id from employment as t join below on t.department_id = below.id where ${inForce(ctx, 't')})`)
  }
  if (reach === 'branch') {
    parts.push(sql`(select t.employee_id from employment as t join employment as mine on mine.branch_id = t.branch_id
      where ${inForce(ctx, 't')} and ${inForce(ctx, 'mine')} and mine.employee_id = ${employeeId})`)
  }
  return sql.join(parts, sql` union `)
}

function inForce({ companyId, today }: Bound, alias: string) {
  const [company, first, last] = ['companyId', 'firstDay', 'lastDay'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`${company} = ${companyId} and ${first} <= ${today} and (${last} is null or ${last} >= ${today})`
}

/** Reads an actor with everything that decides what they may do; undefined when the account is not there or archived. */
export async function loadActor(ctx: Ctx<keyof DB>, userId: string): Promise<Actor | undefined> {
  const { rows } = await sql<ActorRow>`
    select s.access_version, c.status, c.trial_ends_at, p.features as plan_features,
      u.first_name || ' ' || u.last_name as name, u.must_change_password,
      (select coalesce(json_agg(json_build_object('from', r.valid_from, 'to', r.valid_to)), '[]')
         from second_factor_demand d join role_assignment r on r.company_id = ${ctx.companyId} and r.role_id = d.role_id
         where d.company_id = ${ctx.companyId} and r.user_id = u.id
           and not exists (select from totp_factor f where f.company_id = ${ctx.companyId} and f.user_id = u.id and f.confirmed_at is not null)
           and not exists (select from passkey k where k.company_id = ${ctx.companyId} and k.user_id = u.id)) as unmet_demands,
      (select e.id from employee e where e.company_id = ${ctx.companyId} and e.user_id = u.id and e.status not in ('left', 'archived')) as employee_id,
      (select coalesce(json_agg(json_build_object('permission', g.permission, 'reach', g.reach, 'from', g.valid_from, 'to', g.valid_to)), '[]')
         from (select g.permission, g.reach, greatest(g.valid_from, r.valid_from) as valid_from, least(g.valid_to, r.valid_to) as valid_to
                 from role_assignment r join access_grant g on g.company_id = ${ctx.companyId} and g.role_id = r.role_id
                 where r.company_id = ${ctx.companyId} and r.user_id = u.id
               union all
               select g.permission, g.reach, g.valid_from, g.valid_to
                 from access_grant g where g.company_id = ${ctx.companyId} and g.user_id = u.id) g) as grants,
      (select coalesce(json_agg(json_build_object('feature', f.feature, 'isOn', f.is_on, 'decidedBy', f.decided_by)), '[]')
         from company_feature f where f.company_id = ${ctx.companyId}) as features,
      (select coalesce(json_agg(json_build_object('firstDay', t.first_day, 'settings', t.settings) order by t.first_day), '[]')
         from company_settings t where t.company_id = ${ctx.companyId}) as settings
    from user_account u
      join company_state s on s.company_id = ${ctx.companyId}
      join company c on c.id = u.company_id
      join plan p on p.code = c.plan_code
    where u.company_id = ${ctx.companyId} and u.id = ${userId} and u.status = 'active'`.execute(ctx.tx)
  const row = rows[0]
  if (!row) return undefined
  const held = effectiveGrants(row.grants, ctx.now)
  const unmet = effectiveGrants(
    row.unmetDemands.map((times) => ({ permission: secondFactor, reach: 'own', ...times })),
    ctx.now,
  )
  const { settings, nextChangeAt } = settingsInForce(row.settings, ctx.now)
  const standing = standingOf(row.status, row.trialEndsAt, ctx.now)
  const edges = [held.staleAt, unmet.staleAt, nextChangeAt, standing === 'trial' && row.trialEndsAt ? Date.parse(row.trialEndsAt) : null]
  return {
    userId,
    name: row.name,
    employeeId: row.employeeId,
    permissions: held.permissions,
    features: new Set(
      featureStates(row.planFeatures, row.features)
        .filter(({ on }) => on)
        .map(({ code }) => code),
    ),
    settings,
    standing,
    mustChangePassword: row.mustChangePassword,
    secondFactorMissing: unmet.permissions.has(secondFactor),
    accessVersion: row.accessVersion,
    staleAt: Math.min(...edges.map((edge) => edge ?? Infinity)),
  }
}

/** The company's settings now, for work that has no signed-in actor to carry them. */
export async function readSettings(ctx: Ctx<'companySettings'>): Promise<Settings> {
  const rows = await ctx.tx
    .selectFrom('companySettings')
    .select(['firstDay', 'settings'])
    .where('companyId', '=', ctx.companyId)
    .orderBy('firstDay')
    .execute()
  return settingsInForce(rows as ActorRow['settings'], ctx.now).settings
}

/** The settings in force at an instant, in the company's own zone, and when the next ones take effect. */
export function settingsInForce(rows: readonly { firstDay: string; settings: Partial<Settings> }[], now: string) {
  const zoneOf = (index: number) => rows[index]?.settings.timeZone ?? defaultSettings.timeZone
  let current = 0
  while (current + 1 < rows.length && rows[current + 1]!.firstDay <= localDateOf(now, zoneOf(current))) current += 1
  const settings: Settings = { ...defaultSettings, ...rows[current]?.settings }
  const next = rows[current + 1]
  // A day boundary in any zone falls on a quarter of an hour; looking again then is exact enough and cheap.
  const nextChangeAt = next ? Math.ceil((Date.parse(now) + 1) / 900_000) * 900_000 : null
  return { settings, nextChangeAt }
}

/** A demand begins and ends with the assignment of its role, and is reckoned like a grant. */
const secondFactor = 'second-factor'

type ActorRow = {
  accessVersion: number
  status: Standing
  trialEndsAt: string | null
  planFeatures: string[]
  name: string
  mustChangePassword: boolean
  unmetDemands: Pick<GrantRow, 'from' | 'to'>[]
  employeeId: string | null
  grants: GrantRow[]
  features: FeatureRow[]
  settings: { firstDay: string; settings: Partial<Settings> }[]
}
