import type { Ctx } from '../../core/context.ts'
import { newId } from '../../core/ids.ts'
import type { LedgerEntry } from './leave-ledger.rules.ts'

/** Appends entries to the ledger; nothing ever changes or removes one. */
export function writeEntries(
  ctx: Ctx<'leaveLedger'>,
  employeeId: string,
  typeId: string,
  entries: readonly LedgerEntry[],
  reason: string | null = null,
) {
  return writeMany(
    ctx,
    entries.map((entry) => Object.assign({ employeeId, typeId }, entry)),
    reason,
  )
}

// A statement holds 65,535 values at most.
const entriesAtOnce = 2000

/** The same for entries of many people and types. */
export async function writeMany(
  ctx: Ctx<'leaveLedger'>,
  entries: readonly (LedgerEntry & { readonly employeeId: string; readonly typeId: string })[],
  reason: string | null = null,
) {
  for (let from = 0; from < entries.length; from += entriesAtOnce) {
    await ctx.tx
      .insertInto('leaveLedger')
      .values(
        entries.slice(from, from + entriesAtOnce).map(({ employeeId, typeId, kind, lotId, requestId, day, quantity }) => ({
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
}
