import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { refusePattern } from '../working-time/index.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'
import * as contract from './working-pattern.contract.ts'
import type { WorkingPattern } from './working-pattern.contract.ts'

type PatternCtx = Ctx<RecomputeTables | 'workingPattern' | 'employment' | 'branch'>

export async function listPatterns(ctx: Ctx<'workingPattern'>, ask: Query<typeof contract.listPatterns>) {
  const { rows: patterns, pagination } = await fetchPage(selectPatterns(ctx).orderBy('name').orderBy('id'), ask)
  return { patterns, pagination }
}

export async function getPattern(ctx: Ctx<'workingPattern'>, id: string): Promise<{ pattern: WorkingPattern }> {
  const pattern = await selectPatterns(ctx).where('id', '=', id).executeTakeFirst()
  if (!pattern) throw fail.notFound()
  return { pattern }
}

function selectPatterns(ctx: Ctx<'workingPattern'>) {
  return ctx.tx
    .selectFrom('workingPattern')
    .select(['id', 'name', 'weeks', 'anchorDay', 'isFlexible', 'version'])
    .select(sql<WorkingPattern['times']>`times`.as('times'))
    .where('companyId', '=', ctx.companyId)
}

export async function createPattern(ctx: PatternCtx, ask: Body<typeof contract.createPattern>) {
  // The Monday that a rotation begins on matters only to patterns of several weeks.
  const values = { weeks: 1, anchorDay: '2024-01-01', isFlexible: false, ...ask, name: ask.name.trim() }
  refuseInvalid(values)
  const id = newId()
  await ctx.tx
    .insertInto('workingPattern')
    .values({ companyId: ctx.companyId, id, ...values, times: JSON.stringify(values.times) })
    .execute()
  const created = await getPattern(ctx, id)
  await ctx.emit(contract.patternCreated, {
    subject: { type: 'working-pattern', id },
    after: created.pattern,
    data: { name: created.pattern.name },
  })
  return created
}

export async function updatePattern(ctx: PatternCtx, id: string, { version, ...changes }: Body<typeof contract.updatePattern>) {
  const before = await lockPattern(ctx, id)
  refuseStale(version, before.version)
  const { name, weeks, anchorDay, times, isFlexible } = { ...before, ...changes }
  refuseInvalid({ name, weeks, anchorDay, times })
  await ctx.tx
    .updateTable('workingPattern')
    .set((eb) => ({
      name: name.trim(),
      weeks,
      anchorDay,
      times: JSON.stringify(times),
      isFlexible,
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const { pattern } = await getPattern(ctx, id)
  await ctx.emit(contract.patternUpdated, {
    subject: { type: 'working-pattern', id },
    before,
    after: pattern,
    data: { name: pattern.name },
  })
  const reason = { reason: 'pattern-updated', spans: [{ from: '1970-01-01', to: null }] }
  return { pattern, recomputeId: await startRecompute(ctx, reason) }
}

/** Who has it is found by the references to it, also when somebody is given it at the same moment. */
export async function removePattern(ctx: PatternCtx, id: string) {
  const before = await lockPattern(ctx, id)
  const { rows } = await sql<{ people: number; branches: number }>`select
    (select count(distinct t.employee_id)::int from employment as t where t.company_id = ${ctx.companyId} and t.working_pattern_id = ${id}) as people,
    (select count(*)::int from branch as b where b.company_id = ${ctx.companyId} and b.working_pattern_id = ${id}) as branches`.execute(
    ctx.tx,
  )
  const used = rows[0]!
  if (used.people + used.branches > 0) {
    throw fail.conflict('PATTERN_IN_USE', 'People or branches have this pattern, now, before or later.', { ...used })
  }
  await ctx.tx.deleteFrom('workingPattern').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.patternRemoved, { subject: { type: 'working-pattern', id }, before, data: { name: before.name } })
  return {}
}

function refuseInvalid(pattern: Pick<WorkingPattern, 'name' | 'weeks' | 'anchorDay' | 'times'>) {
  const refusal = refusePattern({ id: '', ...pattern })
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
}

async function lockPattern(ctx: PatternCtx, id: string): Promise<WorkingPattern> {
  const pattern = await selectPatterns(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!pattern) throw fail.notFound()
  return pattern
}
