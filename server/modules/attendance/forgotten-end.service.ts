import type { Ctx } from '../../core/context.ts'
import { localDateOf, localTimeOf } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import * as contract from './attendance.contract.ts'
import { readDaySources } from './day.queries.ts'
import { scheduledSpan } from './day.rules.ts'
import { holdPunches, recomputeDay } from './day.service.ts'
import type { StoreTables } from './day.service.ts'
import { forgottenEnd } from './forgotten-end.rules.ts'

type EndCtx = Ctx<StoreTables | 'attendanceClock'>

/** Who of a company is at work or on a break. */
export async function peopleAtWork(ctx: Ctx<'attendanceClock'>): Promise<string[]> {
  const rows = await ctx.tx
    .selectFrom('attendanceClock')
    .select('employeeId')
    .where('companyId', '=', ctx.companyId)
    .where('state', '!=', 'off')
    .orderBy('employeeId')
    .execute()
  return rows.map(({ employeeId }) => employeeId)
}

/** Whether any policy of the company puts in forgotten ends; most have none, and nothing is looked at. */
export async function endsForgotten(ctx: Ctx<'attendancePolicy'>): Promise<boolean> {
  const rows = await ctx.tx.selectFrom('attendancePolicy').select('policy').where('companyId', '=', ctx.companyId).execute()
  return rows.some(({ policy }) => (policy as { automaticEndAfterMinutes?: number | null }).automaticEndAfterMinutes != null)
}

/**
 * Ends the session of one person if it was forgotten; the end lies where it was due, however late this runs, and run twice it
 * finds the clock off. A punch at the same moment comes first or finds the clock off.
 */
export async function endForgotten(ctx: EndCtx, employeeId: string): Promise<boolean> {
  await holdPunches(ctx, [employeeId])
  const clock = await ctx.tx
    .selectFrom('attendanceClock')
    .select(['state', 'workDate', 'timeZone'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .forUpdate()
    .executeTakeFirst()
  if (!clock || clock.state === 'off') return false
  const { workDate, timeZone } = clock
  const sources = await readDaySources(ctx, employeeId, workDate, workDate)
  const schedule = sources.scheduleOf(workDate)
  const afterMinutes = sources.policyOf(workDate).automaticEndAfterMinutes
  if (afterMinutes === null || schedule.isFlexible) return false
  const due = forgottenEnd({
    entries: sources.entriesOf(workDate),
    afterMinutes,
    now: ctx.now,
    ...scheduledSpan(schedule, workDate, sources.zoneOf(workDate)),
  })
  if (due === null) return false
  const at = new Date(due).toISOString()
  const entry = {
    kind: 'end',
    at,
    timeZone,
    localTime: `${localDateOf(at, timeZone)} ${localTimeOf(at, timeZone)}`,
    workDate,
    source: 'automatic',
  }
  await ctx.tx
    .insertInto('attendanceEntry')
    .values({ companyId: ctx.companyId, id: newId(), employeeId, ...entry })
    .execute()
  await ctx.tx
    .updateTable('attendanceClock')
    .set({ state: 'off', since: at, startedAt: null })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .execute()
  await recomputeDay(ctx, employeeId, workDate, await readDaySources(ctx, employeeId, workDate, workDate)).stored
  await ctx.emit(contract.endedAutomatically, { subject: { type: 'attendance', id: employeeId }, data: { workDate, at } })
  return true
}
