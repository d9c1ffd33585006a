import { Decimal } from 'decimal.js'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { readSchedules } from '../attendance/index.ts'
import type { DayTables } from '../attendance/index.ts'
import { compensatoryFor } from './leave-earned.rules.ts'
import { minutesOfRestDay } from './leave-cost.rules.ts'
import * as contract from './leave.earned.contract.ts'
import type { Compensatory } from './leave.earned.contract.ts'
import type { GrantTables } from './leave.grant.queries.ts'
import { writeEntries } from './leave.ledger.service.ts'
import { getType, plainQuantity } from './leave.queries.ts'
import { lockVisible } from './leave.person.service.ts'

type CompensatoryCtx = Ctx<GrantTables | DayTables | 'leaveCompensatory'>

/** Days around a day off that are looked at for how long a working day is. */
const aroundDays = 31

export async function listCompensatory(
  ctx: CompensatoryCtx,
  ask: Query<typeof contract.listCompensatory>,
): Promise<Data<typeof contract.listCompensatory>> {
  let query = selectCompensatory(ctx)
  if (ask.employeeId) query = query.where('x.employeeId', '=', ask.employeeId)
  const { rows, pagination } = await fetchPage(query.orderBy('x.createdAt', 'desc').orderBy('x.id', 'desc'), ask)
  return { compensatory: rows.map(shown), pagination }
}

/** A lot for one day off, as long as attendance says that it was worked; a second for the same date is a conflict. */
export async function earnCompensatory(ctx: CompensatoryCtx, { employeeId, typeId, day }: Body<typeof contract.earnCompensatory>) {
  await lockVisible(ctx, employeeId, 'leave.adjust')
  const [type, { scheduleOf }, worked] = await Promise.all([
    getType(ctx, typeId),
    readSchedules(ctx, employeeId, addDays(day, -aroundDays), addDays(day, aroundDays)),
    ctx.tx
      .selectFrom('attendanceDay')
      .select('workedMinutes')
      .where('companyId', '=', ctx.companyId)
      .where('employeeId', '=', employeeId)
      .where('workDate', '=', day)
      .executeTakeFirst(),
  ])
  const workedMinutes = worked?.workedMinutes ?? 0
  const day_ = { schedule: scheduleOf(day), workedMinutes, dayMinutes: minutesOfRestDay(day, scheduleOf), today: ctx.today }
  const earned = compensatoryFor(type, day, day_)
  if ('code' in earned) throw fail.unprocessable(earned.code, earned.message, earned.details)
  const [id, lotId] = [newId(), newId()]
  const { quantity, validFrom, validTo } = earned
  await ctx.tx
    .insertInto('leaveLot')
    .values({ companyId: ctx.companyId, id: lotId, employeeId, typeId, validFrom, validTo, origin: 'compensatory' })
    .execute()
  await ctx.tx
    .insertInto('leaveCompensatory')
    .values({ companyId: ctx.companyId, id, employeeId, typeId, lotId, day, minutes: workedMinutes, quantity, createdAt: ctx.now })
    .execute()
  await writeEntries(
    ctx,
    employeeId,
    typeId,
    [{ kind: 'compensatory', lotId, requestId: null, day: validFrom, quantity }],
    `Worked on ${day}`,
  )
  return told(ctx, contract.compensatoryEarned, id)
}

/** Takes back what one date earned, and nothing else; what is taken or held of it already keeps it. */
export async function cancelCompensatory(ctx: CompensatoryCtx, id: string) {
  const seen = await selectCompensatory(ctx).where('x.id', '=', id).executeTakeFirst()
  if (!seen) throw fail.notFound()
  await lockVisible(ctx, seen.employeeId, 'leave.adjust')
  // Read again behind the lock: it may have been taken back meanwhile.
  const found = await selectCompensatory(ctx).where('x.id', '=', id).executeTakeFirstOrThrow()
  const entries = await ctx.tx
    .selectFrom('leaveLedger')
    .select('quantity')
    .where('companyId', '=', ctx.companyId)
    .where('lotId', '=', found.lotId)
    .execute()
  const left = Decimal.sum(0, ...entries.map(({ quantity }) => quantity))
  if (!found.cancelledAt && left.lt(found.quantity)) {
    const used = new Decimal(found.quantity).minus(left).toFixed()
    throw fail.unprocessable('COMPENSATORY_USED', `${used} of it are taken, asked for or lapsed.`, {
      quantity: plainQuantity(found.quantity),
      used,
    })
  }
  const cancelled = await ctx.tx
    .updateTable('leaveCompensatory')
    .set({ cancelledAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('cancelledAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!cancelled) throw fail.conflict('COMPENSATORY_CANCELLED', 'This was taken back already.', { id })
  const quantity = new Decimal(found.quantity).negated().toFixed()
  const entry = {
    kind: 'reversal' as const,
    reverses: 'compensatory' as const,
    lotId: found.lotId,
    requestId: null,
    day: found.validFrom,
    quantity,
  }
  await writeEntries(ctx, found.employeeId, found.typeId, [entry], `Taken back: worked on ${found.day}`)
  return told(ctx, contract.compensatoryCancelled, id)
}

async function told(ctx: CompensatoryCtx, event: typeof contract.compensatoryEarned, id: string) {
  const compensatory = shown(await selectCompensatory(ctx).where('x.id', '=', id).executeTakeFirstOrThrow())
  const { employeeId, firstName, lastName, typeName, quantity, unit, day } = compensatory
  await ctx.emit(event, {
    subject: { type: 'employee', id: employeeId },
    data: { employeeId, person: `${firstName} ${lastName}`, typeName, quantity, unit, day },
  })
  return { compensatory }
}

function selectCompensatory(ctx: CompensatoryCtx) {
  return ctx.tx
    .selectFrom('leaveCompensatory as x')
    .innerJoin('leaveLot as l', (join) => join.onRef('l.id', '=', 'x.lotId').on('l.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'x.employeeId').on('e.companyId', '=', ctx.companyId))
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'x.typeId').on('y.companyId', '=', ctx.companyId))
    .select([
      'x.id',
      'x.employeeId',
      'e.firstName',
      'e.lastName',
      'x.typeId',
      'y.name as typeName',
      'y.unit',
      'x.day',
      'x.minutes',
      'x.quantity',
    ])
    .select(['x.lotId', 'l.validFrom', 'l.validTo', 'x.cancelledAt'])
    .where('x.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'leave.adjust', 'x.employeeId'))
}

type Row = Awaited<ReturnType<ReturnType<typeof selectCompensatory>['executeTakeFirstOrThrow']>>
const shown = ({ lotId: _, ...row }: Row): Compensatory => ({
  ...row,
  unit: row.unit as Compensatory['unit'],
  quantity: plainQuantity(row.quantity),
})
