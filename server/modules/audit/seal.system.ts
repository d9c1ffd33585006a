import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { DB } from '../../core/db.ts'
import { asSystem } from '../../core/system-door.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { chainedRoot, genesis, leafHash, merkleRoot } from '../../core/merkle.ts'
import type { SealedEvent } from '../../core/merkle.ts'

const batchLimit = 2_000

/** Seals what is not sealed yet, company by company; companies with nothing new are not touched. */
export async function sealAll(system: SystemPool, now: Date) {
  const companies = await asSystem(system, async (db) => {
    const { rows } = await sql<{ companyId: string }>`select s.company_id from company_state s where exists (
        select from domain_event e where e.company_id = s.company_id and e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
          and e.transaction_id >= coalesce((select x.transaction_id from audit_leaf l join domain_event x on x.company_id = l.company_id and x.id = l.event_id
            where l.company_id = s.company_id order by l.batch desc, l.position desc limit 1), '0'::xid8)
          and not exists (select from audit_leaf l where l.company_id = e.company_id and l.event_id = e.id))`.execute(db)
    return rows.map(({ companyId }) => companyId)
  })
  for (const companyId of companies) await sealCompany(system, companyId, now)
}

/**
 * Seals the events of one company in the order in which they were committed: everything below the oldest transaction that
 * still runs is final. Two sealers at once are put in order by the company's state row.
 * @returns how many events were sealed
 */
export async function sealCompany(system: SystemPool, companyId: string, now: Date): Promise<number> {
  let sealed = 0
  for (;;) {
    const count = await asSystem(system, (db) => sealBatch(db, companyId, now))
    sealed += count
    if (count < batchLimit) return sealed
  }
}

async function sealBatch(db: Kysely<DB>, companyId: string, now: Date): Promise<number> {
  // Not for update: that would wait for every change of permissions, and hold it up.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`seal ${companyId}`}, 0))`.execute(db)
  const last = await db
    .selectFrom('auditBatch')
    .select(['batch', 'root'])
    .where('companyId', '=', companyId)
    .orderBy('batch', 'desc')
    .limit(1)
    .executeTakeFirst()
  const newest = last && (await newestSealed(db, companyId, last.batch))
  const events = await db
    .selectFrom('domainEvent as e')
    .selectAll('e')
    .where('e.companyId', '=', companyId)
    .where(sql<boolean>`e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())`)
    // What appears behind the seal was put there: it is left unsealed, so that verifying names it.
    .where('e.transactionId', '>=', newest?.transactionId ?? '0')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('auditLeaf as l').select('l.eventId').where('l.companyId', '=', companyId).whereRef('l.eventId', '=', 'e.id'))),
    )
    .orderBy('e.transactionId')
    .orderBy('e.id')
    .limit(batchLimit)
    .execute()
  if (events.length === 0) return 0
  const batch = (last?.batch ?? 0) + 1
  const previousRoot = last?.root ?? genesis
  const leaves = events.map((event) => leafHash(event as unknown as SealedEvent))
  const root = merkleRoot(leaves)
  await db
    .insertInto('auditBatch')
    .values({
      companyId,
      batch,
      entryCount: events.length,
      merkleRoot: root,
      previousRoot,
      root: chainedRoot(previousRoot, batch, root),
      sealedAt: now.toISOString(),
    })
    .execute()
  await db
    .insertInto('auditLeaf')
    .values(events.map(({ id }, position) => ({ companyId, eventId: id, batch, position, hash: leaves[position]! })))
    .execute()
  return events.length
}

function newestSealed(db: Kysely<DB>, companyId: string, batch: number) {
  return db
    .selectFrom('auditLeaf as l')
    .innerJoin('domainEvent as e', (join) => join.onRef('e.id', '=', 'l.eventId').on('e.companyId', '=', companyId))
    .select('e.transactionId')
    .where('l.companyId', '=', companyId)
    .where('l.batch', '=', batch)
    .orderBy('l.position', 'desc')
    .limit(1)
    .executeTakeFirst()
}
