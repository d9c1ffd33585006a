import type { Body, Data, Params, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { pageOf, paginationOf } from '../../core/paging.ts'
import { requireOpenMonth } from './closed-month.queries.ts'
import { holdPunches } from './day.service.ts'
import * as contract from './exception.contract.ts'
import { countExceptions, selectExceptions } from './exception.queries.ts'
import type { ExceptionCtx } from './exception.queries.ts'
import { refuseRangeOf } from './range.queries.ts'

const longestDays = 92

export async function listExceptions(
  ctx: ExceptionCtx,
  { kind, page, limit, ...asked }: Query<typeof contract.listExceptions>,
): Promise<Data<typeof contract.listExceptions>> {
  refuseRangeOf(asked.from, asked.to, longestDays)
  const { limit: rows, offset } = pageOf({ page, limit })
  // The counters count what a page would: counted with its rows, all of them would be put in order and looked up by name first.
  const [exceptions, { total, ...counters }] = await Promise.all([
    selectExceptions(ctx, asked, kind).limit(rows).offset(offset).execute(),
    countExceptions(ctx, asked),
  ])
  return { exceptions, pagination: paginationOf({ page, limit }, kind ? counters[kind] : total), counters }
}

/**
 * Takes a day off the list because it is right as it is. `figures` is what was seen: 409 `DAY_CHANGED` when the day has others
 * meanwhile. The person is held, so that a punch or a correction at that moment comes before or after.
 */
export async function acceptException(
  ctx: ExceptionCtx,
  { employeeId, date }: Params<typeof contract.acceptException>,
  { figures, comment }: Body<typeof contract.acceptException>,
) {
  await holdPunches(ctx, [employeeId])
  const day = await selectExceptions(ctx, { from: date, to: date }, undefined, 'correction.approve')
    .where('d.employeeId', '=', employeeId)
    .executeTakeFirst()
  if (!day) {
    await requireOpenMonth(ctx, date)
    throw fail.notFound()
  }
  if (employeeId === ctx.actor.employeeId) throw fail.forbidden('EXCEPTION_OWN', 'Nobody accepts their own day.')
  if (!day.can.accept) throw fail.conflict('EXCEPTION_OVERTIME', 'Overtime is approved or refused.', { allowed: ['overtime'] })
  if (day.figures !== figures)
    throw fail.conflict('DAY_CHANGED', 'The day has other figures meanwhile; look at it again.', { figures: day.figures })
  const accepted = { figures, comment: comment?.trim() ?? null, acceptedBy: ctx.actor.userId!, acceptedAt: ctx.now }
  await ctx.tx
    .insertInto('attendanceExceptionAccepted')
    .values({ companyId: ctx.companyId, employeeId, workDate: date, ...accepted })
    .onConflict((conflict) => conflict.columns(['companyId', 'employeeId', 'workDate']).doUpdateSet(accepted))
    .execute()
  await ctx.emit(contract.exceptionAccepted, {
    subject: { type: 'attendance', id: employeeId },
    after: { kinds: day.kinds, figures, comment: accepted.comment },
    data: { employeeId, date, person: `${day.firstName} ${day.lastName}` },
  })
  return {}
}
