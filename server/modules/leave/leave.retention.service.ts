import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'

const rowsAtOnce = 500

/**
 * Erases the documents of leave that ended before a day, and what was written on its requests and on what was to be paid out. The requests themselves and the ledger
 * stay: balances are their sum.
 */
export async function eraseOldLeave(ctx: Ctx<'leaveRequest' | 'leaveDocument' | 'leaveEncashmentRequest'>, before: string) {
  const { companyId } = ctx
  const documents = await sql`
    delete from leave_document as d where d.company_id = ${companyId} and d.id in (
      select o.id from leave_document as o join leave_request as r on r.company_id = ${companyId} and r.id = o.request_id
      where o.company_id = ${companyId} and r.last_day < ${before}::date order by o.id limit ${rowsAtOnce})`.execute(ctx.tx)
  const notes = await sql`
    update leave_request as r set note = null, comment = null where r.company_id = ${companyId} and r.id in (
      select o.id from leave_request as o where o.company_id = ${companyId} and o.last_day < ${before}::date
        and (o.note is not null or o.comment is not null) order by o.id limit ${rowsAtOnce} for update)`.execute(ctx.tx)
  const payouts = await sql`
    update leave_encashment_request as r set note = null, comment = null where r.company_id = ${companyId} and r.id in (
      select o.id from leave_encashment_request as o where o.company_id = ${companyId} and o.state <> 'pending'
        and coalesce(o.decided_at, o.created_at) < ${before}::date and (o.note is not null or o.comment is not null)
      order by o.id limit ${rowsAtOnce} for update)`.execute(ctx.tx)
  return {
    leaveDocuments: Number(documents.numAffectedRows ?? 0),
    leaveNotes: Number(notes.numAffectedRows ?? 0),
    payoutNotes: Number(payouts.numAffectedRows ?? 0),
  }
}
