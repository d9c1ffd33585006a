import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { Company } from '../../../db/types.ts'
import { featureStates } from '../../core/access.rules.ts'
import type { FeatureRow, Standing } from '../../core/access.rules.ts'
import type { RequestMeta } from '../../core/context.ts'
import type { Feature } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { asSystem } from '../../core/system-door.ts'
import type { SystemPool } from '../../core/system-door.ts'
import * as contract from './companies.contract.ts'

/** The company behind a domain, a subdomain, or the domain of an email address; undefined when there is none. */
export async function findCompanyByName(system: SystemPool, name: string) {
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/^.*@/, '')
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '')
  return asSystem(system, (db) =>
    db
      .selectFrom('company')
      .selectAll()
      .where((eb) => eb.or([eb('domain', '=', wanted), eb('subdomain', '=', wanted)]))
      .orderBy((eb) => sql`case when ${eb.ref('domain')} = ${wanted} then 0 else 1 end`)
      .limit(1)
      .executeTakeFirst(),
  )
}

/** How a company looks to anybody: as it chose, while the feature is on. */
export function lookOf(system: SystemPool, row: Selectable<Company>) {
  return asSystem(system, async (db) => {
    const [plan, rows] = await Promise.all([
      db.selectFrom('plan').select('features').where('code', '=', row.planCode).executeTakeFirstOrThrow(),
      db.selectFrom('companyFeature').select(['feature', 'isOn', 'decidedBy']).where('companyId', '=', row.id).execute(),
    ])
    const isOn = featureStates(plan.features, rows as FeatureRow[]).some(({ code, on }) => code === 'customBranding' && on)
    return isOn ? row : { ...row, tagline: null, primaryColor: null, logoUrl: null }
  })
}

/** The logo that a token names, of whichever company. */
export function findLogo(system: SystemPool, token: string) {
  return asSystem(system, (db) => db.selectFrom('companyLogo').select(['content', 'token']).where('token', '=', token).executeTakeFirst())
}

/** Who changes the status of a company, and what else belongs into the same transaction. */
export type Changer = {
  readonly actor?: { readonly id: null; readonly name: string }
  readonly meta?: RequestMeta
  readonly also?: (db: Kysely<DB>) => Promise<void>
}

const transitions: Readonly<Record<Standing, readonly Standing[]>> = {
  trial: ['active', 'expired', 'suspended', 'cancelled'],
  active: ['expired', 'suspended', 'cancelled'],
  expired: ['active', 'suspended', 'cancelled'],
  suspended: ['active', 'cancelled'],
  cancelled: ['active'],
}

/**
 * Changes the status of a company; every session of it sees the change in its next request.
 * Refuses a transition that is not defined with what is (rules-company.md § Identity and status).
 */
export async function changeStatus(deps: Deps, companyId: string, status: Standing, reason: string, by: Changer = {}) {
  await asSystem(deps.system, async (db) => {
    const company = await db.selectFrom('company').select('status').where('id', '=', companyId).forUpdate().executeTakeFirst()
    if (!company) throw fail.notFound()
    const allowed = transitions[company.status as Standing]
    if (!allowed.includes(status)) {
      throw fail.conflict('STATUS_TRANSITION', `A company that is ${company.status} cannot become ${status}.`, {
        status: company.status,
        allowed,
      })
    }
    const erasure = await db.selectFrom('companyErasure').select('beganAt').where('id', '=', companyId).executeTakeFirst()
    if (erasure) throw fail.conflict('COMPANY_BEING_ERASED', 'This company is being erased; nothing brings it back.', erasure)
    const ctx = deps.contexts(db, companyId, by.meta)
    await db
      .updateTable('company')
      .set((eb) => ({ status, version: eb('version', '+', 1), cancelledAt: status === 'cancelled' ? ctx.now : null }))
      .where('id', '=', companyId)
      .execute()
    await ctx.raiseAccessVersion()
    await ctx.emit(contract.statusChanged, {
      subject: { type: 'company', id: companyId },
      before: company,
      after: { status },
      data: { status, reason },
      ...(by.actor && { actor: by.actor }),
    })
    await by.also?.(db)
  })
}

/** The companies that work at all: everything but cancelled ones; with a feature, those in which it is on. */
export async function listOpenCompanies(system: SystemPool, feature?: Feature): Promise<string[]> {
  const rows = await asSystem(system, (db) => {
    let query = db.selectFrom('company as c').select('c.id').where('c.status', '!=', 'cancelled').orderBy('c.id')
    // What the operator or the company decided stands before the plan; what the company decided only where the plan has it.
    if (feature)
      query = query
        .innerJoin('plan as p', 'p.code', 'c.planCode')
        .leftJoin('companyFeature as f', (join) => join.onRef('f.companyId', '=', 'c.id').on('f.feature', '=', feature))
        .where((eb) => {
          const planned = sql<boolean>`${feature} = any(${eb.ref('p.features')})`
          return eb.or([
            eb.and([eb('f.decidedBy', '=', 'operator'), eb('f.isOn', '=', true)]),
            eb.and([eb.or([eb('f.decidedBy', 'is', null), eb.and([eb('f.decidedBy', '=', 'company'), eb('f.isOn', '=', true)])]), planned]),
          ])
        })
    return query.execute()
  })
  return rows.map(({ id }) => id)
}
