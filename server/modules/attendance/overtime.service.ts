import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Params, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { requireOpenMonth } from './closed-month.queries.ts'
import { holdPunches } from './day.service.ts'
import * as contract from './overtime.contract.ts'
import type { Overtime } from './overtime.contract.ts'

type OvertimeCtx = Ctx<'attendanceDay' | 'employee' | 'overtimeDecision' | 'attendanceMonth'>

export async function listOvertime(ctx: OvertimeCtx, { from, to, employeeId, state, ...page }: Query<typeof contract.listOvertime>) {
  let query = selectOvertime(ctx, 'attendance.read').where('d.workDate', '>=', from).where('d.workDate', '<=', to)
  if (employeeId) query = query.where('d.employeeId', '=', employeeId)
  if (state) query = query.where('d.overtimeState', '=', state)
  const { rows: overtime, pagination } = await fetchPage(query.orderBy('d.workDate', 'desc').orderBy('d.employeeId'), page)
  return { overtime, pagination }
}

/** Days with overtime within the reach of a permission. A day that still runs has none to decide about. */
function selectOvertime(ctx: OvertimeCtx, permission: 'attendance.read' | 'overtime.approve') {
  const own = ctx.actor.employeeId
  const isOwn = own ? sql<boolean>`d.employee_id = ${own}` : sql<boolean>`false`
  return ctx.tx
    .selectFrom('attendanceDay as d')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['d.employeeId', 'e.firstName', 'e.lastName', 'd.workDate as date', 'd.overtimeMinutes as minutes'])
    .select([
      sql<Overtime['shares']>`d.overtime_shares`.as('shares'),
      sql<Overtime['state']>`d.overtime_state`.as('state'),
      sql<string | null>`case when d.overtime_state <> 'to-approve' then (select o.comment from overtime_decision as o
        where o.company_id = ${ctx.companyId} and o.employee_id = d.employee_id and o.work_date = d.work_date order by o.id desc limit 1) end`.as(
        'comment',
      ),
      sql<Overtime['can']>`json_build_object('decide', not ${isOwn} and ${visible(ctx, 'overtime.approve', 'd.employeeId')})`.as('can'),
    ])
    .where('d.companyId', '=', ctx.companyId)
    .where('d.overtimeState', 'is not', null)
    .where('d.status', '!=', 'open')
    .where(visible(ctx, permission, 'd.employeeId'))
}

/**
 * Decides about the overtime of a day as it is stored now; the locked day is the guard against a punch or another decision at
 * the same moment. `minutes` is what the caller saw: 409 `OVERTIME_CHANGED` when the day has other figures meanwhile.
 */
export async function decideOvertime(
  ctx: OvertimeCtx,
  { employeeId, date }: Params<typeof contract.decideOvertime>,
  { state, minutes, comment }: Body<typeof contract.decideOvertime>,
) {
  await holdPunches(ctx, [employeeId])
  await ctx.tx
    .selectFrom('attendanceDay')
    .select('workDate')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('workDate', '=', date)
    .forUpdate()
    .execute()
  const before = await getOvertime(ctx, employeeId, date)
  if (employeeId === ctx.actor.employeeId) throw fail.forbidden('OVERTIME_OWN', 'Nobody decides about their own overtime.')
  await requireOpenMonth(ctx, date)
  if (minutes !== undefined && minutes !== before.minutes) {
    throw fail.conflict('OVERTIME_CHANGED', 'The day has other figures meanwhile; look at it again.', { minutes: before.minutes })
  }
  if (before.state === state) throw fail.conflict('OVERTIME_DECIDED', `This overtime is ${state} already.`, { state })
  await ctx.tx
    .updateTable('attendanceDay')
    .set({ overtimeState: state })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('workDate', '=', date)
    .execute()
  await ctx.tx
    .insertInto('overtimeDecision')
    .values({
      companyId: ctx.companyId,
      id: newId(),
      employeeId,
      workDate: date,
      state,
      shares: JSON.stringify(before.shares),
      comment: comment ?? null,
      decidedBy: ctx.actor.userId!,
      decidedAt: ctx.now,
    })
    .execute()
  const overtime = await getOvertime(ctx, employeeId, date)
  await ctx.emit(contract.overtimeDecided, {
    subject: { type: 'attendance', id: employeeId },
    before: { state: before.state },
    after: { state },
    data: { employeeId, date, state, minutes: before.minutes },
  })
  return { overtime }
}

async function getOvertime(ctx: OvertimeCtx, employeeId: string, date: string): Promise<Overtime> {
  const found = await selectOvertime(ctx, 'overtime.approve')
    .where('d.employeeId', '=', employeeId)
    .where('d.workDate', '=', date)
    .executeTakeFirst()
  if (!found) throw fail.notFound()
  return found
}
