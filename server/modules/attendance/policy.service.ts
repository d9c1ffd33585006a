import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './policy.contract.ts'
import { carriedOn, mostPlanned, policyOn, refusePolicy, refusePolicyDay } from './policy.rules.ts'
import type { DayPolicy } from './policy.rules.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'

type PolicyCtx = Ctx<RecomputeTables | 'attendancePolicy'>
type Row = { firstDay: string; policy: DayPolicy }

/** What holds today and since when (null: nothing was ever said), and what will hold from later days on. */
export async function getPolicy(ctx: Ctx<'attendancePolicy'>): Promise<Data<typeof contract.getPolicy>> {
  const { rows, version } = await readRows(ctx)
  return {
    policy: policyOn(rows, ctx.today),
    since: rows.findLast(({ firstDay }) => firstDay <= ctx.today)?.firstDay ?? null,
    planned: rows.filter(({ firstDay }) => firstDay > ctx.today),
    version,
  }
}

/** What is in force and what follows it; before anything was said, what holds is version 1. */
async function readRows(ctx: Ctx<'attendancePolicy'>): Promise<{ rows: Row[]; version: number }> {
  const found = await ctx.tx
    .selectFrom('attendancePolicy')
    .select(['firstDay', 'policy'])
    .select(sql<number>`(select max(v.version) from attendance_policy as v where v.company_id = ${ctx.companyId})`.as('newest'))
    .where('companyId', '=', ctx.companyId)
    .where(
      sql<boolean>`first_day >= coalesce((select max(c.first_day) from attendance_policy as c
        where c.company_id = ${ctx.companyId} and c.first_day <= ${ctx.today}), '-infinity')`,
    )
    .orderBy('firstDay')
    .execute()
  const rows = (found as unknown as { firstDay: string; policy: Partial<DayPolicy> }[]).map(({ firstDay }, index, all) => ({
    firstDay,
    policy: policyOn(all.slice(0, index + 1), firstDay),
  }))
  return { rows, version: found[0]?.newest ?? 1 }
}

/**
 * Changes what holds from a day on, today or later; days before keep what was in force. What is planned for later days follows
 * in the fields it leaves as they were. Two at once are put in order by the company's state row.
 */
export async function updatePolicy(ctx: PolicyCtx, { version, firstDay = ctx.today, ...changes }: Body<typeof contract.updatePolicy>) {
  await ctx.raiseAccessVersion()
  const current = await readRows(ctx)
  refuseStale(version, current.version)
  refuse(refusePolicyDay(firstDay, ctx.today))
  const before = policyOn(current.rows, firstDay)
  const policy: DayPolicy = { ...before, ...changes }
  const later = current.rows.filter((row) => row.firstDay > firstDay)
  const rows = [{ firstDay, policy }, ...carriedOn(before, policy, later)]
  const planned = new Set([...later.map((row) => row.firstDay), firstDay].filter((day) => day > ctx.today))
  if (planned.size > mostPlanned) {
    throw fail.unprocessable('POLICY_PLANNED', `At most ${mostPlanned} changes are planned ahead.`, {
      field: 'firstDay',
      limit: mostPlanned,
    })
  }
  await write(ctx, rows, current.version + 1)
  await ctx.emit(contract.policyChanged, {
    subject: { type: 'company', id: ctx.companyId },
    before,
    after: policy,
    data: { firstDay },
  })
  await recompute(ctx, firstDay)
  return getPolicy(ctx)
}

/** Takes a change back that was planned for a later day: what holds before that day goes on. */
export async function cancelPolicy(ctx: PolicyCtx, firstDay: string) {
  await ctx.raiseAccessVersion()
  const { rows, version } = await readRows(ctx)
  const index = rows.findIndex((row) => row.firstDay === firstDay && firstDay > ctx.today)
  if (index < 0) throw fail.notFound()
  const [before, after] = [rows[index]!.policy, policyOn(rows.slice(0, index), firstDay)]
  await ctx.tx.deleteFrom('attendancePolicy').where('companyId', '=', ctx.companyId).where('firstDay', '=', firstDay).execute()
  const rest = [...rows.slice(0, index), ...carriedOn(before, after, rows.slice(index + 1))]
  await write(ctx, rest, version + 1)
  await ctx.emit(contract.policyCancelled, {
    subject: { type: 'company', id: ctx.companyId },
    before,
    after,
    data: { firstDay },
  })
  await recompute(ctx, firstDay)
  return {}
}

async function write(ctx: PolicyCtx, rows: readonly Row[], version: number) {
  for (const { firstDay, policy } of rows) refuse(refusePolicy(policy), firstDay)
  if (rows.length === 0) return
  await ctx.tx
    .insertInto('attendancePolicy')
    .values(rows.map(({ firstDay, policy }) => ({ companyId: ctx.companyId, firstDay, policy: JSON.stringify(policy), version })))
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'firstDay'])
        .doUpdateSet((eb) => ({ policy: eb.ref('excluded.policy'), version: eb.ref('excluded.version') })),
    )
    .execute()
}

function refuse(refusal: Refusal | null, firstDay?: string) {
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, { ...refusal.details, ...(firstDay && { firstDay }) })
}

const recompute = (ctx: PolicyCtx, firstDay: string) =>
  startRecompute(ctx, { reason: 'policy-changed', spans: [{ from: firstDay, to: null }] })
