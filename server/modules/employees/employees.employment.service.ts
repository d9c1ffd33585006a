import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Params, Query, Static } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import type { EmployeeDetail } from './employees.contract.ts'
import * as contract from './employees.employment.contract.ts'
import type { Employment } from './employees.employment.contract.ts'
import { correctRow, covers, reasonOf, removeRow, startRow } from './employees.employment.rules.ts'
import type { Row, RowChange } from './employees.employment.rules.ts'
import type { EmploymentTeam } from './employees.fields.contract.ts'
import { accepted, refuseUnseen } from './employees.fields.service.ts'
import { getDetail, nameOf } from './employees.queries.ts'
import type { PeopleCtx, PeopleTables } from './employees.queries.ts'
import { readRows, saveRows } from './employees.rows.service.ts'
import type { RowsCtx } from './employees.rows.service.ts'
import { indexPerson } from './employees.search.service.ts'
import type { IndexTables } from './employees.search.service.ts'
import { noteGroups } from './employees.viewed.service.ts'

type EmploymentCtx = Ctx<PeopleTables | IndexTables>

export async function listEmployments(ctx: PeopleCtx, employeeId: string, ask: Query<typeof contract.listEmployments>) {
  const employee = await getDetail(ctx, employeeId, 'employee.read-team')
  noteGroups(ctx, { id: employeeId, name: nameOf(employee) }, { pay: employee.pay })
  const { rows: employments, pagination } = await fetchPage(
    selectEmployments(ctx).where('t.employeeId', '=', employeeId).orderBy('t.firstDay', 'desc'),
    ask,
  )
  return { employments, pagination }
}

function selectEmployments(ctx: PeopleCtx) {
  return ctx.tx
    .selectFrom('employment as t')
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 't.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 't.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as m', (join) => join.onRef('m.id', '=', 't.managerId').on('m.companyId', '=', ctx.companyId))
    .leftJoin('position as s', (join) => join.onRef('s.id', '=', 't.positionId').on('s.companyId', '=', ctx.companyId))
    .where('t.companyId', '=', ctx.companyId)
    .select(['t.id', 't.employeeId', 't.firstDay', 't.lastDay', 't.title', 't.departmentId', 't.branchId', 't.managerId', 't.positionId'])
    .select(['d.name as departmentName', 'b.name as branchName', 's.title as positionTitle', 't.version'])
    .select(sql<string | null>`m.first_name || ' ' || m.last_name`.as('managerName'))
    .select(
      sql<Static<typeof EmploymentTeam> | null>`case when ${visible(ctx, 'employee.read-team', 't.employeeId')} then json_build_object(
        'contractKind', t.contract_kind, 'weeklyHours', t.weekly_hours::text, 'workingPatternId', t.working_pattern_id,
        'reason', t.reason, 'note', t.note) end`.as('team'),
    )
    .select(
      sql<Employment['pay']>`case when ${visible(ctx, 'employee.read-pay', 't.employeeId')}
        then json_build_object('salaryRef', t.salary_ref) end`.as('pay'),
    )
    .$castTo<Employment>()
}

async function getEmployment(ctx: PeopleCtx, id: string) {
  return { employment: await selectEmployments(ctx).where('t.id', '=', id).executeTakeFirstOrThrow() }
}

/** A new employment from a day past, present or to come. */
export async function startEmployment(ctx: EmploymentCtx, employeeId: string, ask: Body<typeof contract.startEmployment>) {
  const employee = await lockPerson(ctx, employeeId)
  const { firstDay, ...change } = ask
  refuseUnseen(change, employee)
  const before = await readRows(ctx, employeeId)
  const id = newId()
  const after = accepted(startRow(before, employee, { id, firstDay, sameDay: 'refuse' }, { reason: reasonOf(termsOf(change)), ...change }))
  await saveRows(ctx, [{ employeeId, before, after }])
  await tellStarted(ctx, employee, before, after, id)
  return getEmployment(ctx, id)
}

/** Gives somebody a position from a day on; an employment that begins on that very day is changed itself. */
export async function assignUser(
  ctx: EmploymentCtx,
  positionId: string,
  { employeeId, firstDay = ctx.today }: Body<typeof contract.assignUser>,
) {
  const employee = await lockPerson(ctx, employeeId)
  const position = await ctx.tx
    .selectFrom('position')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', positionId)
    .executeTakeFirst()
  if (!position) throw fail.notFound()
  const { changed, before, after, id } = await changeEmployment(ctx, employee, { positionId }, firstDay)
  if (changed) await tellStarted(ctx, employee, before, after, id)
  return getEmployment(ctx, id)
}

/**
 * Changes what somebody's employment says from a day on; a row that begins on that day is changed itself, and what is so already
 * makes no new one. The id is that of the row in force from that day on. Raises no version and tells nobody: the caller does.
 */
export async function changeEmployment(ctx: RowsCtx, employee: EmployeeDetail, change: RowChange, firstDay: string) {
  const before = await readRows(ctx, employee.id)
  const day = firstDay > employee.joinedOn ? firstDay : employee.joinedOn
  const words = { reason: reasonOf(change) }
  const after = accepted(startRow(before, employee, { id: newId(), firstDay: day, sameDay: 'change' }, { ...words, ...change }))
  const former = before.find((row) => covers(row, day))!
  if (Object.entries(change).every(([field, value]) => value === undefined || former[field as keyof Row] === value)) {
    return { changed: false, before, after: before, id: former.id }
  }
  await saveRows(ctx, [{ employeeId: employee.id, before, after }])
  return { changed: true, before, after, id: after.find((row) => covers(row, day))!.id }
}

async function tellStarted(ctx: EmploymentCtx, employee: EmployeeDetail, before: readonly Row[], after: readonly Row[], id: string) {
  await raiseVersion(ctx, employee.id)
  const row = after.find((one) => one.id === id)!
  const former = before.find((one) => covers(one, row.firstDay)) ?? null
  await ctx.emit(contract.employmentStarted, {
    subject: { type: 'employee', id: employee.id },
    before: former,
    after: row,
    data: { name: nameOf(employee), firstDay: row.firstDay, employmentId: id },
  })
}

/** Other values for a row past, present or to come; a first day that moves moves the end of the row before with it. */
export async function correctEmployment(
  ctx: EmploymentCtx,
  { id: employeeId, employmentId }: Params<typeof contract.correctEmployment>,
  { version, ...change }: Body<typeof contract.correctEmployment>,
) {
  const employee = await lockPerson(ctx, employeeId)
  const { rows: before, row: former } = await getRow(ctx, employeeId, employmentId, version)
  refuseUnseen(change, employee)
  const { rows: after, joinedOn } = accepted(correctRow(before, employee, employmentId, change))
  await saveRows(ctx, [{ employeeId, before, after }])
  await raiseVersion(ctx, employeeId, { joinedOn })
  await ctx.emit(contract.employmentCorrected, {
    subject: { type: 'employee', id: employeeId },
    before: former,
    after: after.find(({ id }) => id === employmentId)!,
    data: { name: nameOf(employee), firstDay: former.firstDay, employmentId },
  })
  return getEmployment(ctx, employmentId)
}

/** Takes back a row that has not begun; the one before it goes on in its place. */
export async function removeEmployment(ctx: EmploymentCtx, { id: employeeId, employmentId }: Params<typeof contract.removeEmployment>) {
  const employee = await lockPerson(ctx, employeeId)
  const { rows: before, row } = await getRow(ctx, employeeId, employmentId)
  const after = accepted(removeRow(before, employee, employmentId, ctx.today))
  await saveRows(ctx, [{ employeeId, before, after }])
  await raiseVersion(ctx, employeeId)
  await ctx.emit(contract.employmentRemoved, {
    subject: { type: 'employee', id: employeeId },
    before: row,
    data: { name: nameOf(employee), firstDay: row.firstDay, employmentId },
  })
  return {}
}

/** The person whose employments are to be changed. The state row puts such changes in order: two at once cannot close a reporting line. */
async function lockPerson(ctx: EmploymentCtx, id: string) {
  await ctx.raiseAccessVersion()
  const employee = await getDetail(ctx, id, 'employee.update')
  if (employee.status === 'archived') throw fail.conflict('EMPLOYEE_ARCHIVED', 'This person is archived; restore them first.')
  return employee
}

async function getRow(ctx: RowsCtx, employeeId: string, id: string, version?: number) {
  const rows = await readRows(ctx, employeeId)
  const row = rows.find((one) => one.id === id)
  if (!row) throw fail.notFound()
  if (version !== undefined) {
    const now = await ctx.tx
      .selectFrom('employment')
      .select('version')
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    refuseStale(version, now.version)
  }
  return { rows, row }
}

/** A person's own version goes with their employments, because they are shown together. */
async function raiseVersion(ctx: EmploymentCtx, id: string, more: { joinedOn?: string } = {}) {
  await ctx.tx
    .updateTable('employee')
    .set((eb) => ({ ...more, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await indexPerson(ctx, id)
}

const termsOf = ({ reason: _reason, note: _note, ...terms }: RowChange): RowChange => terms
