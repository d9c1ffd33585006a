import { sql } from 'kysely'
import { asSystem } from '../server/core/system-door.ts'
import type { SystemPool } from '../server/core/system-door.ts'
import { sealCompany } from '../server/modules/audit/index.ts'

/** Seals until nothing of a company is left: an entry waits while any transaction older than it still runs, also one of another test. */
export async function sealEverything(system: SystemPool, companyId: string, now = new Date()) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    await sealCompany(system, companyId, now)
    const { rows } = await asSystem(system, (db) =>
      sql`select from domain_event e where e.company_id = ${companyId}
        and not exists (select from audit_leaf l where l.company_id = e.company_id and l.event_id = e.id) limit 1`.execute(db),
    )
    if (rows.length === 0) return
  }
  throw new Error('Not everything could be sealed')
}
