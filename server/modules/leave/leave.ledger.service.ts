import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { newId } from '../../core/ids.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'

/** An entry with the account it belongs to. */
export type WrittenEntry = LedgerEntry & { employeeId: string; typeId: string; reason: string | null; encashmentRequestId?: string | null }

/** Appends entries of one account to the ledger; nothing ever changes or removes one. */
export async function writeEntries(
  ctx: Ctx<'leaveLedger'>,
  employeeId: string,
  typeId: string,
  entries: readonly LedgerEntry[],
  reason: string | null = null,
) {
  await insertEntries(
    ctx,
    entries.map((entry) => ({ ...entry, employeeId, typeId, reason })),
  )
}

/** Appends entries of any number of accounts. */
export async function insertEntries(ctx: Ctx<'leaveLedger'>, entries: readonly WrittenEntry[]) {
  if (entries.length === 0) return
  const rows = entries.map((entry) => ({ ...entry, id: newId() }))
  // As one value: a statement with a parameter for each column of each row would have more than PostgreSQL takes.
  await sql`
    insert into leave_ledger (company_id, id, employee_id, type_id, kind, lot_id, request_id, day, quantity, reason, reverses, encashment_request_id, created_at)
    select ${ctx.companyId}, id, "employeeId", "typeId", kind, "lotId", "requestId", day, quantity, reason, reverses, "encashmentRequestId", ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "employeeId" uuid, "typeId" uuid, kind text, "lotId" uuid, "requestId" uuid,
      day date, quantity numeric, reason text, reverses text, "encashmentRequestId" uuid)`.execute(ctx.tx)
}
