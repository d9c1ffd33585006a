import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { isZone } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { limitReached, tellOfUse } from '../../core/limits.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { readPlace, takePlace } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import * as contract from './organization.branch.contract.ts'
import type { Branch } from './organization.branch.contract.ts'
import { inForce } from './organization.queries.ts'

type CountCtx = Ctx<'branch' | 'department' | 'position' | 'employment'>

/** The branch every company starts with. */
export async function createHeadOffice(ctx: Ctx<'branch'>) {
  await ctx.tx.insertInto('branch').values({ companyId: ctx.companyId, id: newId(), code: 'HQ', name: 'Head office' }).execute()
}

/**
 * Makes sure that a branch may be chosen for something new and stays open until the caller's transaction ends. Throws
 * `BRANCH_ARCHIVED`; one that is not there is left to the foreign key.
 */
export async function requireOpenBranch(ctx: Ctx<'branch'>, branchId: string | null | undefined): Promise<void> {
  if (!branchId) return
  const branch = await ctx.tx
    .selectFrom('branch')
    .select(['name', 'archivedAt'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', branchId)
    .forShare()
    .executeTakeFirst()
  if (branch?.archivedAt) throw fail.conflict('BRANCH_ARCHIVED', `The branch ${branch.name} is closed; choose another one.`, { branchId })
}

export async function listBranches(ctx: Ctx<'branch'>, ask: Query<typeof contract.listBranches>) {
  const { rows: branches, pagination } = await fetchPage(branchesAsked(ctx, ask), ask)
  return { branches, pagination }
}

export function exportBranches(ctx: Ctx<'branch'>, ask: Query<typeof contract.exportBranches>) {
  return exportList(ctx, ask, { name: 'branches', rows: branchesAsked(ctx, ask), cells, event: contract.branchesExported })
}

function branchesAsked(ctx: Ctx<'branch'>, ask: Query<typeof contract.exportBranches>) {
  let query = selectBranches(ctx)
  if (!ask.archived) query = query.where('archivedAt', 'is', null)
  if (ask.kind) query = query.where('kind', '=', ask.kind)
  if (ask.country) query = query.where('country', '=', ask.country)
  if (ask.q) query = query.where(wordsIn(ask.q, 'name', 'code', 'city'))
  return sorted(query, ask.sort ?? 'name', sortable, 'id')
}

const sortable = { name: 'name', code: 'code', kind: 'kind', city: 'city', country: 'country' }

const cells: Cells<Branch> = {
  Code: ({ code }) => code,
  Name: ({ name }) => name,
  Kind: ({ kind }) => kind,
  Address: ({ address }) => address,
  City: ({ city }) => city,
  Country: ({ country }) => country,
  Phone: ({ phone }) => phone,
  Email: ({ email }) => email,
  'Time zone': ({ timeZone }) => timeZone,
  Closed: ({ archivedAt }) => archivedAt,
}

export async function getBranch(ctx: Ctx<'branch'>, id: string): Promise<{ branch: Branch }> {
  const branch = await selectBranches(ctx).where('id', '=', id).executeTakeFirst()
  if (!branch) throw fail.notFound()
  return { branch }
}

export async function getBranchByCode(ctx: Ctx<'branch'>, code: string): Promise<{ branch: Branch }> {
  const branch = await selectBranches(ctx).where('code', '=', code).executeTakeFirst()
  if (!branch) throw fail.notFound()
  return { branch }
}

function selectBranches(ctx: Ctx<'branch'>) {
  return ctx.tx
    .selectFrom('branch')
    .select(['id', 'code', 'name', 'address', 'city', 'country', 'phone', 'email', 'timeZone', 'workingPatternId', 'archivedAt', 'version'])
    .select((eb) => [
      eb.ref('kind').$castTo<Branch['kind']>().as('kind'),
      eb.cast<boolean>(eb('archivedAt', 'is not', null), 'boolean').as('archived'),
    ])
    .where('companyId', '=', ctx.companyId)
}

export async function createBranch(ctx: PlaceCtx, ask: Body<typeof contract.createBranch>) {
  refuseUnknownZone(ask.timeZone)
  await takePlace(ctx, 'locations')
  const id = newId()
  await ctx.tx
    .insertInto('branch')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  const created = await getBranch(ctx, id)
  await ctx.emit(contract.branchCreated, { subject: { type: 'branch', id }, after: created.branch, data: { name: created.branch.name } })
  return created
}

export async function updateBranch(ctx: Ctx<'branch'>, id: string, { version, ...changes }: Body<typeof contract.updateBranch>) {
  refuseUnknownZone(changes.timeZone)
  const before = await lockBranch(ctx, id)
  refuseStale(version, before.version)
  if (before.archived) throw alreadyClosed(before)
  await ctx.tx
    .updateTable('branch')
    .set((eb) => ({ ...changes, ...(changes.name !== undefined && { name: changes.name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getBranch(ctx, id)
  await ctx.emit(contract.branchUpdated, {
    subject: { type: 'branch', id },
    before,
    after: after.branch,
    data: { name: after.branch.name },
  })
  return after
}

/** Closes a branch. History still names it, so its row stays; what belongs to it has to be moved away before. */
export async function archiveBranch(ctx: CountCtx, id: string) {
  // Two who close the last two branches at once are put in order by the state row.
  await ctx.raiseAccessVersion()
  const before = await lockBranch(ctx, id)
  if (before.archived) throw alreadyClosed(before)
  await refuseLastBranch(ctx, id)
  await refuseUsedBranch(ctx, id)
  const after = await setArchived(ctx, id, ctx.now)
  await ctx.emit(contract.branchArchived, { subject: { type: 'branch', id }, before, after, data: { name: before.name } })
  return {}
}

export async function restoreBranch(ctx: PlaceCtx, id: string) {
  // Before the branch is held: whoever closes one holds the state row first, too.
  const { limit, used } = await readPlace(ctx, 'locations')
  const before = await lockBranch(ctx, id)
  if (!before.archived) throw fail.conflict('BRANCH_NOT_ARCHIVED', `The branch ${before.name} is open.`)
  if (used >= limit.limit) throw limitReached(limit, used, used + 1)
  await tellOfUse(ctx, limit, used, used + 1)
  const after = await setArchived(ctx, id, null)
  await ctx.emit(contract.branchRestored, { subject: { type: 'branch', id }, before, after, data: { name: before.name } })
  return { branch: after }
}

const alreadyClosed = ({ name }: Branch) => fail.conflict('BRANCH_ARCHIVED', `The branch ${name} is closed; open it again first.`)

/** The branch as it is now, and stays until this transaction ends: nobody else changes it or chooses it meanwhile. */
async function lockBranch(ctx: Ctx<'branch'>, id: string): Promise<Branch> {
  const branch = await selectBranches(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!branch) throw fail.notFound()
  return branch
}

async function setArchived(ctx: Ctx<'branch'>, id: string, archivedAt: string | null): Promise<Branch> {
  await ctx.tx
    .updateTable('branch')
    .set((eb) => ({ archivedAt, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  return (await getBranch(ctx, id)).branch
}

async function refuseLastBranch(ctx: Ctx<'branch'>, id: string) {
  const another = await ctx.tx
    .selectFrom('branch')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '<>', id)
    .where('archivedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!another) throw fail.conflict('BRANCH_LAST', 'This is the last open branch; a company needs one.')
}

/** People employed there today or on a day to come, departments and positions hold a branch open. */
async function refuseUsedBranch(ctx: CountCtx, id: string) {
  const { companyId, today } = ctx
  const { rows } = await sql<{ people: number; departments: number; positions: number }>`select
    (select count(distinct t.employee_id) from employment as t
      where t.company_id = ${companyId} and t.branch_id = ${id} and (t.last_day is null or t.last_day >= ${today})) as people,
    (select count(*) from department as d where d.company_id = ${companyId} and d.branch_id = ${id}) as departments,
    (select count(*) from position as p where p.company_id = ${companyId} and p.branch_id = ${id}) as positions`.execute(ctx.tx)
  const used = rows[0]!
  if (used.people + used.departments + used.positions > 0) {
    throw fail.conflict('BRANCH_IN_USE', 'People are employed there now or later, or departments or positions belong to it.', { ...used })
  }
}

function refuseUnknownZone(timeZone: string | null | undefined) {
  if (timeZone && !isZone(timeZone)) {
    throw fail.unprocessable('TIME_ZONE_UNKNOWN', `${timeZone} is not a time zone; use a name such as Asia/Jakarta.`, { timeZone })
  }
}

type Figures = { people: number; departments: number; positions: number }

/** People are counted whoever asks, like those of departments: how large a branch is is no secret inside the company. */
export async function branchStatistics(ctx: CountCtx, ask: Query<typeof contract.branchStatistics>) {
  const counted = ctx.tx
    .selectFrom('branch as b')
    .select(['b.id', 'b.code', 'b.name', sql<Branch['kind']>`b.kind`.as('kind'), sql<boolean>`b.archived_at is not null`.as('archived')])
    .select([peopleAt(ctx, 'b.id').as('people'), departmentsAt(ctx, 'b.id').as('departments'), positionsAt(ctx, 'b.id').as('positions')])
    .where('b.companyId', '=', ctx.companyId)
    .$if(!ask.archived, (query) => query.where('b.archivedAt', 'is', null))
  const [{ rows: branches, pagination }, byKind, { rows: rest }] = await Promise.all([
    fetchPage(sorted(counted, 'name', { name: 'b.name' }, 'b.id'), ask),
    ctx.tx
      .selectFrom(counted.as('b'))
      .select(['b.kind', sql<number>`count(*)`.as('branches')])
      .select([sql<number>`sum(people)::int`.as('people'), sql<number>`sum(departments)::int`.as('departments')])
      .select(sql<number>`sum(positions)::int`.as('positions'))
      .groupBy('b.kind')
      .orderBy('b.kind')
      .execute(),
    sql<Figures>`select ${peopleAt(ctx)} as people, ${departmentsAt(ctx)} as departments, ${positionsAt(ctx)} as positions`.execute(ctx.tx),
  ])
  return { branches, byKind, withoutBranch: rest[0]!, pagination }
}

/** Whether a column holds the branch, or none. */
const at = (column: string, branch?: string) => (branch ? sql`${sql.ref(column)} = ${sql.ref(branch)}` : sql`${sql.ref(column)} is null`)

const peopleAt = (ctx: CountCtx, branch?: string) =>
  sql<number>`(select count(*) from employment as t where ${inForce(ctx, 't', ctx.today)} and ${at('t.branchId', branch)})`
const departmentsAt = ({ companyId }: CountCtx, branch?: string) =>
  sql<number>`(select count(*) from department as d where d.company_id = ${companyId} and ${at('d.branchId', branch)})`
/** A position without a branch of its own stands where its department does. */
const positionsAt = ({ companyId }: CountCtx, branch?: string) =>
  sql<number>`(select count(*) from position as p left join department as d on d.company_id = ${companyId} and d.id = p.department_id and p.branch_id is null
    where p.company_id = ${companyId} and ${branch ? sql`(p.branch_id = ${sql.ref(branch)} or d.branch_id = ${sql.ref(branch)})` : sql`p.branch_id is null and d.branch_id is null`})`
