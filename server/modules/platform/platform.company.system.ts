import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RequestMeta } from '../../core/context.ts'
import type { Body, Feature, LimitCode } from '../../core/contract.ts'
import { featureStates } from '../../core/access.rules.ts'
import type { FeatureRow } from '../../core/access.rules.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import type { Operator } from '../../core/operators.ts'
import { asSystem } from '../../core/system-door.ts'
import { refuseStale } from '../../core/version.ts'
import {
  beginErasure,
  changeStatus,
  companyOf,
  erasesAt,
  companyUpdated,
  featuresChanged,
  openCompany,
  refuseNeeds,
  refuseSubdomain,
} from '../companies/index.ts'
import type * as contract from './platform.company.contract.ts'
import { limitsDecided } from './platform.events.contract.ts'
import { record } from './platform.system.ts'

/** Who acts in a company's audit log when the platform does. */
const actorOf = ({ name }: Operator) => ({ id: null, name: `${name} (Muster)` })
const whoOf = ({ operatorId: id, name }: Operator) => ({ id, name })

/** Opens a company; its first administrator chooses their password by a mailed link. */
export async function createCompany(deps: Deps, operator: Operator, ask: Body<typeof contract.createCompany>, meta: RequestMeta) {
  const { name, plan, trialDays, ...rest } = ask
  const { company } = await openCompany(deps, { ...rest, companyName: name }, meta, {
    passwordHash: null,
    ...(plan !== undefined && { plan }),
    ...(trialDays !== undefined && { trialDays }),
    actor: actorOf(operator),
    also: (db, id) =>
      record(db, deps, whoOf(operator), 'company-created', meta, { companyId: id, data: { name, subdomain: ask.subdomain } }),
  })
  return { company }
}

export async function getCompanyById(deps: Deps, id: string) {
  return asSystem(deps.system, async (db) => {
    const row = await findCompany(db, id)
    return { company: companyOf(row, deps.clock().toISOString()), features: await featuresOf(db, row), erasesAt: await erasesAt(db, id) }
  })
}

export async function updateCompanyById(
  deps: Deps,
  operator: Operator,
  id: string,
  { version, plan, ...changes }: Body<typeof contract.updateCompanyById>,
  meta: RequestMeta,
) {
  return asSystem(deps.system, async (db) => {
    const before = await lockCompany(db, id)
    refuseStale(version, before.version)
    const refusal =
      changes.subdomain !== undefined && changes.subdomain !== before.subdomain ? refuseSubdomain(changes.subdomain) : undefined
    if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
    const values = {
      ...changes,
      ...(plan !== undefined && { planCode: plan }),
      ...(changes.name !== undefined && { name: changes.name.trim() }),
    }
    const after = await db
      .updateTable('company')
      .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const ctx = await enter(deps, db, id, meta)
    // The plan decides features, and the trial whether anything may be changed: every server looks again.
    await ctx.raiseAccessVersion()
    const fields = Object.keys(values) as (keyof typeof after)[]
    const told = (row: typeof after) => Object.fromEntries(fields.map((field) => [field, row[field]]))
    const acts = { before: told(before), after: told(after) }
    await ctx.emit(companyUpdated, { subject: { type: 'company', id }, ...acts, actor: actorOf(operator), data: {} })
    await record(db, deps, whoOf(operator), 'company-updated', meta, { companyId: id, data: acts })
    return { company: companyOf(after, ctx.now) }
  })
}

/** Suspends, activates or cancels; every session of the company sees it in its next request. */
export async function changeStanding(
  deps: Deps,
  operator: Operator,
  id: string,
  status: 'suspended' | 'active' | 'cancelled',
  reason: string,
  meta: RequestMeta,
) {
  await changeStatus(deps, id, status, reason.trim(), {
    actor: actorOf(operator),
    meta,
    also: (db) => record(db, deps, whoOf(operator), `company-${status}`, meta, { companyId: id, data: { reason: reason.trim() } }),
  })
  return { company: (await getCompanyById(deps, id)).company }
}

/** Begins to erase a cancelled company; the rest is done by the job. */
export async function eraseCompany(
  deps: Deps,
  operator: Operator,
  id: string,
  { reason, name }: Body<typeof contract.eraseCompany>,
  meta: RequestMeta,
) {
  const erasure = await beginErasure(deps, id, operator.name, async (db) => {
    const company = await findCompany(db, id)
    if (company.name !== name.trim())
      throw fail.unprocessable('NAME_DIFFERS', `The company is called ${company.name}.`, [
        { path: 'body.name', message: 'is not the name of this company', expected: company.name },
      ])
    await record(db, deps, whoOf(operator), 'company-erasure-begun', meta, {
      companyId: id,
      data: { name: company.name, reason: reason.trim() },
    })
    await deps.contexts(db, id, meta).enqueue('erase-cancelled', {}, { jobKey: 'erase-cancelled' })
  })
  return { erasure }
}

/** Decides features either way; what a feature needs must stay on, whoever decided it. */
export async function decideFeatures(
  deps: Deps,
  operator: Operator,
  id: string,
  ask: Body<typeof contract.decideFeatures>,
  meta: RequestMeta,
) {
  return asSystem(deps.system, async (db) => {
    const company = await lockCompany(db, id)
    const ctx = await enter(deps, db, id, meta)
    await ctx.raiseAccessVersion()
    const before = await featuresOf(db, company)
    const wanted = Object.entries(ask) as [Feature, boolean | null][]
    const left = wanted.filter(([, isOn]) => isOn === null).map(([feature]) => feature)
    const decided = wanted.flatMap(([feature, isOn]) => (isOn === null ? [] : [{ companyId: id, feature, isOn, decidedBy: 'operator' }]))
    if (left.length > 0)
      await db
        .deleteFrom('companyFeature')
        .where('companyId', '=', id)
        .where('decidedBy', '=', 'operator')
        .where('feature', 'in', left)
        .execute()
    if (decided.length > 0)
      await db
        .insertInto('companyFeature')
        .values(decided)
        .onConflict((conflict) =>
          conflict
            .columns(['companyId', 'feature'])
            .doUpdateSet((eb) => ({ isOn: eb.ref('excluded.isOn'), decidedBy: eb.ref('excluded.decidedBy') })),
        )
        .execute()
    const features = await featuresOf(db, company)
    const refusal = refuseNeeds(new Set(features.filter(({ on }) => on).map(({ code }) => code)))
    if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
    const acts = { before: switches(before), after: switches(features) }
    await ctx.emit(featuresChanged, { subject: { type: 'company', id }, ...acts, actor: actorOf(operator), data: {} })
    await record(db, deps, whoOf(operator), 'features-decided', meta, { companyId: id, data: ask })
    return { features }
  })
}

const switches = (states: readonly { code: string; on: boolean }[]) => Object.fromEntries(states.map(({ code, on }) => [code, on]))

export async function decideLimits(deps: Deps, operator: Operator, id: string, ask: Body<typeof contract.decideLimits>, meta: RequestMeta) {
  await asSystem(deps.system, async (db) => {
    await lockCompany(db, id)
    const ctx = await enter(deps, db, id, meta)
    for (const [code, amount] of Object.entries(ask) as [LimitCode, number | null][]) {
      if (amount === null) await db.deleteFrom('companyLimit').where('companyId', '=', id).where('code', '=', code).execute()
      else
        await db
          .insertInto('companyLimit')
          .values({ companyId: id, code, amount })
          .onConflict((conflict) => conflict.columns(['companyId', 'code']).doUpdateSet({ amount }))
          .execute()
    }
    await ctx.emit(limitsDecided, { subject: { type: 'company', id }, after: ask, actor: actorOf(operator), data: {} })
    await record(db, deps, whoOf(operator), 'limits-decided', meta, { companyId: id, data: ask })
  })
}

/** A company that is there; a 404 for every other id. */
export async function requireCompany(deps: Deps, id: string): Promise<void> {
  await asSystem(deps.system, (db) => findCompany(db, id))
}

async function findCompany(db: Kysely<DB>, id: string) {
  const row = await db.selectFrom('company').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return row
}

async function lockCompany(db: Kysely<DB>, id: string) {
  const row = await db.selectFrom('company').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw fail.notFound()
  return row
}

async function enter(deps: Deps, db: Kysely<DB>, id: string, meta: RequestMeta) {
  await sql.raw(`set local app.company_id = '${id}'`).execute(db)
  return deps.contexts(db, id, meta)
}

async function featuresOf(db: Kysely<DB>, { id, planCode }: { id: string; planCode: string }) {
  const [plan, rows] = await Promise.all([
    db.selectFrom('plan').select('features').where('code', '=', planCode).executeTakeFirstOrThrow(),
    db.selectFrom('companyFeature').select(['feature', 'isOn', 'decidedBy']).where('companyId', '=', id).execute(),
  ])
  return featureStates(plan.features, rows as FeatureRow[])
}
