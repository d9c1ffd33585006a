import { readSettings } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { addDays, localDateOf } from '../../core/dates.ts'

/** The first day of which a company keeps everything: by its own setting, and no longer than its plan does (rules-company.md § Settings). */
export async function keptSince(ctx: Ctx<'company' | 'plan' | 'companySettings'>): Promise<string> {
  const [{ dataRetentionDays, timeZone }, { retentionDays }] = await Promise.all([
    readSettings(ctx),
    ctx.tx
      .selectFrom('company')
      .innerJoin('plan', 'plan.code', 'company.planCode')
      .select('plan.retentionDays')
      .where('company.id', '=', ctx.companyId)
      .executeTakeFirstOrThrow(),
  ])
  return addDays(localDateOf(ctx.now, timeZone), -Math.min(dataRetentionDays ?? retentionDays, retentionDays))
}
