import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { readSchedules } from './day.queries.ts'
import type { DayTables } from './day.queries.ts'
import { getPolicy } from './policy.service.ts'
import type { WorkLocationRequest } from './work-location.contract.ts'
import { homeUse, limitSpan, refuseDates, refuseHomeDays, workingDays } from './work-location.rules.ts'
import type { LocationConsequence } from './work-location.rules.ts'

export type WantedLocation = Pick<WorkLocationRequest, 'firstDay' | 'lastDay' | 'place' | 'address' | 'note'>

type CheckCtx = Ctx<DayTables | 'workLocationRequest'>
type Dates = Pick<WorkLocationRequest, 'firstDay' | 'lastDay'>

/** Refuses dates, an address that does not fit the place, and more days at home than the company's limit. The person is held. */
export async function refuseLocation(
  ctx: CheckCtx,
  employeeId: string,
  { firstDay, lastDay, place, address }: WantedLocation,
  exceptId?: string,
) {
  const wrong = refuseDates(firstDay, lastDay, ctx.today)
  if (wrong) throw fail.unprocessable(wrong.code, wrong.message, wrong.details)
  if ((place === 'other') !== (address !== null)) {
    const message = address === null ? 'Another place needs an address.' : 'Only another place has an address.'
    throw fail.unprocessable('WORK_LOCATION_ADDRESS', message, { field: 'address', place })
  }
  if (place !== 'home') return
  const { policy } = await getPolicy(ctx)
  if (policy.homeDaysPerWeek === null && policy.homeDaysPerMonth === null) return
  const { asked, taken, weekStart } = await readHomeDays(ctx, employeeId, { firstDay, lastDay }, exceptId)
  const limit = refuseHomeDays(asked, taken, policy, weekStart)
  if (limit) throw fail.unprocessable(limit.code, limit.message, limit.details)
}

/** What a request means beside the person's other days at home, for who decides it. */
export async function consequenceOf(
  ctx: CheckCtx,
  { id, employee, place, firstDay, lastDay }: WorkLocationRequest,
): Promise<LocationConsequence> {
  const [{ asked, taken, weekStart }, { policy }] = await Promise.all([
    readHomeDays(ctx, employee.id, { firstDay, lastDay }, id),
    getPolicy(ctx),
  ])
  return { workingDays: asked.length, periods: place === 'home' ? homeUse(asked, taken, policy, weekStart) : [] }
}

/** The working days of the dates, and the person's other ones at home in the weeks and months around, open and approved. */
async function readHomeDays(ctx: CheckCtx, employeeId: string, { firstDay, lastDay }: Dates, exceptId?: string) {
  const { weekStart } = ctx.actor.settings
  const { from, to } = limitSpan(firstDay, lastDay, weekStart)
  const [{ scheduleOf }, others] = await Promise.all([
    readSchedules(ctx, employeeId, from, to),
    ctx.tx
      .selectFrom('workLocationRequest')
      .select(['id', 'firstDay', 'lastDay'])
      .where('companyId', '=', ctx.companyId)
      .where('employeeId', '=', employeeId)
      .where('place', '=', 'home')
      .where(sql<boolean>`state in ('pending', 'approved')`)
      .where('firstDay', '<=', to)
      .where('lastDay', '>=', from)
      .execute(),
  ])
  const isWork = (day: string) => scheduleOf(day).kind === 'work'
  const within = (day: string) => day >= from && day <= to && isWork(day)
  const taken = others.filter(({ id }) => id !== exceptId).flatMap((one) => workingDays(one.firstDay, one.lastDay, within))
  return { asked: workingDays(firstDay, lastDay, isWork), taken, weekStart }
}
