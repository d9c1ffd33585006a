import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { countryDefaults } from '../../core/countries.rules.ts'
import type { RequestMeta } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { isZone } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { defaultSettings } from '../../core/settings.ts'
import type { Settings } from '../../core/settings.ts'
import { asSystem } from '../../core/system-door.ts'
import * as contract from './companies.contract.ts'
import { refuseDomain, refuseSubdomain } from './companies.rules.ts'
import { companyOf } from './companies.service.ts'

const usualTrialDays = 14
const trialPlan = 'professional'

export type SignUpAsk = {
  readonly companyName: string
  readonly subdomain: string
  readonly domain?: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly timeZone?: string
  readonly currency?: string
  readonly country?: string
  readonly language?: Settings['language']
}

/**
 * Opens a company on trial, in one transaction: the company, its settings, its first admin, and what every module adds
 * (rules-company.md § Onboarding).
 */
export async function signUp(deps: Deps, ask: SignUpAsk, passwordHash: string, meta: RequestMeta) {
  if (!deps.config.SIGNUP) throw fail.forbidden('SIGNUP_CLOSED', 'New companies cannot sign up here; ask the operator.')
  const email = ask.email.toLowerCase()
  const refusal = ask.domain === undefined ? undefined : refuseDomain(ask.domain, email)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  return openCompany(deps, ask, meta, { passwordHash })
}

export type Opening = {
  /** Null for somebody who chooses it by a mailed link. */
  readonly passwordHash: string | null
  readonly plan?: string
  readonly trialDays?: number
  /** Who opens it, where that is not its first admin, and what else belongs into the same transaction. */
  readonly actor?: { readonly id: null; readonly name: string }
  readonly also?: (db: Kysely<DB>, companyId: string) => Promise<void>
}

/** The same for whoever may open companies. */
export async function openCompany(deps: Deps, ask: SignUpAsk, meta: RequestMeta, opening: Opening) {
  const { passwordHash, plan = trialPlan, trialDays = usualTrialDays } = opening
  const email = ask.email.toLowerCase()
  const settings = settingsOf(ask)
  const refusal = refuseSubdomain(ask.subdomain)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  return asSystem(deps.system, async (db) => {
    const id = newId()
    const adminUserId = newId()
    await sql.raw(`set local app.company_id = '${id}'`).execute(db)
    const ctx = deps.contexts(db, id, meta)
    const company = await db
      .insertInto('company')
      .values({
        id,
        name: ask.companyName.trim(),
        subdomain: ask.subdomain,
        domain: ask.domain ?? null,
        adminEmail: email,
        status: 'trial',
        trialEndsAt: new Date(Date.parse(ctx.now) + trialDays * 86_400_000).toISOString(),
        planCode: plan,
        createdAt: ctx.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await db.insertInto('companyState').values({ companyId: id }).execute()
    // The first settings hold for every day before today as well.
    await db
      .insertInto('companySettings')
      .values({ companyId: id, firstDay: '1970-01-01', settings: JSON.stringify(settings) })
      .execute()
    await db
      .insertInto('userAccount')
      .values({
        companyId: id,
        id: adminUserId,
        email,
        firstName: ask.firstName.trim(),
        lastName: ask.lastName.trim(),
        passwordHash,
        language: settings.language,
      })
      .execute()
    const founded = deps.contexts(db, id, meta, { ...ctx.actor, settings })
    const permissions = deps.modules.flatMap((module) => module.permissions)
    const approvalKinds = deps.modules.flatMap((module) => module.approvalKinds ?? [])
    const made = { adminUserId, country: settings.country, permissions, approvalKinds }
    for (const module of deps.modules) await module.onboard?.(founded, made)
    await ctx.enqueue(passwordHash === null ? 'invite-user' : 'verify-email', { userId: adminUserId })
    await ctx.emit(contract.companySignedUp, {
      subject: { type: 'company', id },
      actor: opening.actor ?? { id: adminUserId, name: `${ask.firstName} ${ask.lastName}` },
      data: { name: company.name },
    })
    await opening.also?.(db, id)
    return { company: companyOf(company, ctx.now), user: { id: adminUserId, email } }
  })
}

function settingsOf({ timeZone, currency, country, language }: SignUpAsk): Settings {
  if (timeZone !== undefined && !isZone(timeZone)) {
    throw fail.unprocessable('TIME_ZONE_UNKNOWN', `${timeZone} is not a time zone; use a name such as Asia/Jakarta.`, { timeZone })
  }
  const given = { timeZone, currency, country, language }
  return {
    ...defaultSettings,
    ...(country && countryDefaults(country)),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
}
