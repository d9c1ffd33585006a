import type { Ctx } from '../../core/context.ts'
import { newId } from '../../core/ids.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'

/** Appends entries to the ledger; nothing ever changes or removes one. */
export async function writeEntries(
  ctx: Ctx<'leaveLedger'>,
  employeeId: string,
  typeId: string,
  entries: readonly LedgerEntry[],
  reason: string | null = null,
) {
  if (entries.length === 0) return
  await ctx.tx
    .insertInto('leaveLedger')
    .values(
      entries.map(({ kind, lotId, requestId, day, quantity }) => ({
        companyId: ctx.companyId,
        id: newId(),
        employeeId,
        typeId,
        kind,
        lotId,
        requestId,
        day,
        quantity,
        reason,
        createdAt: ctx.now,
      })),
    )
    .execute()
}
