import type { Selectable } from 'kysely'
import type { Company as CompanyRow, Plan as PlanRow } from '../../../db/types.ts'
import { readSettings } from '../../core/access.ts'
import { featureStates, standingOf } from '../../core/access.rules.ts'
import type { FeatureRow, Standing } from '../../core/access.rules.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data, Feature, Static } from '../../core/contract.ts'
import { isZone } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import type { Settings } from '../../core/settings.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './companies.contract.ts'
import { refuseFeatures } from './companies.rules.ts'
import { findCompanyByName, lookOf } from './companies.system.ts'

/** What anybody may know of a company: enough to show its sign-in page. */
export async function resolveCompany(system: SystemPool, name: string) {
  const found = await findCompanyByName(system, name)
  if (!found) throw fail.notFound()
  const { domain, subdomain } = found
  const { name: called, tagline, primaryColor, logoUrl } = await lookOf(system, found)
  return { company: { name: called, domain, subdomain, tagline, primaryColor, logoUrl, signInMethods: ['password' as const] } }
}

export async function getCompany(ctx: Ctx<'company'>) {
  const row = await ctx.tx.selectFrom('company').selectAll().where('id', '=', ctx.companyId).executeTakeFirstOrThrow()
  return { company: companyOf(looksOf(row, ctx.actor.features), ctx.now) }
}

/** Without the feature the company looks like Muster; what it chose is kept. */
export function looksOf<R extends Selectable<CompanyRow>>(row: R, features: ReadonlySet<Feature>): R {
  return features.has('customBranding') ? row : { ...row, tagline: null, primaryColor: null, logoUrl: null }
}

/** A company as its people see it; a trial whose time is over reads as expired. */
export function companyOf(row: Selectable<CompanyRow>, now: string): Static<typeof contract.Company> {
  const { status, planCode: plan, ...rest } = row
  return { ...rest, plan, status: standingOf(status as Standing, row.trialEndsAt, now) }
}

export async function getSettings(ctx: Ctx<'companySettings'>) {
  const { version } = await newestSettings(ctx)
  return { settings: ctx.actor.settings, version }
}

/** Changes settings from today on; days before keep what was in force. Two admins at once are put in order by the company's state row. */
export async function updateSettings(
  ctx: Ctx<'companySettings' | 'company' | 'plan'>,
  { version, ...changes }: Body<typeof contract.updateSettings>,
) {
  if (changes.timeZone !== undefined && !isZone(changes.timeZone)) {
    throw fail.unprocessable('TIME_ZONE_UNKNOWN', `${changes.timeZone} is not a time zone; use a name such as Asia/Jakarta.`, {
      timeZone: changes.timeZone,
    })
  }
  await ctx.raiseAccessVersion()
  if (changes.dataRetentionDays) await refuseRetention(ctx, changes.dataRetentionDays)
  const [current, before] = await Promise.all([newestSettings(ctx), readSettings(ctx)])
  refuseStale(version, current.version)
  const settings: Settings = { ...before, ...(changes as Partial<Settings>) }
  if (settings.workingHoursEnd <= settings.workingHoursStart) {
    throw fail.unprocessable('WORKING_HOURS', 'The working day must end after it starts.', {
      start: settings.workingHoursStart,
      end: settings.workingHoursEnd,
    })
  }
  const next = current.version + 1
  // After a move to a zone further west today may be a day that is over in the zone before: no settings may be put behind the newest.
  const firstDay = current.firstDay > ctx.today ? current.firstDay : ctx.today
  await ctx.tx
    .insertInto('companySettings')
    .values({ companyId: ctx.companyId, firstDay, settings: JSON.stringify(settings), version: next })
    .onConflict((conflict) =>
      conflict.columns(['companyId', 'firstDay']).doUpdateSet({ settings: JSON.stringify(settings), version: next }),
    )
    .execute()
  await ctx.emit(contract.settingsChanged, { subject: { type: 'company', id: ctx.companyId }, before, after: settings, data: {} })
  return { settings, version: next }
}

/** No longer than the plan keeps data. */
async function refuseRetention(ctx: Ctx<'company' | 'plan'>, wanted: number) {
  const { retentionDays: most, code } = await ctx.tx
    .selectFrom('company')
    .innerJoin('plan', 'plan.code', 'company.planCode')
    .select(['plan.retentionDays', 'plan.code'])
    .where('company.id', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  if (wanted > most)
    throw fail.unprocessable('RETENTION_OVER_PLAN', `Your plan keeps data for at most ${most} days.`, { wanted, most, plan: code })
}

function newestSettings(ctx: Ctx<'companySettings'>) {
  return ctx.tx
    .selectFrom('companySettings')
    .select(['firstDay', 'version'])
    .where('companyId', '=', ctx.companyId)
    .orderBy('firstDay', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
}

type FeatureCtx = Ctx<'company' | 'plan' | 'companyFeature'>

export async function listFeatures(ctx: FeatureCtx) {
  const { planFeatures, rows } = await readFeatures(ctx)
  return { features: featureStates(planFeatures, rows) }
}

export async function updateFeatures(ctx: FeatureCtx, ask: Body<typeof contract.updateFeatures>) {
  // Two admins switching at once are put in order by the company's state row.
  await ctx.raiseAccessVersion()
  const { planFeatures, rows } = await readFeatures(ctx)
  const before = featureStates(planFeatures, rows)
  const on = new Set(before.filter((feature) => feature.on).map(({ code }) => code))
  const fixed = new Set(before.filter((feature) => feature.decidedBy === 'operator').map(({ code }) => code))
  const refusal = refuseFeatures(ask, on, planFeatures, fixed)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
  const wanted = Object.entries(ask) as [Feature, boolean][]
  await ctx.tx
    .insertInto('companyFeature')
    .values(wanted.map(([feature, isOn]) => ({ companyId: ctx.companyId, feature, isOn, decidedBy: 'company' })))
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'feature'])
        .doUpdateSet((eb) => ({ isOn: eb.ref('excluded.isOn') }))
        .where('companyFeature.decidedBy', '=', 'company'),
    )
    .execute()
  const after = await listFeatures(ctx)
  await ctx.emit(contract.featuresChanged, {
    subject: { type: 'company', id: ctx.companyId },
    before: switches(before),
    after: switches(after.features),
    data: {},
  })
  return after
}

const switches = (states: readonly { code: string; on: boolean }[]) => Object.fromEntries(states.map(({ code, on }) => [code, on]))

async function readFeatures(ctx: FeatureCtx) {
  const [plan, rows] = await Promise.all([
    ctx.tx
      .selectFrom('company')
      .innerJoin('plan', 'plan.code', 'company.planCode')
      .select('plan.features')
      .where('company.id', '=', ctx.companyId)
      .executeTakeFirstOrThrow(),
    ctx.tx.selectFrom('companyFeature').select(['feature', 'isOn', 'decidedBy']).where('companyId', '=', ctx.companyId).execute(),
  ])
  return { planFeatures: plan.features, rows: rows as FeatureRow[] }
}

export async function listPlans(ctx: Ctx<'plan'>): Promise<Data<typeof contract.listPlans>> {
  const plans = await ctx.tx.selectFrom('plan').selectAll().orderBy('sortOrder').execute()
  return { plans: plans.map(planOf) }
}

// Yearly is ten monthly prices (rules-company.md § Plans and limits).
function planOf({ sortOrder: _, features, ...plan }: Selectable<PlanRow>) {
  return {
    ...plan,
    features: features as Feature[],
    yearlyUsd: `${BigInt(plan.monthlyUsd.replace('.', '')) * 10n}`.replace(/(\d\d)$/, '.$1'),
  }
}
