import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Params, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './holiday-calendar.contract.ts'
import type { CalendarAssignment } from './holiday-calendar.contract.ts'
import { getCalendar, lockCalendar, tellRecompute } from './holiday-calendar.service.ts'
import type { CalendarTables } from './holiday-calendar.service.ts'

type AssignmentCtx = Ctx<CalendarTables | 'branch' | 'employee'>
type Ids = Params<typeof contract.removeAssignment>

export async function listAssignments(ctx: AssignmentCtx, calendarId: string, ask: Query<typeof contract.listAssignments>) {
  await getCalendar(ctx, calendarId)
  const query = selectAssignments(ctx, calendarId).orderBy('a.firstDay', 'desc').orderBy('a.id')
  const { rows: assignments, pagination } = await fetchPage(query, ask)
  return { assignments, pagination }
}

function selectAssignments(ctx: AssignmentCtx, calendarId: string) {
  return ctx.tx
    .selectFrom('holidayCalendarAssignment as a')
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 'a.branchId').on('b.companyId', '=', ctx.companyId))
    .leftJoin('employee as e', (join) => join.onRef('e.id', '=', 'a.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['a.id', 'a.calendarId', 'a.branchId', 'b.name as branchName', 'a.employeeId', 'a.firstDay', 'a.lastDay', 'a.version'])
    .select(sql<string | null>`e.first_name || ' ' || e.last_name`.as('employeeName'))
    .where('a.companyId', '=', ctx.companyId)
    .where('a.calendarId', '=', calendarId)
}

/** Two that hold for the same branch or person on the same day are refused by the table, also when asked at once. */
export async function assignCalendar(ctx: AssignmentCtx, calendarId: string, ask: Body<typeof contract.assignCalendar>) {
  const { name } = await lockCalendar(ctx, calendarId, 'share')
  const { branchId = null, employeeId = null, firstDay, lastDay = null } = ask
  if ((branchId === null) === (employeeId === null)) {
    throw fail.unprocessable('ASSIGNMENT_TARGET', 'A calendar is given to either a branch or a person.', {
      expected: ['branchId', 'employeeId'],
    })
  }
  const id = newId()
  await ctx.tx
    .insertInto('holidayCalendarAssignment')
    .values({ companyId: ctx.companyId, id, calendarId, branchId, employeeId, firstDay, lastDay })
    .execute()
  return written(ctx, null, await getAssignment(ctx, calendarId, id), name)
}

export async function changeAssignment(
  ctx: AssignmentCtx,
  { id: calendarId, assignmentId }: Ids,
  { version, ...changes }: Body<typeof contract.changeAssignment>,
) {
  const { name } = await lockCalendar(ctx, calendarId, 'update')
  const before = await getAssignment(ctx, calendarId, assignmentId)
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('holidayCalendarAssignment')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', assignmentId)
    .execute()
  return written(ctx, before, await getAssignment(ctx, calendarId, assignmentId), name)
}

export async function removeAssignment(ctx: AssignmentCtx, { id: calendarId, assignmentId }: Ids) {
  const { name } = await lockCalendar(ctx, calendarId, 'update')
  const before = await getAssignment(ctx, calendarId, assignmentId)
  await ctx.tx.deleteFrom('holidayCalendarAssignment').where('companyId', '=', ctx.companyId).where('id', '=', assignmentId).execute()
  await tell(ctx, before, null, name)
  return {}
}

async function getAssignment(ctx: AssignmentCtx, calendarId: string, id: string): Promise<CalendarAssignment> {
  const assignment = await selectAssignments(ctx, calendarId).where('a.id', '=', id).executeTakeFirst()
  if (!assignment) throw fail.notFound()
  return assignment
}

async function written(ctx: AssignmentCtx, before: CalendarAssignment | null, assignment: CalendarAssignment, name: string) {
  return { assignment, recomputeId: await tell(ctx, before, assignment, name) }
}

/** What happened, and the days of whom it holds for from the earlier of the first days to the later of the last. */
async function tell(ctx: AssignmentCtx, before: CalendarAssignment | null, after: CalendarAssignment | null, name: string) {
  const { calendarId: id, branchId, employeeId } = (after ?? before)!
  await ctx.emit(contract.calendarAssigned, { subject: { type: 'holiday-calendar', id }, before, after, data: { name } })
  const both = [before, after].filter((one) => one !== null)
  const from = both.map(({ firstDay }) => firstDay).sort()[0]!
  const to = both.some(({ lastDay }) => lastDay === null)
    ? null
    : both.reduce((last, one) => (one.lastDay! > last ? one.lastDay! : last), from)
  return tellRecompute(ctx, 'calendar-assigned', [{ from, to }], { ...(branchId && { branchId }), ...(employeeId && { employeeId }) })
}
