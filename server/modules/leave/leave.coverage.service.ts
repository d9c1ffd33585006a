import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './leave.coverage.contract.ts'
import type { CoverageLimit } from './leave.coverage.contract.ts'

type CoverageCtx = Ctx<'leaveCoverage' | 'branch' | 'department' | 'companyState'>

/** What is counted in the team calendar for every day stays bounded. */
const mostLimits = 50

export async function listCoverage(ctx: CoverageCtx, ask: Query<typeof contract.listCoverage>) {
  const { rows: limits, pagination } = await fetchPage(selectLimits(ctx).orderBy('c.name').orderBy('c.id'), ask)
  return { limits, pagination }
}

export async function createCoverage(ctx: CoverageCtx, body: Body<typeof contract.createCoverage>) {
  // Held until the end: of two at once for the last place one is made.
  await ctx.tx.selectFrom('companyState').select('companyId').where('companyId', '=', ctx.companyId).forUpdate().execute()
  const { pagination } = await listCoverage(ctx, { limit: 1 })
  if (pagination.total >= mostLimits)
    throw fail.conflict('LEAVE_COVERAGE_TOO_MANY', `A company has at most ${mostLimits} of these limits; remove one first.`, {
      most: mostLimits,
    })
  const id = newId()
  await ctx.tx
    .insertInto('leaveCoverage')
    .values({ companyId: ctx.companyId, id, ...body, createdAt: ctx.now })
    .execute()
  const limit = await getLimit(ctx, id)
  await ctx.emit(contract.coverageCreated, { subject: { type: 'leave-coverage', id }, after: limit, data: aboutOf(limit) })
  return { limit }
}

export async function updateCoverage(ctx: CoverageCtx, id: string, { version, ...changes }: Body<typeof contract.updateCoverage>) {
  const before = await getLimit(ctx, id)
  refuseStale(version, before.version)
  const changed = await ctx.tx
    .updateTable('leaveCoverage')
    .set({ ...changes, version: before.version + 1 })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('version', '=', before.version)
    .returning('id')
    .executeTakeFirst()
  const limit = await getLimit(ctx, id)
  if (!changed) refuseStale(before.version, limit.version)
  await ctx.emit(contract.coverageUpdated, { subject: { type: 'leave-coverage', id }, before, after: limit, data: aboutOf(limit) })
  return { limit }
}

export async function deleteCoverage(ctx: CoverageCtx, id: string) {
  const limit = await getLimit(ctx, id)
  const gone = await ctx.tx
    .deleteFrom('leaveCoverage')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw fail.notFound()
  await ctx.emit(contract.coverageDeleted, { subject: { type: 'leave-coverage', id }, before: limit, data: aboutOf(limit) })
  return {}
}

function selectLimits(ctx: CoverageCtx) {
  return ctx.tx
    .selectFrom('leaveCoverage as c')
    .leftJoin('branch as r', (join) => join.onRef('r.id', '=', 'c.branchId').on('r.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 'c.departmentId').on('d.companyId', '=', ctx.companyId))
    .select([
      'c.id',
      'c.name',
      'c.branchId',
      'r.name as branchName',
      'c.departmentId',
      'd.name as departmentName',
      'c.maxAway',
      'c.version',
    ])
    .where('c.companyId', '=', ctx.companyId)
}

async function getLimit(ctx: CoverageCtx, id: string): Promise<CoverageLimit> {
  const limit = await selectLimits(ctx).where('c.id', '=', id).executeTakeFirst()
  if (!limit) throw fail.notFound()
  return limit
}

const aboutOf = ({ id, name, maxAway }: CoverageLimit) => ({ limitId: id, name, maxAway })
