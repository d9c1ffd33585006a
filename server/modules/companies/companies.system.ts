import { sql } from 'kysely'
import type { Standing } from '../../core/access.rules.ts'
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
export async function changeStatus(deps: Deps, companyId: string, status: Standing, reason: string) {
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
    await db.updateTable('company').set({ status }).where('id', '=', companyId).execute()
    const ctx = deps.contexts(db, companyId)
    await ctx.raiseAccessVersion()
    await ctx.emit(contract.statusChanged, {
      subject: { type: 'company', id: companyId },
      before: company,
      after: { status },
      data: { status, reason },
    })
  })
}

/** The companies that work at all: everything but cancelled ones. */
export async function listOpenCompanies(system: SystemPool): Promise<string[]> {
  const rows = await asSystem(system, (db) =>
    db.selectFrom('company').select('id').where('status', '!=', 'cancelled').orderBy('id').execute(),
  )
  return rows.map(({ id }) => id)
}
