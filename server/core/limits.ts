import type { Ctx } from './context.ts'
import { Problem } from './errors.ts'
import { allowedBy, planThatAllows, reachedPercents } from './limits.rules.ts'
import type { LimitCode } from './contract.ts'

export type LimitCtx = Ctx<'company' | 'plan' | 'companyLimit' | 'limitNotice'>

/** A limit as it stands: of the plan, or as the operator decided. */
export async function readLimits(ctx: Ctx<'company' | 'plan' | 'companyLimit'>) {
  const [company, plans, own] = await Promise.all([
    ctx.tx.selectFrom('company').select('planCode').where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
    ctx.tx
      .selectFrom('plan')
      .select(['code', 'employeeLimit', 'storageGb', 'locationLimit', 'apiCallsPerDay'])
      .orderBy('sortOrder')
      .execute(),
    ctx.tx.selectFrom('companyLimit').select(['code', 'amount']).where('companyId', '=', ctx.companyId).execute(),
  ])
  const plan = plans.find(({ code }) => code === company.planCode)!
  return (code: LimitCode) => {
    const decided = own.find((row) => row.code === code)
    return {
      code,
      plan: plan.code,
      limit: decided ? decided.amount : allowedBy(plan, code),
      decidedBy: decided ? ('operator' as const) : ('plan' as const),
      /** The smallest plan that would allow so many; none where the operator decides. */
      wouldAllow: (wanted: number) => (decided ? null : planThatAllows(plans, code, wanted)),
    }
  }
}

export type Limit = ReturnType<Awaited<ReturnType<typeof readLimits>>>

/** The refusal of what would pass a limit, with its figures and the plan that would allow it; 429 for what comes back with time. */
export function limitReached({ code, limit, plan, wouldAllow }: Limit, used: number, wanted: number, retryAfterSeconds?: number): Problem {
  const next = wouldAllow(wanted)
  const hint = next === null ? '' : ` The plan ${next} allows more.`
  const details = { limitOf: code, limit, used, plan, planThatAllows: next }
  const message = `${said[code](limit, used)}${hint}`
  return new Problem(retryAfterSeconds === undefined ? 409 : 429, 'LIMIT_REACHED', message, details, retryAfterSeconds)
}

const said: Readonly<Record<LimitCode, (limit: number, used: number) => string>> = {
  employees: (limit, used) => `Your company may have ${limit} people, and ${used} are employed.`,
  storageBytes: (limit, used) => `Your company may keep ${limit} bytes of files, and ${used} are used.`,
  locations: (limit, used) => `Your company may have ${limit} branches, and ${used} are open.`,
  apiCallsPerDay: (limit, used) => `Programs may make ${limit} calls a day, and ${used} were made today.`,
}

/**
 * Has the admins told that 80 or 100 percent of a limit are reached, in the transaction that reaches them: once for each height of
 * the limit, or for each `period`. Of both at once only the higher is told.
 */
export async function tellOfUse(ctx: LimitCtx, { code, limit }: Limit, before: number, used: number, period = String(limit)) {
  const percents = reachedPercents(limit, before, used)
  if (percents.length === 0) return
  const told = await ctx.tx
    .insertInto('limitNotice')
    .values(percents.map((percent) => ({ companyId: ctx.companyId, code, percent, period, toldAt: ctx.now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('percent')
    .execute()
  const highest = Math.max(0, ...told.map(({ percent }) => percent))
  if (highest > 0) await ctx.enqueue('mail-limit', { code, percent: String(highest), limit: String(limit), used: String(used) })
}
