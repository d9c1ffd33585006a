import { readSettings } from '../../core/access.ts'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import { systemActor, systemRequest } from '../../core/context.ts'
import type { FullCtx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import type { Module } from '../../core/module.ts'

/** Every kind of request that some module registers. */
export const kindsOf = (modules: readonly Module[]): readonly ApprovalKind[] => modules.flatMap(({ approvalKinds = [] }) => approvalKinds)

/** A transaction of the engine itself, on the company's clock and in its zone. */
export function asEngine<T>(deps: Deps, companyId: string, work: (ctx: FullCtx) => Promise<T>): Promise<T> {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    const settings = await readSettings(ctx)
    return work(deps.contexts(ctx.tx, companyId, systemRequest, { ...systemActor, settings }, ctx.changes, ctx.lastWrites))
  })
}
