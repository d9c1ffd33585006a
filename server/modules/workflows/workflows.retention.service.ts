import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'

const rowsAtOnce = 500

/** Erases what was said on approvals that ended before a day; who decided what, and when, stays. */
export async function eraseOldComments(ctx: Ctx<'workflowHistory' | 'workflowInstance'>, before: string) {
  const { companyId } = ctx
  const comments = await sql`
    update workflow_history as h set comment = null where h.company_id = ${companyId} and h.comment is not null and (h.instance_id, h.seq) in (
      select o.instance_id, o.seq from workflow_history as o
        join workflow_instance as i on i.company_id = ${companyId} and i.id = o.instance_id
      where o.company_id = ${companyId} and o.comment is not null and i.ended_at < ${before}::date
      order by o.instance_id, o.seq limit ${rowsAtOnce})`.execute(ctx.tx)
  return { approvalComments: Number(comments.numAffectedRows ?? 0) }
}
