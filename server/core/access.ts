import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Counter } from 'prom-client'
import { featureStates, standingOf } from './access.rules.ts'
import type { FeatureRow, Standing } from './access.rules.ts'
import type { Catalogue } from './catalogue.ts'
import { claimColumns, claimsOf, claimTables, isClosed } from './claims.ts'
import type { ClaimRows, Claims } from './claims.ts'
import type { Bound, Ctx, FullCtx } from './context.ts'
import type { Feature, RouteConfig } from './contract.ts'
import { localDateOf } from './dates.ts'
import { answer, inForce, settle } from './decision.rules.ts'
import type { Held } from './decision.rules.ts'
import { fail } from './errors.ts'
import { conditionsOn } from './reach.ts'
import type { Finding } from './reach.ts'
import { defaultSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import { statement } from './statement.ts'

/** Who acts, with what they may do, as of one access version of their company. */
export type Actor = {
  readonly userId: string | null
  readonly name: string
  readonly employeeId: string | null
  /** What they may do at all, and whose; what no allow can ever apply to is not among it. */
  readonly permissions: ReadonlyMap<string, Held>
  /** What they were granted of features and modules that are off now: not to be used, only to be handed on. */
  readonly dormant: ReadonlyMap<string, Held>
  /** Parts of modules that are switched off for them, as `module.kind`. */
  readonly closed: ReadonlySet<string>
  readonly features: ReadonlySet<Feature>
  readonly settings: Settings
  readonly standing: Standing
  /** Signed in with a password somebody else chose: nothing opens before it is changed. */
  readonly mustChangePassword: boolean
  /** Holds a role that demands a second factor and has none: nothing opens but setting one up. */
  readonly secondFactorMissing: boolean
  /** Not a person of the company themselves: a program with their key, or an operator let in for support. */
  readonly via?:
    | { readonly kind: 'key'; readonly ratePerMinute: number }
    | { readonly kind: 'support'; readonly id: string; readonly mayWrite: boolean; readonly endsAt: string }
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
 * Refuses an actor who may not use a route: company status, a password to be changed, a second factor to be set up, feature,
 * module access, permission, in this order. Anything that is not clearly allowed is refused. `area` is the part of a module that
 * the route belongs to.
 */
export function admit(actor: Actor, route: RouteConfig, isWrite: boolean, area?: string): void {
  if (actor.via?.kind === 'key') refuseProgram(actor, route)
  if (actor.via?.kind === 'support') refuseSupport(actor.via.mayWrite, route, isWrite)
  if (actor.standing === 'suspended' && !(route.anyStatus && actor.permissions.has('company.update-settings'))) {
    throw fail.forbidden('COMPANY_SUSPENDED', 'This company is suspended; its admins can sign in to see why.')
  }
  if ((actor.standing === 'expired' || actor.standing === 'cancelled') && isWrite && !route.anyStatus && !route.whenReadOnly) {
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
  if (area !== undefined && actor.closed.has(area)) {
    throw fail.forbidden('MODULE_OFF', 'This part of Muster is switched off for you.', { area })
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

/** Operators look, and change what the company lets them; they never act as a person, nor where a person must prove who they are. */
function refuseSupport(mayWrite: boolean, route: RouteConfig, isWrite: boolean) {
  if (route.stepUp || (route.access === 'self' && isWrite))
    throw fail.forbidden('SUPPORT_REFUSED', 'This is for the people of the company, not for support.')
  if (isWrite && !mayWrite)
    throw fail.forbidden('SUPPORT_READ_ONLY', 'Support may only look; an administrator of the company can allow more.')
}

/**
 * The condition that narrows rows to those whose employee the actor's grants reach, worked out from the same normal form as
 * every single decision. No grant is no row. `column` holds an employee id.
 * Source: rules-access.md § What is granted (reaches), § One place.
 */
export function visible(ctx: Bound, permission: string, column: string): Expression<SqlBool> {
  return conditionOf(ctx, ctx.actor.permissions.get(permission), column)
}

/**
 * `visible` for the rows that a list is made of, where few of very many may be within reach: those are looked up by index. It
 * must stand by itself in the `where` of a query that is asked once; in one that is asked for each row of another it is slow.
 */
export function visibleRows(ctx: Bound, permission: string, column: string): Expression<SqlBool> {
  return conditionOf(ctx, ctx.actor.permissions.get(permission), column, 'by-person')
}

/** The same of a normal form that is at hand. */
export function conditionOf(ctx: Bound, held: Held | undefined, column: string, finding: Finding = 'each-row'): Expression<SqlBool> {
  return held ? answer(held, ctx.actor.employeeId, conditionsOn(ctx, column, finding)) : sql<SqlBool>`false`
}

/** Whether a permission reaches everybody of the company, without exception. */
export const reachesAll = (actor: Actor, permission: string) => actor.permissions.get(permission)?.shape === 'company'

/** Reads an actor with everything that decides what they may do; undefined when the account is not there or archived. */
export async function loadActor(ctx: FullCtx, userId: string): Promise<Actor | undefined> {
  const row = await readActor(ctx, userId)
  if (!row) return undefined
  const company = ofCompany(row, ctx.now)
  const { timeZone } = company.settings
  const claims = claimsOf(row, userId, ctx.catalogue, { now: ctx.now, today: localDateOf(ctx.now, timeZone), zone: timeZone })
  const demands = inForce(row.unmetDemands, ctx.now)
  return {
    ...company,
    userId,
    name: row.name,
    employeeId: row.people.find((person) => person.userId === userId)?.employeeId ?? null,
    ...heldOf(claims, ctx.catalogue, company.features),
    closed: claims.closed,
    mustChangePassword: row.mustChangePassword,
    secondFactorMissing: demands.held.length > 0,
    staleAt: Math.min(company.staleAt, claims.staleAt, demands.staleAt),
  }
}

/** What an actor has of their company, whoever they are. */
function ofCompany(row: CompanyRow, now: string) {
  const { settings, nextChangeAt } = settingsInForce(row.settings, now)
  const standing = standingOf(row.status, row.trialEndsAt, now)
  const edges = [nextChangeAt, standing === 'trial' && row.trialEndsAt ? Date.parse(row.trialEndsAt) : null]
  const on = featureStates(row.planFeatures, row.features).filter((feature) => feature.on)
  return {
    features: new Set(on.map(({ code }) => code)),
    settings,
    standing,
    accessVersion: row.accessVersion,
    staleAt: Math.min(...edges.map((edge) => edge ?? Infinity)),
  }
}

/** The same for whoever acts in a company without an account there. */
export async function loadCompany(ctx: FullCtx) {
  const { rows } = await sql<CompanyRow>`
    select s.access_version, c.status, c.trial_ends_at, p.features as plan_features, ${companyColumns(ctx)}
    from company_state s join company c on c.id = s.company_id join plan p on p.code = c.plan_code
    where s.company_id = ${ctx.companyId}`.execute(ctx.tx)
  return ofCompany(rows[0]!, ctx.now)
}

const companyColumns = ({ companyId }: Bound) => sql`
      (select coalesce(json_agg(json_build_object('feature', f.feature, 'isOn', f.is_on, 'decidedBy', f.decided_by)), '[]')
         from company_feature f where f.company_id = ${companyId}) as features,
      (select coalesce(json_agg(json_build_object('firstDay', t.first_day, 'settings', t.settings) order by t.first_day), '[]')
         from company_settings t where t.company_id = ${companyId}) as settings`

/** The normal form of everything claimed, apart from what a guardrail stops: a feature that is off, a module switched off. */
function heldOf(claims: Claims, catalogue: Catalogue, features: ReadonlySet<Feature>) {
  const [permissions, dormant] = [new Map<string, Held>(), new Map<string, Held>()]
  for (const [permission, claim] of claims.byPermission) {
    const feature = catalogue.get(permission)?.feature
    const isOff = (feature !== undefined && !features.has(feature)) || isClosed(claims.closed, catalogue, permission)
    const held = settle(claim)
    if (held) (isOff ? dormant : permissions).set(permission, held)
  }
  return { permissions, dormant }
}

/** Everything that decides what an account may do, in one statement and so of one moment; nothing when it is archived or not there. */
export async function readActor(ctx: FullCtx, userId: string): Promise<ActorRow | undefined> {
  const [row] = await actorRows(ctx, { userId })
  return row
}

const actorRows = statement((ctx: FullCtx, { userId }: { userId: string }) => ({
  compile: () =>
    sql<ActorRow>`with recursive ${claimTables(ctx, userId)}
    select s.access_version, c.status, c.trial_ends_at, p.features as plan_features,
      u.first_name || ' ' || u.last_name as name, u.must_change_password, ${claimColumns(ctx)},
      (select coalesce(json_agg(json_build_object('from', h.valid_from, 'to', h.valid_to)), '[]')
         from second_factor_demand d join held_role h on h.role_id = d.role_id
         where d.company_id = ${ctx.companyId} and h.user_id = u.id
           and not exists (select from totp_factor f where f.company_id = ${ctx.companyId} and f.user_id = u.id and f.confirmed_at is not null)
           and not exists (select from passkey k where k.company_id = ${ctx.companyId} and k.user_id = u.id)) as unmet_demands,
      ${companyColumns(ctx)}
    from user_account u
      join company_state s on s.company_id = ${ctx.companyId}
      join company c on c.id = u.company_id
      join plan p on p.code = c.plan_code
    where u.company_id = ${ctx.companyId} and u.id = ${userId} and u.status = 'active'`.compile(ctx.tx),
}))

/** The company's settings now, for work that has no signed-in actor to carry them. */
export async function readSettings(ctx: Ctx<'companySettings'>): Promise<Settings> {
  const rows = await ctx.tx
    .selectFrom('companySettings')
    .select(['firstDay', 'settings'])
    .where('companyId', '=', ctx.companyId)
    .orderBy('firstDay')
    .execute()
  return settingsInForce(rows as CompanyRow['settings'], ctx.now).settings
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

type CompanyRow = {
  readonly accessVersion: number
  readonly status: Standing
  readonly trialEndsAt: string | null
  readonly planFeatures: string[]
  readonly features: FeatureRow[]
  readonly settings: { firstDay: string; settings: Partial<Settings> }[]
}

export type ActorRow = CompanyRow &
  ClaimRows & {
    readonly name: string
    readonly mustChangePassword: boolean
    /** When roles are held that demand a second factor; empty for whoever has one. */
    readonly unmetDemands: readonly { readonly from: string | null; readonly to: string | null }[]
  }
