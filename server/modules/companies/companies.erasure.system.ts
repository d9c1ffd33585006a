import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { asSystem } from '../../core/system-door.ts'
import { added, emptyingOrder } from './companies.erasure.rules.ts'

/** Rows of one transaction: none is held up for long by it, and little is lost when it ends in the middle. */
const usualRows = 2_000
/** What was on its way when a company was erased, such as a job that ended a moment later, is looked for this long. */
const lookedForDays = 3

/**
 * Erases the companies whose term is over and those an operator erases (rules-company.md § Leaving), in bounded steps. Each step counts
 * what it erased in its own transaction, so that a run that was killed is gone on with by the next and nothing is counted twice.
 */
export async function eraseCancelled(deps: Deps, rowsAtOnce = usualRows, mostSteps = Infinity): Promise<void> {
  for (const companyId of await listDue(deps)) await beginErasure(deps, companyId, 'Muster, at the end of the term').catch(ignoreGone)
  const underWay = await asSystem(deps.system, (db) =>
    db
      .selectFrom('companyErasure')
      .select('id')
      .where((eb) =>
        eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', new Date(deps.clock().getTime() - lookedForDays * 86_400_000).toISOString())]),
      )
      .orderBy('beganAt')
      .execute(),
  )
  for (const { id } of underWay) {
    await asSystem(deps.system, (db) => sql`select remove_jobs(${id}::uuid)`.execute(db))
    for (let step = 0; step < mostSteps; step += 1) if (!(await eraseStep(deps, id, rowsAtOnce))) break
  }
}

/** Cancelled companies whose data is kept no longer: by their own setting, and no longer than by their plan. */
async function listDue({ system, clock }: Deps): Promise<string[]> {
  const now = clock().toISOString()
  const { rows } = await asSystem(system, (db) =>
    sql<{ id: string }>`
    select c.id from ${keptUntil} where k.until <= ${now}::timestamptz
      and not exists (select from company_erasure e where e.id = c.id)`.execute(db),
  )
  return rows.map(({ id }) => id)
}

const keptUntil = sql`company c join plan p on p.code = c.plan_code
  cross join lateral (select c.cancelled_at + interval '1 day' * least(p.retention_days,
    (select (s.settings ->> 'dataRetentionDays')::int from company_settings s where s.company_id = c.id order by s.first_day desc limit 1)) as until) k
  `

/** When a company is erased by itself; null for one that is not cancelled. */
export async function erasesAt(db: Kysely<DB>, companyId: string): Promise<string | null> {
  const { rows } = await sql<{
    until: string | null
  }>`select k.until from ${keptUntil} where c.id = ${companyId} and c.status = 'cancelled'`.execute(db)
  return rows[0]?.until ?? null
}

/**
 * Closes a cancelled company for good: from now on nobody gets in, nothing of it works, and it cannot be activated any more.
 * Refuses one that is not cancelled; one that is being erased already stays as it is.
 */
export async function beginErasure(
  deps: Deps,
  companyId: string,
  askedBy: string,
  also: (db: Kysely<DB>) => Promise<void> = async () => undefined,
) {
  const beganAt = deps.clock().toISOString()
  await asSystem(deps.system, async (db) => {
    const company = await db.selectFrom('company').select(['name', 'status']).where('id', '=', companyId).forUpdate().executeTakeFirst()
    if (!company) throw fail.notFound()
    if (company.status !== 'cancelled')
      throw fail.conflict('COMPANY_NOT_CANCELLED', 'Only a company that is cancelled can be erased.', { status: company.status })
    const begun = await db
      .insertInto('companyErasure')
      .values({ id: companyId, name: company.name, beganAt, askedBy })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!begun) throw fail.conflict('COMPANY_BEING_ERASED', 'This company is being erased already.')
    // Sessions, keys and the sealing of the log all begin here.
    await db.deleteFrom('companyState').where('companyId', '=', companyId).execute()
    await also(db)
  })
  return { beganAt }
}

function ignoreGone(error: unknown) {
  const { code } = error as { code?: string }
  if (code !== 'NOT_FOUND' && code !== 'COMPANY_NOT_CANCELLED' && code !== 'COMPANY_BEING_ERASED') throw error
}

/** Empties tables by at most so many rows, found from the catalogue; the last step removes the company. True when there may be more. */
async function eraseStep(deps: Deps, companyId: string, rowsAtOnce: number): Promise<boolean> {
  return asSystem(deps.system, async (db) => {
    // Two servers at once are put in order.
    const erasure = await db.selectFrom('companyErasure').selectAll().where('id', '=', companyId).forUpdate().executeTakeFirstOrThrow()
    const erased: Record<string, number> = {}
    let room = rowsAtOnce
    for (const { name, own } of await readTables(db)) {
      const { freed, gone } = await emptyTable(db, companyId, name, own, room)
      if (gone > 0) erased[name] = gone
      room -= freed + gone
      if (room <= 0) break
    }
    const counts = added(erasure.counts as Record<string, number>, erased)
    const isMore = room < rowsAtOnce
    const isOver = !isMore && erasure.endedAt === null
    await db
      .updateTable('companyErasure')
      .set({ counts: JSON.stringify(counts), ...(isOver && { endedAt: deps.clock().toISOString() }) })
      .where('id', '=', companyId)
      .execute()
    if (isOver) await removeCompany(db, deps, erasure, counts)
    return isMore
  })
}

/** Every table of companies with the columns by which its rows refer to rows of its own, in the order in which they can be emptied. */
async function readTables(db: Kysely<DB>): Promise<{ name: string; own: string[] }[]> {
  const { rows } = await sql<{ name: string; refersTo: string[]; own: string[] }>`
    select c.relname as name,
      coalesce((select array_agg(distinct f.relname::text) from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and f.relname not in ('company', 'plan')), '{}') as refers_to,
      coalesce((select array_agg(distinct a.attname::text) from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
        where k.conrelid = c.oid and k.confrelid = c.oid and k.contype = 'f' and a.attname <> 'company_id'), '{}') as own
    from pg_class c join pg_attribute i on i.attrelid = c.oid and i.attname = 'company_id' and not i.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`.execute(db)
  const own = new Map(rows.map((row) => [row.name, row.own]))
  return emptyingOrder(rows).map((name) => ({ name, own: own.get(name)! }))
}

async function emptyTable(db: Kysely<DB>, companyId: string, name: string, own: readonly string[], most: number) {
  const table = sql.table(name)
  const some = (limit: number, more = sql``) =>
    sql`ctid = any(array(select ctid from ${table} where company_id = ${companyId} ${more} limit ${limit}))`
  let freed = 0
  for (const column of own) {
    const ref = sql.ref(column)
    const filled = some(most - freed, sql`and ${ref} is not null`)
    const { numAffectedRows = 0n } = await sql`update ${table} set ${ref} = null where company_id = ${companyId} and ${filled}`.execute(db)
    freed += Number(numAffectedRows)
    // Rows that others of the table may still refer to cannot go yet.
    if (freed >= most) return { freed, gone: 0 }
  }
  const { numAffectedRows = 0n } = await sql`delete from ${table} where company_id = ${companyId} and ${some(most - freed)}`.execute(db)
  return { freed, gone: Number(numAffectedRows) }
}

/** The last of it, and the one line that the platform's audit keeps. */
async function removeCompany(
  db: Kysely<DB>,
  { clock }: Deps,
  { id, name, askedBy, beganAt }: { id: string; name: string; askedBy: string; beganAt: string },
  counts: Readonly<Record<string, number>>,
) {
  await db.deleteFrom('serverError').where('aboutCompany', '=', id).execute()
  await db.deleteFrom('company').where('id', '=', id).execute()
  await db
    .insertInto('operatorEvent')
    .values({
      id: newId(),
      at: clock().toISOString(),
      operatorId: null,
      operatorName: 'Muster',
      kind: 'company-erased',
      aboutCompany: id,
      data: JSON.stringify({ name, askedBy, beganAt, rows: Object.values(counts).reduce((sum, count) => sum + count, 0), counts }),
    })
    .execute()
}
