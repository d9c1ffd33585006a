import { sql } from 'kysely'
import type { Deps } from '../../core/deps.ts'
import { asSystem } from '../../core/system-door.ts'
import type { ChatKind } from './integrations.contract.ts'

/** The channels whose hour has come today, each in its company's zone, and enqueues one job for each. */
export async function enqueueNotices(deps: Deps): Promise<void> {
  const now = deps.clock().toISOString()
  const due = await asSystem(deps.system, async (db) => {
    const { rows } = await sql<{ companyId: string; kind: ChatKind }>`
      select i.company_id, i.kind from company_integration i
      cross join lateral (select s.settings ->> 'timeZone' as zone from company_settings s where s.company_id = i.company_id
        order by s.first_day desc limit 1) s
      cross join lateral (select ${now}::timestamptz at time zone s.zone as local) l
      where i.kind <> 'mail' and i.is_on and i.settings is not null and l.local::time >= (i.settings ->> 'sendAt')::time
        and (i.told_on is null or i.told_on < l.local::date)`.execute(db)
    return rows
  })
  for (const { companyId, kind } of due)
    await deps.door.enterAsSystem(companyId, (ctx) =>
      ctx.enqueue('tell-channel', { kind }, { jobKey: `tell-channel ${companyId} ${kind}` }),
    )
}
