import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { requireOpenBranch } from './organization.branch.service.ts'
import * as contract from './organization.position.contract.ts'
import type { ListedPosition, Position } from './organization.position.contract.ts'
import { holdersOfPosition, placeBelow } from './organization.queries.ts'
import { refuseLowHeadcount } from './organization.seat.service.ts'
import { levelLimits } from './organization.tree.contract.ts'
import { refusePlace } from './organization.tree.rules.ts'

type PositionCtx = Ctx<'position' | 'employment'>
type ListCtx = Ctx<'position' | 'employment' | 'department' | 'branch'>
type ManageCtx = Ctx<'position' | 'employment' | 'department' | 'branch'>

export async function listPositions(ctx: ListCtx, ask: Query<typeof contract.listPositions>) {
  const { rows: positions, pagination } = await fetchPage(positionsAsked(ctx, ask), ask)
  return { positions, pagination }
}

export function exportPositions(ctx: ListCtx, ask: Query<typeof contract.exportPositions>) {
  return exportList(ctx, ask, { name: 'positions', rows: positionsAsked(ctx, ask), cells, event: contract.positionsExported })
}

function positionsAsked(ctx: ListCtx, ask: Query<typeof contract.exportPositions>) {
  let query = ctx.tx
    .selectFrom(selectPositions(ctx).as('p'))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 'p.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 'p.branchId').on('b.companyId', '=', ctx.companyId))
    .selectAll('p')
    .select(['d.name as departmentName', 'b.name as branchName'])
  for (const column of ['departmentId', 'branchId', 'reportsToId'] as const) {
    const id = ask[column]
    if (id) query = query.where(`p.${column}`, '=', id)
  }
  if (ask.vacant !== undefined) query = query.where(ask.vacant ? sql<boolean>`coalesce(p.vacant, 1) > 0` : sql<boolean>`p.vacant = 0`)
  if (ask.q) query = query.where(wordsIn(ask.q, 'p.title', 'p.code'))
  return sorted(query, ask.sort ?? 'title', sortable, 'p.id')
}

const sortable = {
  title: 'p.title',
  code: 'p.code',
  level: 'p.level',
  headcount: 'p.headcount',
  filled: 'p.filled',
  vacant: 'p.vacant',
  departmentName: 'd.name',
  branchName: 'b.name',
}

const cells: Cells<ListedPosition> = {
  Code: ({ code }) => code,
  Title: ({ title }) => title,
  Department: ({ departmentName }) => departmentName,
  Branch: ({ branchName }) => branchName,
  Level: ({ level }) => level,
  Headcount: ({ headcount }) => headcount,
  Filled: ({ filled }) => filled,
  Vacant: ({ vacant }) => vacant,
  Description: ({ description }) => description,
}

export async function getPosition(ctx: PositionCtx, id: string): Promise<{ position: Position }> {
  const position = await selectPositions(ctx).where('p.id', '=', id).executeTakeFirst()
  if (!position) throw fail.notFound()
  return { position }
}

function selectPositions(ctx: PositionCtx) {
  const filled = holdersOfPosition(ctx)
  return ctx.tx
    .selectFrom('position as p')
    .select(['p.id', 'p.code', 'p.title', 'p.departmentId', 'p.branchId', 'p.reportsToId', 'p.level', 'p.description', 'p.version'])
    .select([
      'p.headcount',
      filled.as('filled'),
      sql<number | null>`case when p.headcount is not null then greatest(p.headcount - ${filled}, 0) end`.as('vacant'),
    ])
    .where('p.companyId', '=', ctx.companyId)
}

export async function createPosition(ctx: ManageCtx, ask: Body<typeof contract.createPosition>) {
  const id = newId()
  await ctx.raiseAccessVersion()
  await refuseMisplaced(ctx, null, ask.reportsToId)
  await requireOpenBranch(ctx, ask.branchId)
  await ctx.tx
    .insertInto('position')
    .values({ companyId: ctx.companyId, id, ...ask, title: ask.title.trim() })
    .execute()
  const created = await getPosition(ctx, id)
  await ctx.emit(contract.positionCreated, {
    subject: { type: 'position', id },
    after: created.position,
    data: { name: created.position.title },
  })
  return created
}

export async function updatePosition(ctx: ManageCtx, id: string, { version, ...changes }: Body<typeof contract.updatePosition>) {
  // The state row puts moves in order: two of them at once cannot make a cycle together.
  await ctx.raiseAccessVersion()
  const { position: before } = await getPosition(ctx, id)
  refuseStale(version, before.version)
  await refuseMisplaced(ctx, id, changes.reportsToId)
  if (changes.branchId !== before.branchId) await requireOpenBranch(ctx, changes.branchId)
  if (changes.headcount !== undefined) await refuseLowHeadcount(ctx, id, changes.headcount)
  await ctx.tx
    .updateTable('position')
    .set((eb) => ({ ...changes, ...(changes.title !== undefined && { title: changes.title.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getPosition(ctx, id)
  await ctx.emit(contract.positionUpdated, {
    subject: { type: 'position', id },
    before,
    after: after.position,
    data: { name: after.position.title },
  })
  return after
}

/** A position cannot report to itself, nor stand at the end of a line longer than one may be. */
async function refuseMisplaced(ctx: ManageCtx, id: string | null, reportsToId: string | null | undefined) {
  if (!reportsToId) return
  const refusal = refusePlace('position', id, await placeBelow(ctx, 'position', id, reportsToId), levelLimits.position)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
}

/** Removes a position that nothing names: history keeps every position that somebody ever held. */
export async function deletePosition(ctx: ManageCtx, id: string) {
  await ctx.raiseAccessVersion()
  const { position } = await getPosition(ctx, id)
  const { companyId } = ctx
  const { rows } = await sql<{ people: number; positions: number }>`select
    (select count(distinct t.employee_id) from employment as t where t.company_id = ${companyId} and t.position_id = ${id}) as people,
    (select count(*) from position as p where p.company_id = ${companyId} and p.reports_to_id = ${id}) as positions`.execute(ctx.tx)
  const used = rows[0]!
  if (used.people + used.positions > 0) {
    throw fail.conflict('POSITION_IN_USE', 'People hold this position, held it or will, or other positions report to it.', { ...used })
  }
  await ctx.tx.deleteFrom('position').where('companyId', '=', companyId).where('id', '=', id).execute()
  await ctx.emit(contract.positionDeleted, { subject: { type: 'position', id }, before: position, data: { name: position.title } })
  return {}
}
