import { sql } from 'kysely'
import { reachesAll, visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { startRecompute } from './recompute.service.ts'
import type { RecomputeTables } from './recompute.service.ts'
import * as contract from './shift.contract.ts'
import type { ShiftAssignment } from './shift.contract.ts'
import { refuseOverlap } from './shift.rules.ts'
import type { Shift } from './shift.rules.ts'
import { shiftSelects } from './day.queries.ts'
import { holdShifts } from './shift.service.ts'

type AssignmentCtx = Ctx<
  RecomputeTables | 'shift' | 'shiftAssignment' | 'employee' | 'department' | 'branch' | 'roster' | 'rosterSlot' | 'rosterMember'
>

export async function listAssignments(
  ctx: AssignmentCtx,
  { from, to, employeeId, shiftId, ...page }: Query<typeof contract.listShiftAssignments>,
) {
  let query = selectVisible(ctx)
    .where('a.firstDay', '<=', to)
    .where((eb) => eb.or([eb('a.lastDay', 'is', null), eb('a.lastDay', '>=', from)]))
  if (employeeId) query = query.where('a.employeeId', '=', employeeId)
  if (shiftId) query = query.where('a.shiftId', '=', shiftId)
  const { rows: assignments, pagination } = await fetchPage(query.orderBy('a.firstDay').orderBy('a.id'), page)
  return { assignments, pagination }
}

/** Those of people within reach, and those of groups, which everybody who plans has to know. */
function selectVisible(ctx: AssignmentCtx) {
  return ctx.tx
    .selectFrom('shiftAssignment as a')
    .leftJoin('shift as s', (join) => join.onRef('s.id', '=', 'a.shiftId').on('s.companyId', '=', ctx.companyId))
    .leftJoin('employee as e', (join) => join.onRef('e.id', '=', 'a.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 'a.departmentId').on('d.companyId', '=', ctx.companyId))
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 'a.branchId').on('b.companyId', '=', ctx.companyId))
    .select(['a.id', 'a.shiftId', 'a.employeeId', 'a.departmentId', 'a.branchId', 'a.firstDay', 'a.lastDay', 'a.weekdays', 'a.version'])
    .select(['s.name as shiftName', sql<string>`coalesce(e.first_name || ' ' || e.last_name, d.name, b.name)`.as('targetName')])
    .where('a.companyId', '=', ctx.companyId)
    .where((eb) => eb.or([eb('a.employeeId', 'is', null), visible(ctx, 'shift.assign', 'a.employeeId')]))
}

/**
 * Assigns a shift or a day off. Two at once for the same person or group are put in order by that one's row, so that shifts
 * never overlap: 409 `SHIFT_OVERLAP` names the date.
 */
export async function assignShift(ctx: AssignmentCtx, ask: Body<typeof contract.assignShift>) {
  const { shiftId = null, employeeId = null, departmentId = null, branchId = null, firstDay, lastDay = null, weekdays = null } = ask
  const target = { employeeId, departmentId, branchId }
  await lockTarget(ctx, target)
  if (shiftId) await holdShifts(ctx, [shiftId])
  const wanted = { shiftId, ...target, firstDay, lastDay, weekdays }
  await refuseClash(ctx, null, wanted)
  const id = newId()
  await ctx.tx
    .insertInto('shiftAssignment')
    .values({ companyId: ctx.companyId, id, ...wanted })
    .execute()
  const assignment = await getAssignment(ctx, id)
  const data = aboutOf(assignment)
  await ctx.emit(contract.shiftAssigned, { subject: { type: 'shift-assignment', id }, after: assignment, data })
  return { assignment, recomputeId: await recompute(ctx, 'shift-assigned', [assignment]) }
}

export async function changeDates(ctx: AssignmentCtx, id: string, { version, ...changes }: Body<typeof contract.endShiftAssignment>) {
  const found = await getAssignment(ctx, id)
  await lockTarget(ctx, found)
  const before = await getAssignment(ctx, id)
  refuseStale(version, before.version)
  await refuseClash(ctx, id, { ...before, ...changes })
  await ctx.tx
    .updateTable('shiftAssignment')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const assignment = await getAssignment(ctx, id)
  const data = aboutOf(assignment)
  await ctx.emit(contract.shiftReassigned, { subject: { type: 'shift-assignment', id }, before, after: assignment, data })
  return { assignment, recomputeId: await recompute(ctx, 'shift-reassigned', [before, assignment]) }
}

export async function removeAssignment(ctx: AssignmentCtx, id: string) {
  const found = await getAssignment(ctx, id)
  await lockTarget(ctx, found)
  const before = await getAssignment(ctx, id)
  await ctx.tx.deleteFrom('shiftAssignment').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  const data = aboutOf(before)
  await ctx.emit(contract.shiftUnassigned, { subject: { type: 'shift-assignment', id }, before, data })
  await recompute(ctx, 'shift-unassigned', [before])
  return {}
}

async function getAssignment(ctx: AssignmentCtx, id: string): Promise<ShiftAssignment> {
  const assignment = await selectVisible(ctx).where('a.id', '=', id).executeTakeFirst()
  if (!assignment) throw fail.notFound()
  return assignment
}

type Target = Pick<ShiftAssignment, 'employeeId' | 'departmentId' | 'branchId'>

/** Holds the person or group until this transaction ends. Groups are for those whose reach is the company. */
async function lockTarget(ctx: AssignmentCtx, { employeeId, departmentId, branchId }: Target) {
  const given = Object.entries({ employee: employeeId, department: departmentId, branch: branchId }).filter(([, id]) => id !== null)
  if (given.length !== 1) {
    const expected = ['employeeId', 'departmentId', 'branchId']
    throw fail.unprocessable('ASSIGNMENT_TARGET', 'A shift is assigned to a person, a department or a branch.', { expected })
  }
  const [[table, id]] = given as [['employee' | 'department' | 'branch', string]]
  if (table !== 'employee' && !reachesAll(ctx.actor, 'shift.assign')) {
    throw fail.forbidden('FORBIDDEN', 'Only who plans for the whole company assigns shifts to groups.', { permission: 'shift.assign' })
  }
  const query = ctx.tx.selectFrom(table).select('id').where('companyId', '=', ctx.companyId).where('id', '=', id).forUpdate()
  const found = await (table === 'employee' ? query.where(visible(ctx, 'shift.assign', 'employee.id')) : query).executeTakeFirst()
  if (!found) throw fail.notFound()
}

type Wanted = Omit<ShiftAssignment, 'id' | 'version' | 'shiftName' | 'targetName'>

async function refuseClash(ctx: AssignmentCtx, id: string | null, wanted: Wanted) {
  const column = wanted.employeeId ? 'employeeId' : wanted.departmentId ? 'departmentId' : 'branchId'
  let query = ctx.tx
    .selectFrom('shiftAssignment')
    .select(['id', 'shiftId', 'employeeId', 'departmentId', 'branchId', 'firstDay', 'lastDay', 'weekdays'])
    .where('companyId', '=', ctx.companyId)
    .where(column, '=', wanted[column])
    // A night reaches into the day after its last, so neighbours are looked at too.
    .where(sql<boolean>`(last_day is null or last_day >= ${wanted.firstDay}::date - 1)`)
  if (wanted.lastDay) query = query.where(sql<boolean>`first_day <= ${wanted.lastDay}::date + 1`)
  if (id) query = query.where('id', '!=', id)
  const range = { employeeIds: [], dayBefore: wanted.firstDay, dayAfter: wanted.firstDay }
  const [others, { shifts }] = await Promise.all([query.execute(), ctx.tx.selectNoFrom(shiftSelects(ctx, range)).executeTakeFirstOrThrow()])
  const byId = new Map<string, Shift>(shifts.map((shift) => [shift.id, shift]))
  for (const other of others) {
    const refusal = refuseOverlap(wanted, other, byId)
    if (refusal) throw fail.conflict(refusal.code, refusal.message, refusal.details)
  }
}

const aboutOf = ({ shiftName, firstDay }: ShiftAssignment) => ({ name: shiftName ?? 'a day off', firstDay })

/** The dates of an assignment, and one beside them on each side, where it cuts windows. */
function recompute(ctx: AssignmentCtx, reason: string, assignments: readonly ShiftAssignment[]) {
  const { employeeId, branchId } = assignments[0]!
  const spans = assignments.map(({ firstDay, lastDay }) => ({ from: addDays(firstDay, -1), to: lastDay && addDays(lastDay, 1) }))
  return startRecompute(ctx, { reason, spans, ...(employeeId && { employeeId }), ...(branchId && { branchId }) })
}
