import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './organization.contract.ts'
import type { Department } from './organization.contract.ts'
import { requireOpenBranch } from './organization.branch.service.ts'
import { peopleOfDepartment, placeBelow } from './organization.queries.ts'
import { levelLimits } from './organization.tree.contract.ts'
import { refusePlace } from './organization.tree.rules.ts'

type DepartmentCtx = Ctx<'department' | 'departmentManager' | 'employment'>
type ManageCtx = Ctx<'department' | 'departmentManager' | 'employment' | 'position' | 'branch'>

export async function listDepartments(ctx: DepartmentCtx, ask: Query<typeof contract.listDepartments>) {
  let query = selectDepartments(ctx)
  if (ask.parentId) query = query.where('d.parentId', '=', ask.parentId)
  if (ask.branchId) query = query.where('d.branchId', '=', ask.branchId)
  if (ask.q) query = query.where(wordsIn(ask.q, 'd.name', 'd.code'))
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
    .select(['d.id', 'd.code', 'd.name', 'd.parentId', 'd.branchId', 'd.headEmployeeId', 'd.costCenter', 'd.description', 'd.version'])
    .select([managersOf(ctx).as('managerIds'), peopleOfDepartment(ctx).as('employeeCount')])
    .where('d.companyId', '=', ctx.companyId)
}

const managersOf = ({ companyId }: DepartmentCtx) =>
  sql<string[]>`(select coalesce(json_agg(m.employee_id order by m.employee_id), '[]') from department_manager as m
    where m.company_id = ${companyId} and m.department_id = d.id)`

export async function createDepartment(ctx: ManageCtx, { managerIds, ...ask }: Body<typeof contract.createDepartment>) {
  const id = newId()
  // Reach by department follows the tree, so every server must look again.
  await ctx.raiseAccessVersion()
  await refuseMisplaced(ctx, null, ask.parentId)
  await requireOpenBranch(ctx, ask.branchId)
  await ctx.tx
    .insertInto('department')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  await setManagers(ctx, id, managerIds)
  const created = await getDepartment(ctx, id)
  await ctx.emit(contract.departmentCreated, {
    subject: { type: 'department', id },
    after: created.department,
    data: { name: created.department.name },
  })
  return created
}

export async function updateDepartment(
  ctx: ManageCtx,
  id: string,
  { version, managerIds, ...changes }: Body<typeof contract.updateDepartment>,
) {
  // The state row puts moves in order: two of them at once cannot make a cycle together.
  await ctx.raiseAccessVersion()
  const { department: before } = await getDepartment(ctx, id)
  refuseStale(version, before.version)
  await refuseMisplaced(ctx, id, changes.parentId)
  if (changes.branchId !== before.branchId) await requireOpenBranch(ctx, changes.branchId)
  await ctx.tx
    .updateTable('department')
    .set((eb) => ({ ...changes, ...(changes.name !== undefined && { name: changes.name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await setManagers(ctx, id, managerIds)
  const after = await getDepartment(ctx, id)
  await ctx.emit(contract.departmentUpdated, {
    subject: { type: 'department', id },
    before,
    after: after.department,
    data: { name: after.department.name },
  })
  return after
}

/** A department cannot stand below itself, nor deeper than a tree may be. */
async function refuseMisplaced(ctx: ManageCtx, id: string | null, parentId: string | null | undefined) {
  if (!parentId) return
  const refusal = refusePlace('department', id, await placeBelow(ctx, 'department', id, parentId), levelLimits.department)
  if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
}

async function setManagers(ctx: ManageCtx, departmentId: string, managerIds: readonly string[] | undefined) {
  if (!managerIds) return
  await ctx.tx.deleteFrom('departmentManager').where('companyId', '=', ctx.companyId).where('departmentId', '=', departmentId).execute()
  if (managerIds.length === 0) return
  await ctx.tx
    .insertInto('departmentManager')
    .values(managerIds.map((employeeId) => ({ companyId: ctx.companyId, departmentId, employeeId })))
    .execute()
}

export async function deleteDepartment(ctx: ManageCtx, id: string) {
  await ctx.raiseAccessVersion()
  const { department } = await getDepartment(ctx, id)
  const { companyId } = ctx
  const { rows } = await sql<{ people: number; departments: number; positions: number }>`select
    (select count(distinct t.employee_id) from employment as t where t.company_id = ${companyId} and t.department_id = ${id}) as people,
    (select count(*) from department as d where d.company_id = ${companyId} and d.parent_id = ${id}) as departments,
    (select count(*) from position as p where p.company_id = ${companyId} and p.department_id = ${id}) as positions`.execute(ctx.tx)
  const used = rows[0]!
  if (used.people + used.departments + used.positions > 0) {
    throw fail.conflict('DEPARTMENT_IN_USE', 'People, departments or positions belong to this department, now or in the past.', { ...used })
  }
  await setManagers(ctx, id, [])
  await ctx.tx.deleteFrom('department').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.departmentDeleted, { subject: { type: 'department', id }, before: department, data: { name: department.name } })
  return {}
}
