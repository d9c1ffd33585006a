import { sql } from 'kysely'
import type { Deps } from '../../core/deps.ts'
import { asSystem } from '../../core/system-door.ts'
import { fileTables } from '../companies/index.ts'

/** Who writes what is counted as it stands: no server of its own, so that each count takes the place of the one before. */
const counter = '00000000-0000-0000-0000-000000000000'

/** Writes how many people, bytes and branches every company has, as the figures of the day. */
export async function countGauges(deps: Deps): Promise<void> {
  const now = deps.clock().toISOString()
  const files = fileTables.map((table) => sql`select company_id, octet_length(content) as size from ${sql.table(table)}`)
  const counts = [
    ['employees', sql`select company_id, count(*) as amount from employee where status not in ('left', 'archived') group by company_id`],
    ['locations', sql`select company_id, count(*) as amount from branch where archived_at is null group by company_id`],
    [
      'storageBytes',
      sql`select company_id, coalesce(sum(size), 0) as amount from (${sql.join(files, sql` union all `)}) f group by company_id`,
    ],
  ] as const
  for (const [metric, count] of counts) {
    await asSystem(deps.system, (db) =>
      sql`insert into usage_day (company_id, day, metric, writer, amount, written_at)
        select c.company_id, ${now.slice(0, 10)}::date, ${metric}, ${counter}::uuid, c.amount, ${now}::timestamptz from (${count}) c
        on conflict (company_id, day, metric, writer) do update set amount = excluded.amount, written_at = excluded.written_at`.execute(db),
    )
  }
}
