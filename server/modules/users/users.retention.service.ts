import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'

const rowsAtOnce = 500

/** Erases invitations that ended before a day, with the addresses in them: accepted, taken back or never answered. */
export async function eraseOldInvitations(ctx: Ctx<'invitation'>, before: string) {
  const { companyId } = ctx
  const gone = await sql`
    delete from invitation as i where i.company_id = ${companyId} and i.id in (
      select o.id from invitation as o where o.company_id = ${companyId}
        and coalesce(o.accepted_at, least(o.revoked_at, o.expires_at)) < ${before}::date order by o.id limit ${rowsAtOnce})`.execute(ctx.tx)
  return { invitations: Number(gone.numAffectedRows ?? 0) }
}
