import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Data, Query } from '../../core/contract.ts'
import { daysBetween, eachDay } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { readSchedules } from '../attendance/index.ts'
import type * as contract from './leave.calendar.contract.ts'
import type * as person from './leave.person.contract.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'
import { readCoverage } from './leave.coverage.queries.ts'
import { selectRequests } from './leave.queries.ts'

const absenceLimit = 2_000
const longestRangeDays = 366

/** Who is away when. The kind of leave is shown only where the request itself may be seen. */
export async function leaveCalendar(
  ctx: LeaveCtx,
  { from, to }: Query<typeof contract.leaveCalendar>,
): Promise<Data<typeof contract.leaveCalendar>> {
  refuseRange(from, to)
  const [absences, coverage] = await Promise.all([absencesWithin(ctx, from, to), readCoverage(ctx, { from, to })])
  return { absences, coverage }
}

/** Absences and holidays of one person, as far as one may see who is away. */
export async function personCalendar(
  ctx: LeaveCtx,
  employeeId: string,
  { from, to }: Query<typeof person.personCalendar>,
): Promise<Data<typeof person.personCalendar>> {
  refuseRange(from, to)
  const found = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, 'leave.read-calendar', 'employee.id'))
    .executeTakeFirst()
  if (!found) throw fail.notFound()
  const [absences, { scheduleOf }] = await Promise.all([
    absencesWithin(ctx, from, to, employeeId),
    readSchedules(ctx, employeeId, from, to),
  ])
  // The hours that somebody works belong to the terms of employment, which are not shown to everybody.
  const holidays = eachDay(from, to).flatMap((day) => {
    const { holiday } = scheduleOf(day)
    return holiday ? [{ day, name: holiday.name, portion: holiday.portion }] : []
  })
  return { absences: absences.map(({ employee: _, ...absence }) => absence), holidays }
}

function refuseRange(from: string, to: string) {
  const span = daysBetween(from, to)
  if (span < 0) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { from, to })
  if (span >= longestRangeDays)
    throw fail.unprocessable('RANGE_TOO_LONG', `At most ${longestRangeDays} dates can be shown at once.`, {
      asked: span + 1,
      limit: longestRangeDays,
    })
}

/** Leave of those in the team calendar, with whether its kind may be shown; a bounded number. */
export function absenceRows(ctx: LeaveCtx, from: string, to: string) {
  const mayRead = visible(ctx, 'leave.read', 'r.employeeId')
  return (
    selectRequests(ctx, 'leave.read-calendar')
      .select(sql<boolean>`${mayRead}`.as('mayRead'))
      .where('r.firstDay', '<=', to)
      .where('r.lastDay', '>=', from)
      // A request that is not decided yet is known only to those who may see requests.
      .where((eb) => eb.or([eb('r.state', '=', 'approved'), eb.and([eb('r.state', '=', 'pending'), sql<boolean>`${mayRead}`])]))
      .orderBy('r.firstDay')
      .orderBy('e.lastName')
      .orderBy('r.id')
      .limit(absenceLimit)
  )
}

async function absencesWithin(ctx: LeaveCtx, from: string, to: string, employeeId?: string) {
  let query = absenceRows(ctx, from, to)
  if (employeeId !== undefined) query = query.where('r.employeeId', '=', employeeId)
  return (await query.execute()).map(({ employee, firstDay, lastDay, startsAt, endsAt, state, typeName, mayRead: seen }) => ({
    employee,
    firstDay,
    lastDay,
    startsAt,
    endsAt,
    state,
    typeName: seen ? typeName : null,
  }))
}
