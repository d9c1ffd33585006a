import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './policy.contract.ts'
import type { Policy } from './policy.contract.ts'
import { policyOn, refusePolicy } from './policy.rules.ts'
import type { DayPolicy } from './policy.rules.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'

type PolicyCtx = Ctx<RecomputeTables | 'attendancePolicy'>

export async function getPolicy(ctx: Ctx<'attendancePolicy'>): Promise<{ policy: Policy; version: number }> {
  const rows = await ctx.tx
    .selectFrom('attendancePolicy')
    .select(['firstDay', 'policy', 'version'])
    .where('companyId', '=', ctx.companyId)
    .where('firstDay', '<=', ctx.today)
    .orderBy('firstDay')
    .execute()
  const policy = policyOn(rows as unknown as { firstDay: string; policy: Partial<DayPolicy> }[], ctx.today)
  // Before anything was said, what holds is version 1.
  return { policy, version: rows.at(-1)?.version ?? 1 }
}

/** Changes what holds from today on; days before keep what was in force. Two at once are put in order by the company's state row. */
export async function updatePolicy(ctx: PolicyCtx, { version, ...changes }: Body<typeof contract.updatePolicy>) {
  await ctx.raiseAccessVersion()
  const current = await getPolicy(ctx)
  refuseStale(version, current.version)
  const policy = { ...current.policy, ...(changes as Partial<Policy>) }
  const refusal = refusePolicy(policy)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
  const next = { policy: JSON.stringify(policy), version: current.version + 1 }
  await ctx.tx
    .insertInto('attendancePolicy')
    .values({ companyId: ctx.companyId, firstDay: ctx.today, ...next })
    .onConflict((conflict) => conflict.columns(['companyId', 'firstDay']).doUpdateSet(next))
    .execute()
  await ctx.emit(contract.policyChanged, {
    subject: { type: 'company', id: ctx.companyId },
    before: current.policy,
    after: policy,
    data: {},
  })
  await startRecompute(ctx, { reason: 'policy-changed', spans: [{ from: ctx.today, to: null }] })
  return { policy, version: next.version }
}
