import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { wordsIn } from '../../core/paging.ts'
import { exceptionKinds } from './exception.contract.ts'
import type { AttendanceException } from './exception.contract.ts'
import { wasIn } from './range.queries.ts'

export type ExceptionCtx = Ctx<
  'attendanceDay' | 'attendanceExceptionAccepted' | 'attendanceCorrection' | 'attendanceMonth' | 'employee' | 'employment'
>
type Kind = (typeof exceptionKinds)[number]
export type Asked = { from: string; to: string; departmentId?: string | undefined; q?: string | undefined }

/** The words of the index `attendance_day_exception`. */
const isIndexed = sql<boolean>`(d.status in ('absent', 'open')
  or d.flags && array['automatic-end', 'outside-fence', 'position-inaccurate', 'position-missing'] or d.overtime_state = 'to-approve')`

/** What somebody saw of a day when they accepted it. */
const figures = sql<string>`concat_ws(' ', d.status, d.worked_minutes, array_to_string(d.flags, ','),
  extract(epoch from d.first_start_at), extract(epoch from d.last_end_at))`

/**
 * When a day is an exception of a kind. Who is still at work since yesterday may be on a night; what was accepted as it is comes
 * back with other figures, overtime is decided and not accepted.
 */
function conditionsOf({ today }: ExceptionCtx) {
  // Most days were never accepted: their figures are not put together.
  const isNew = sql<boolean>`(a.figures is null or a.figures <> ${figures})`
  return {
    'forgotten-end': sql<boolean>`(${isNew} and ('automatic-end' = any(d.flags) or (d.status = 'open' and d.work_date < ${today}::date - 1)))`,
    flagged: sql<boolean>`(${isNew} and d.flags && array['outside-fence', 'position-inaccurate', 'position-missing'])`,
    missing: sql<boolean>`(${isNew} and d.status = 'absent')`,
    overtime: sql<boolean>`(d.overtime_state = 'to-approve' and d.status <> 'open')`,
  } satisfies Record<Kind, unknown>
}

/** Days of people within the reach of a permission that somebody has to look at; those of a closed month stay as they are. */
function selectDays(ctx: ExceptionCtx, { from, to, departmentId, q }: Asked, permission: 'attendance.read' | 'correction.approve') {
  let query = ctx.tx
    .selectFrom('attendanceDay as d')
    .leftJoin('attendanceExceptionAccepted as a', (join) =>
      join.onRef('a.employeeId', '=', 'd.employeeId').onRef('a.workDate', '=', 'd.workDate').on('a.companyId', '=', ctx.companyId),
    )
    .where('d.companyId', '=', ctx.companyId)
    .where('d.workDate', '>=', from)
    .where('d.workDate', '<=', to)
    .where(isIndexed)
    .where(sql<boolean>`(${sql.join(Object.values(conditionsOf(ctx)), sql` or `)})`)
    .where(visible(ctx, permission, 'd.employeeId'))
    .where(
      // Not one look for each day: the closed months are read once.
      sql<boolean>`date_trunc('month', d.work_date::timestamp)::date <> all(array(select m.month from attendance_month as m
        where m.company_id = ${ctx.companyId} and m.state = 'closed'))`,
    )
  if (departmentId) query = query.where(wasIn(ctx, departmentId, 'd'))
  if (q)
    query = query.where(
      sql<boolean>`d.employee_id in (select n.id from employee as n where n.company_id = ${ctx.companyId}
        and ${wordsIn(q, 'n.firstName', 'n.lastName')})`,
    )
  return query
}

/** The days as the contract shows them. */
export function selectExceptions(
  ctx: ExceptionCtx,
  asked: Asked,
  kind?: Kind,
  permission: Parameters<typeof selectDays>[2] = 'attendance.read',
) {
  const conditions = conditionsOf(ctx)
  const own = ctx.actor.employeeId
  const isOwn = own ? sql<boolean>`d.employee_id = ${own}` : sql<boolean>`false`
  const kinds = exceptionKinds.map((one) => sql`case when ${conditions[one]} then ${sql.lit(one)} end`)
  const accepts = sql`(${conditions['forgotten-end']} or ${conditions.flagged} or ${conditions.missing})`
  let query = selectDays(ctx, asked, permission)
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['d.employeeId', 'e.firstName', 'e.lastName', 'd.workDate as date', 'd.flags', 'd.firstStartAt', 'd.lastEndAt'])
    .select(['d.workedMinutes', 'd.scheduledMinutes', 'd.overtimeMinutes'])
    .select([
      sql<AttendanceException['status']>`d.status`.as('status'),
      figures.as('figures'),
      sql<Kind[]>`array_remove(array[${sql.join(kinds)}]::text[], null)`.as('kinds'),
      sql<boolean>`exists (select from attendance_correction as c where c.company_id = ${ctx.companyId}
        and c.employee_id = d.employee_id and c.work_date = d.work_date and c.state = 'pending')`.as('isCorrected'),
      sql<AttendanceException['can']>`json_build_object(
        'correct', ${visible(ctx, 'attendance.correct', 'd.employeeId')},
        'accept', ${accepts} and not ${isOwn} and ${visible(ctx, 'correction.approve', 'd.employeeId')},
        'decideOvertime', ${conditions.overtime} and not ${isOwn} and ${visible(ctx, 'overtime.approve', 'd.employeeId')})`.as('can'),
    ])
  if (kind) query = query.where(conditions[kind])
  return query.$castTo<AttendanceException>()
}

/** How many days there are of each kind, and in all: some are of several. */
export function countExceptions(ctx: ExceptionCtx, asked: Asked) {
  const conditions = conditionsOf(ctx)
  return selectDays(ctx, asked, 'attendance.read')
    .select(exceptionKinds.map((kind) => sql<number>`count(*) filter (where ${conditions[kind]})::int`.as(kind)))
    .select(sql<number>`count(*)::int`.as('total'))
    .$castTo<Record<Kind | 'total', number>>()
    .executeTakeFirstOrThrow()
}
