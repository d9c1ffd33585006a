import type { ApprovalVerdict } from '../../core/approval-kind.ts'
import type { Ctx } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'

type Verdict = { state: unknown; comment: unknown; decidedBy: unknown; decidedAt: unknown; version: unknown }
/** Tables of requests that the engine decides: all of them say what became of a request in the same columns. */
type RequestTable = { [T in keyof DB]: DB[T] extends Verdict ? T : never }[keyof DB]

/**
 * Writes what became of a request; false when it is not as it was seen. The conditional change is the guard: of two at the same
 * instant one finds the state gone. `more` is what a kind writes with it.
 */
export async function settleRequest<T extends RequestTable>(
  ctx: Ctx<T>,
  table: T,
  seen: { readonly id: string; readonly state: string; readonly version: number },
  state: string,
  { comment, decidedBy }: ApprovalVerdict,
  more: object = {},
): Promise<boolean> {
  const decided = state === 'approved' || state === 'rejected' ? { decidedBy, decidedAt: ctx.now } : {}
  // Kysely does not see that a table of a set has the columns that all of the set have: it is told of one of them.
  const { tx } = ctx as unknown as Ctx<'shiftRequest'>
  const settled = await tx
    .updateTable(table as 'shiftRequest')
    .set({ state, comment, version: seen.version + 1, ...decided, ...more })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', seen.id)
    .where('version', '=', seen.version)
    .where('state', '=', seen.state)
    .returning('id')
    .executeTakeFirst()
  return settled !== undefined
}
