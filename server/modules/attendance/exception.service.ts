import type { Body, Data, Params, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { oneByOne } from '../../core/one-by-one.ts'
import { pageOf, paginationOf, sorted } from '../../core/paging.ts'
import { requireOpenMonth } from './closed-month.queries.ts'
import { holdPunches } from './day.service.ts'
import * as contract from './exception.contract.ts'
import { countExceptions, selectExceptions } from './exception.queries.ts'
import type { ExceptionCtx } from './exception.queries.ts'
import { refuseRangeOf } from './range.queries.ts'

const longestDays = 92

export async function listExceptions(
  ctx: ExceptionCtx,
  { kind, page, limit, sort, ...asked }: Query<typeof contract.listExceptions>,
): Promise<Data<typeof contract.listExceptions>> {
  refuseRangeOf(asked.from, asked.to, longestDays)
  const { limit: rows, offset } = pageOf({ page, limit })
  // The counters count what a page would: counted with its rows, all of them would be put in order and looked up by name first.
  const [exceptions, { total, ...counters }] = await Promise.all([
    inOrder(selectExceptions(ctx, asked, kind), sort)
      .limit(rows)
      .offset(offset)
      .execute(),
    countExceptions(ctx, asked),
  ])
  return { exceptions, pagination: paginationOf({ page, limit }, kind ? counters[kind] : total), counters }
}

export function exportExceptions(ctx: ExceptionCtx, ask: Query<typeof contract.exportExceptions>) {
  const { kind, sort, ...asked } = ask
  refuseRangeOf(asked.from, asked.to, longestDays)
  const rows = inOrder(selectExceptions(ctx, asked, kind), sort)
  return exportList(ctx, ask, { name: 'days-to-clear', rows, cells, event: contract.exceptionsExported })
}

/** People of one day stand by name. */
const inOrder = (days: ReturnType<typeof selectExceptions>, sort = '-date') =>
  sorted(days, /^-?date$/.test(sort) ? `${sort},lastName,firstName` : sort, sortable, 'd.employeeId').orderBy('d.workDate', 'desc')

const sortable = {
  date: { filled: 'd.workDate' },
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  workedMinutes: 'd.workedMinutes',
  overtimeMinutes: 'd.overtimeMinutes',
}

const cells: Cells<contract.AttendanceException> = {
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  Day: ({ date }) => date,
  'To clear': ({ kinds }) => kinds.join(', '),
  Status: ({ status }) => status,
  Flags: ({ flags }) => flags.join(', '),
  Began: ({ firstStartAt }) => firstStartAt,
  Ended: ({ lastEndAt }) => lastEndAt,
  'Worked minutes': ({ workedMinutes }) => workedMinutes,
  'Planned minutes': ({ scheduledMinutes }) => scheduledMinutes,
  'Overtime minutes': ({ overtimeMinutes }) => overtimeMinutes,
  'Correction waits': ({ isCorrected }) => (isCorrected ? 'yes' : 'no'),
}

/** Several days, each as if alone. They are held in one order, so that two who do it at once do not wait for each other. */
export async function acceptExceptions(ctx: ExceptionCtx, { days, comment }: Body<typeof contract.acceptExceptions>) {
  const byKey = new Map(days.map((day) => [`${day.employeeId} ${day.date}`, day]))
  const said = comment === undefined ? {} : { comment }
  const { outcomes, done } = await oneByOne(ctx, [...byKey.keys()].toSorted(), (key) => {
    const { figures, ...day } = byKey.get(key)!
    return acceptException(ctx, day, { figures, ...said })
  })
  return { days: outcomes.map(({ id, problem }) => ({ employeeId: byKey.get(id)!.employeeId, date: byKey.get(id)!.date, problem })), done }
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
