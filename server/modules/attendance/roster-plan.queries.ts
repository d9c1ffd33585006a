import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { daysBetween } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { wordsIn } from '../../core/paging.ts'
import type { DayTables } from './day.queries.ts'
import type { RecomputeTables } from './recompute.service.ts'
import type { PlanCell } from './roster-plan.rules.ts'

export type PlanTables = DayTables | RecomputeTables | 'employee' | 'department' | 'shiftDraft'
export type PlanCtx = Ctx<PlanTables>
export type Group = { from: string; to: string; departmentId?: string | undefined; branchId?: string | undefined }
export type Draft = PlanCell & { id: string }

const longestPlanDays = 35
/** More people than this are planned group by group. */
export const peopleLimit = 500
/** So many drafts are published at once; a larger plan goes department by department or week by week. */
export const draftLimit = 5_000

export function refusePlanRange(from: string, to: string) {
  const asked = daysBetween(from, to) + 1
  if (asked < 1) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { from, to })
  if (asked > longestPlanDays)
    throw fail.unprocessable('RANGE_TOO_LONG', `At most ${longestPlanDays} dates are planned at once.`, { asked, limit: longestPlanDays })
}

/** A department or branch that is named is there. */
export async function requireGroup(ctx: PlanCtx, { departmentId, branchId }: Pick<Group, 'departmentId' | 'branchId'>): Promise<void> {
  for (const [table, id] of [
    ['department', departmentId],
    ['branch', branchId],
  ] as const) {
    if (!id) continue
    const found = await ctx.tx.selectFrom(table).select('id').where('companyId', '=', ctx.companyId).where('id', '=', id).executeTakeFirst()
    if (!found) throw fail.notFound()
  }
}

/** The people within reach of who plans, of a group as it is in these dates. */
export function selectPeople(ctx: PlanCtx, { from, to, departmentId, branchId, q }: Group & { q?: string | undefined }) {
  let query = ctx.tx
    .selectFrom('employee as e')
    .select(['e.id', 'e.firstName', 'e.lastName'])
    .where('e.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'shift.assign', 'e.id'))
    .where((eb) => eb.exists(employmentIn(ctx, { from, to, departmentId, branchId })))
  if (q) query = query.where(wordsIn(q, 'e.firstName', 'e.lastName'))
  return query.orderBy('e.lastName').orderBy('e.firstName').orderBy('e.id')
}

function employmentIn(ctx: PlanCtx, { from, to, departmentId, branchId }: Group) {
  let query = ctx.tx
    .selectFrom('employment as t')
    .select(sql`1`.as('one'))
    .where('t.companyId', '=', ctx.companyId)
    .whereRef('t.employeeId', '=', sql.ref('e.id'))
    .where('t.firstDay', '<=', to)
    .where((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', from)]))
  if (departmentId) query = query.where('t.departmentId', '=', departmentId)
  if (branchId) query = query.where('t.branchId', '=', branchId)
  return query
}

/** Drafts of people within reach, by person and date. */
export function selectDrafts(ctx: PlanCtx, group: Group) {
  let query = ctx.tx
    .selectFrom('shiftDraft as d')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['d.id', 'd.employeeId', 'd.day', 'd.shiftId', sql<PlanCell['plan']>`d.plan`.as('plan')])
    .where('d.companyId', '=', ctx.companyId)
    .where('d.day', '>=', group.from)
    .where('d.day', '<=', group.to)
    .where(visible(ctx, 'shift.assign', 'd.employeeId'))
  if (group.departmentId || group.branchId) query = query.where((eb) => eb.exists(employmentIn(ctx, group)))
  return query.orderBy('d.employeeId').orderBy('d.day')
}

/**
 * Holds people within reach, in the order of their ids, until this transaction ends: whoever assigns, drafts or publishes for
 * one of them waits or is waited for. Who is not within reach is not there.
 */
export async function holdPeople(ctx: PlanCtx, employeeIds: readonly string[]): Promise<void> {
  const ids = [...new Set(employeeIds)]
  const held = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', ids)
    .where(visible(ctx, 'shift.assign', 'employee.id'))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  if (held.length < ids.length) throw fail.notFound()
}

export async function namesOf(ctx: PlanCtx, employeeIds: readonly string[]): Promise<Map<string, string>> {
  if (employeeIds.length === 0) return new Map()
  const rows = await ctx.tx
    .selectFrom('employee')
    .select(['id', sql<string>`first_name || ' ' || last_name`.as('name')])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', [...new Set(employeeIds)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
