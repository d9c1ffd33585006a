import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'

const rowsAtOnce = 500

type RetentionCtx = Ctx<
  'attendanceCorrection' | 'workLocationRequest' | 'shiftRequest' | 'shiftRequestDay' | 'attendanceExceptionAccepted' | 'overtimeDecision'
>

/**
 * Erases what people wrote about days before a day: reasons of corrections, notes and addresses of work elsewhere, notes of shifts asked
 * for, comments on decisions, on overtime and on days accepted as they are. What was decided stays, and so do the days: pay follows from them. What
 * still waits keeps its words.
 */
export async function eraseOldTimeTexts(ctx: RetentionCtx, before: string) {
  const { companyId } = ctx
  const counts = await Promise.all([
    sql`update attendance_correction as c set reason = '', comment = null where c.company_id = ${companyId} and c.id in (
      select o.id from attendance_correction as o where o.company_id = ${companyId} and o.work_date < ${before}::date and o.state <> 'pending'
        and (o.reason <> '' or o.comment is not null) order by o.id limit ${rowsAtOnce} for update)`.execute(ctx.tx),
    sql`update work_location_request as w set note = null, comment = null, address = case w.place when 'other' then '' end
      where w.company_id = ${companyId} and w.id in (
      select o.id from work_location_request as o where o.company_id = ${companyId} and o.last_day < ${before}::date and o.state <> 'pending'
        and (o.note is not null or o.comment is not null or o.address <> '') order by o.id limit ${rowsAtOnce} for update)`.execute(ctx.tx),
    sql`update shift_request as s set note = null, comment = null where s.company_id = ${companyId} and s.id in (
      select o.id from shift_request as o where o.company_id = ${companyId} and o.state not in ('asked', 'pending')
        and (o.note is not null or o.comment is not null)
        and not exists (select from shift_request_day as d where d.company_id = ${companyId} and d.request_id = o.id and d.day >= ${before}::date)
      order by o.id limit ${rowsAtOnce} for update)`.execute(ctx.tx),
    sql`update attendance_exception_accepted as x set comment = null where x.company_id = ${companyId} and (x.employee_id, x.work_date) in (
      select o.employee_id, o.work_date from attendance_exception_accepted as o where o.company_id = ${companyId}
        and o.work_date < ${before}::date and o.comment is not null order by o.employee_id, o.work_date limit ${rowsAtOnce})`.execute(
      ctx.tx,
    ),
    sql`update overtime_decision as d set comment = null where d.company_id = ${companyId} and d.comment is not null and d.id in (
      select o.id from overtime_decision as o where o.company_id = ${companyId} and o.work_date < ${before}::date and o.comment is not null
      order by o.id limit ${rowsAtOnce})`.execute(ctx.tx),
  ])
  const [correctionTexts = 0, locationTexts = 0, shiftTexts = 0, acceptedTexts = 0, overtimeTexts = 0] = counts.map(({ numAffectedRows }) =>
    Number(numAffectedRows ?? 0),
  )
  return { correctionTexts, locationTexts, shiftTexts, acceptedTexts, overtimeTexts }
}
