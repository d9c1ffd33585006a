import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { containing, fetchPage, sorted } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './organization.contract.ts'
import type { Department } from './organization.contract.ts'

type DepartmentCtx = Ctx<'department' | 'employment'>
type ManageCtx = Ctx<'department' | 'employment' | 'companyState'>

/** The branch every company starts with. */
export async function createHeadOffice(ctx: Ctx<'branch'>) {
  await ctx.tx.insertInto('branch').values({ companyId: ctx.companyId, id: newId(), code: 'HQ', name: 'Head office' }).execute()
}

export async function listBranches(ctx: Ctx<'branch'>, ask: Query<typeof contract.listBranches>) {
  let query = ctx.tx
    .selectFrom('branch')
    .select(['id', 'code', 'name', 'kind', 'timeZone', 'version'])
    .where('companyId', '=', ctx.companyId)
  if (ask.q) query = query.where((eb) => eb.or([eb('name', 'ilike', containing(ask.q!)), eb('code', 'ilike', containing(ask.q!))]))
  const { rows: branches, pagination } = await fetchPage(sorted(query, ask.sort ?? 'name', { name: 'name', code: 'code' }, 'id'), ask)
  return { branches, pagination }
}

export async function listDepartments(ctx: DepartmentCtx, ask: Query<typeof contract.listDepartments>) {
  let query = selectDepartments(ctx)
  if (ask.parentId) query = query.where('d.parentId', '=', ask.parentId)
  if (ask.branchId) query = query.where('d.branchId', '=', ask.branchId)
  if (ask.q) query = query.where((eb) => eb.or([eb('d.name', 'ilike', containing(ask.q!)), eb('d.code', 'ilike', containing(ask.q!))]))
  const { rows: departments, pagination } = await fetchPage(
    sorted(query, ask.sort ?? 'name', { name: 'd.name', code: 'd.code' }, 'd.id'),
    ask,
  )
  return { departments, pagination }
}

export async function getDepartment(ctx: DepartmentCtx, id: string): Promise<{ department: Department }> {
  const department = await selectDepartments(ctx).where('d.id', '=', id).executeTakeFirst()
  if (!department) throw fail.notFound()
  return { department }
}

function selectDepartments(ctx: DepartmentCtx) {
  return ctx.tx
    .selectFrom('department as d')
    .select(['d.id', 'd.code', 'd.name', 'd.parentId', 'd.branchId', 'd.headEmployeeId', 'd.version'])
    .select((eb) =>
      eb
        .selectFrom('employment as t')
        .select((inner) => inner.cast<number>(inner.fn.countAll(), 'integer').as('count'))
        .where('t.companyId', '=', ctx.companyId)
        .whereRef('t.departmentId', '=', 'd.id')
        .where('t.firstDay', '<=', ctx.today)
        .where((w) => w.or([w('t.lastDay', 'is', null), w('t.lastDay', '>=', ctx.today)]))
        .$asScalar()
        .$notNull()
        .as('employeeCount'),
    )
    .where('d.companyId', '=', ctx.companyId)
}

export async function createDepartment(ctx: ManageCtx, ask: Body<typeof contract.createDepartment>) {
  const id = newId()
  // Reach by department follows the tree, so every server must look again.
  await ctx.raiseAccessVersion()
  await ctx.tx
    .insertInto('department')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  const created = await getDepartment(ctx, id)
  await ctx.emit(contract.departmentCreated, {
    subject: { type: 'department', id },
    after: created.department,
    data: { name: created.department.name },
  })
  return created
}

export async function updateDepartment(ctx: ManageCtx, id: string, { version, ...changes }: Body<typeof contract.updateDepartment>) {
  // The state row puts moves in order: two of them at once cannot make a cycle together.
  await ctx.raiseAccessVersion()
  const { department: before } = await getDepartment(ctx, id)
  refuseStale(version, before.version)
  if (changes.parentId) await refuseCycle(ctx, id, changes.parentId)
  await ctx.tx
    .updateTable('department')
    .set((eb) => ({ ...changes, ...(changes.name !== undefined && { name: changes.name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getDepartment(ctx, id)
  await ctx.emit(contract.departmentUpdated, {
    subject: { type: 'department', id },
    before,
    after: after.department,
    data: { name: after.department.name },
  })
  return after
}

async function refuseCycle(ctx: Ctx<'department'>, id: string, parentId: string) {
  const above = await ctx.tx
    .withRecursive('above', (db) =>
      db
        .selectFrom('department as d')
        .select(['d.id', 'd.parentId'])
        .where('d.companyId', '=', ctx.companyId)
        .where('d.id', '=', parentId)
        .union(
          db
            .selectFrom('department as p')
            .innerJoin('above', 'above.parentId', 'p.id')
            .select(['p.id', 'p.parentId'])
            .where('p.companyId', '=', ctx.companyId),
        ),
    )
    .selectFrom('above')
    .select('above.id')
    .execute()
  if (above.some((department) => department.id === id)) {
    throw fail.conflict('DEPARTMENT_CYCLE', 'A department cannot be placed below itself.', { departmentId: id, parentId })
  }
}

export async function deleteDepartment(ctx: ManageCtx, id: string) {
  await ctx.raiseAccessVersion()
  const { department } = await getDepartment(ctx, id)
  const used = await ctx.tx
    .selectFrom('employment')
    .select((eb) => eb.cast<number>(eb.fn.count('employeeId').distinct(), 'integer').as('people'))
    .where('companyId', '=', ctx.companyId)
    .where('departmentId', '=', id)
    .executeTakeFirstOrThrow()
  const below = await ctx.tx
    .selectFrom('department')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('parentId', '=', id)
    .execute()
  if (used.people > 0 || below.length > 0) {
    throw fail.conflict('DEPARTMENT_IN_USE', 'People or departments belong to this department, now or in the past.', {
      people: used.people,
      departments: below.length,
    })
  }
  await ctx.tx.deleteFrom('department').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.departmentDeleted, { subject: { type: 'department', id }, before: department, data: { name: department.name } })
  return {}
}
