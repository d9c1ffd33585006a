import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Query } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { recomputeStored } from './day.service.ts'
import type { StoreTables } from './day.service.ts'
import type * as contract from './recompute.contract.ts'
import { stretchesOf } from './recompute.rules.ts'
import type { Span, Stretch } from './recompute.rules.ts'

export type { Span } from './recompute.rules.ts'
export type RecomputeTables = 'attendanceRecompute' | 'attendanceDay'
type RecomputeCtx = Ctx<RecomputeTables>
type Change = { reason: string; spans: readonly Span[]; branchId?: string; employeeId?: string; employeeIds?: readonly string[] }
type State = 'waiting' | 'running' | 'done'

/** So many people at once: their punches wait for it, so it must not take long. */
const peopleAtOnce = 50

/**
 * Computes anew, once this transaction is committed, the stored days that a change touches. Answers with the id under which
 * its progress can be seen; null when no stored day is touched.
 */
export async function startRecompute(
  ctx: RecomputeCtx,
  { reason, spans, branchId, employeeId, employeeIds }: Change,
): Promise<string | null> {
  if (spans.length === 0) return null
  const stored = await ctx.tx
    .selectFrom('attendanceDay')
    .select((eb) => [eb.fn.min('workDate').as('first'), eb.fn.max('workDate').as('last')])
    .where('companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  const stretches = stored.first === null ? [] : stretchesOf(spans, stored.first, stored.last)
  if (stretches.length === 0) return null
  const id = newId()
  await ctx.tx
    .insertInto('attendanceRecompute')
    .values({
      companyId: ctx.companyId,
      id,
      reason,
      spans: JSON.stringify(stretches),
      branchId: branchId ?? null,
      employeeId: employeeId ?? null,
      employeeIds: employeeIds ? [...employeeIds] : null,
      createdAt: ctx.now,
    })
    .execute()
  await ctx.enqueue('recompute-days', { recomputeId: id })
  return id
}

export async function listRecomputes(ctx: RecomputeCtx, ask: Query<typeof contract.listRecomputes>) {
  const { rows: recomputes, pagination } = await fetchPage(selectRecomputes(ctx).orderBy('id', 'desc'), ask)
  return { recomputes, pagination }
}

export async function getRecompute(ctx: RecomputeCtx, id: string) {
  const recompute = await selectRecomputes(ctx).where('id', '=', id).executeTakeFirst()
  if (!recompute) throw fail.notFound()
  return { recompute }
}

function selectRecomputes(ctx: RecomputeCtx) {
  return ctx.tx
    .selectFrom('attendanceRecompute')
    .select(['id', 'reason', 'totalDays', 'doneDays', 'createdAt', 'endedAt', sql<State>`state`.as('state')])
    .where('companyId', '=', ctx.companyId)
}

/** Works a change through, some people at a time, each in a transaction that also keeps how far it has come: it goes on where it was stopped. */
export async function runRecompute(deps: Deps, { companyId, recomputeId }: Readonly<Record<string, string>>) {
  while (await deps.door.enterAsSystem(companyId!, (ctx) => recomputeSome(ctx, recomputeId!)));
}

type RunCtx = Ctx<StoreTables | 'attendanceRecompute'>
type Run = {
  id: string
  state: string
  spans: Stretch[]
  branchId: string | null
  employeeId: string | null
  employeeIds: string[] | null
  reachedDay: string | null
  reachedId: string | null
}

/** @returns whether anything is left to do */
async function recomputeSome(ctx: RunCtx, id: string): Promise<boolean> {
  const run = (await ctx.tx
    .selectFrom('attendanceRecompute')
    .select(['id', 'state', 'spans', 'branchId', 'employeeId', 'employeeIds', 'reachedDay', 'reachedId'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()) as unknown as Run | undefined
  if (!run || run.state === 'done') return false
  if (run.state === 'waiting') {
    await setRun(ctx, id, { state: 'running', totalDays: await countDays(ctx, run) })
    return true
  }
  const stretch = run.spans.find(({ from }) => from === run.reachedDay) ?? run.spans[0]!
  const people = await peopleAfter(ctx, run, stretch)
  if (people.length > 0) {
    const done = await recomputeStored(ctx, people, stretch.from, stretch.to)
    await setRun(ctx, id, { reachedDay: stretch.from, reachedId: people.at(-1)!, doneDays: sql`done_days + ${done}` })
    return true
  }
  const next = run.spans[run.spans.indexOf(stretch) + 1]
  if (next) await setRun(ctx, id, { reachedDay: next.from, reachedId: null })
  else await setRun(ctx, id, { state: 'done', endedAt: ctx.now })
  return next !== undefined
}

async function setRun(ctx: RunCtx, id: string, values: Readonly<Record<string, unknown>>) {
  await ctx.tx.updateTable('attendanceRecompute').set(values).where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
}

async function countDays(ctx: RunCtx, run: Run): Promise<number> {
  let total = 0
  for (const { from, to } of run.spans) {
    const { count } = await ctx.tx
      .selectFrom('attendanceDay as d')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('d.companyId', '=', ctx.companyId)
      .where('d.workDate', '>=', from)
      .where('d.workDate', '<=', to)
      .where(touches(ctx, run, { from, to }, 'd.employeeId'))
      .executeTakeFirstOrThrow()
    total += count
  }
  return total
}

/** The next people with stored days in a stretch. Searched by person: by date all the days of everybody would be read each time. */
async function peopleAfter(ctx: RunCtx, run: Run, stretch: Stretch): Promise<string[]> {
  let query = ctx.tx
    .selectFrom('employee as e')
    .select('e.id')
    .where('e.companyId', '=', ctx.companyId)
    .where(
      sql<boolean>`exists (select from attendance_day as d where d.company_id = ${ctx.companyId} and d.employee_id = e.id
        and d.work_date between ${stretch.from} and ${stretch.to})`,
    )
    .where(touches(ctx, run, stretch, 'e.id'))
    .orderBy('e.id')
    .limit(peopleAtOnce)
  if (run.reachedDay === stretch.from && run.reachedId) query = query.where('e.id', '>', run.reachedId)
  return (await query.execute()).map(({ id }) => id)
}

/** Whether a change touches somebody: everybody, one person, some, or who belongs to the branch in these days. */
function touches({ companyId }: RunCtx, { branchId, employeeId, employeeIds }: Run, { from, to }: Stretch, column: string) {
  if (employeeId) return sql<boolean>`${sql.ref(column)} = ${employeeId}`
  if (employeeIds) return sql<boolean>`${sql.ref(column)} = any(${employeeIds}::uuid[])`
  if (!branchId) return sql<boolean>`true`
  return sql<boolean>`exists (select from employment as t where t.company_id = ${companyId} and t.employee_id = ${sql.ref(column)}
    and t.branch_id = ${branchId} and t.first_day <= ${to} and (t.last_day is null or t.last_day >= ${from}))`
}
