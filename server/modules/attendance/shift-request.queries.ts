import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { decidable } from '../workflows/index.ts'
import type { ShiftRequest } from './shift-request.contract.ts'

type RequestCtx = Ctx<'shiftRequest' | 'shiftRequestDay' | 'employee' | 'userAccount'>

const person = (alias: string) => {
  const [id, first, last] = ['id', 'first_name', 'last_name'].map((column) => sql.ref(`${alias}.${column}`))
  return sql`json_build_object('id', ${id}, 'firstName', ${first}, 'lastName', ${last})`
}

/** Requests as the contract shows them; `condition` says which of them the caller may see. */
export function selectShiftRequests(ctx: RequestCtx, condition = sql<boolean>`true`) {
  const own = ctx.actor.employeeId
  const [asks, isAsked] = [sql<boolean>`(r.employee_id = ${own})`, sql<boolean>`coalesce(r.colleague_id = ${own}, false)`]
  const isOpen = sql<boolean>`r.state in ('asked', 'pending')`
  const decides = sql<boolean>`(r.state = 'pending' and ${decidable(ctx, 'shift-request', 'r.id')} and not ${isAsked})`
  return ctx.tx
    .selectFrom('shiftRequest as r')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('employee as c', (join) => join.onRef('c.id', '=', 'r.colleagueId').on('c.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'r.decidedBy').on('u.companyId', '=', ctx.companyId))
    .select(['r.id', 'r.kind', 'r.note', 'r.state', 'r.comment', 'r.decidedAt', 'r.createdAt', 'r.version'])
    .select([
      sql<ShiftRequest['employee']>`${person('e')}`.as('employee'),
      sql<ShiftRequest['colleague']>`case when c.id is null then null else ${person('c')} end`.as('colleague'),
      sql<
        ShiftRequest['days']
      >`(select json_agg(json_build_object('employeeId', d.employee_id, 'day', d.day, 'shiftId', d.shift_id, 'seen', d.seen)
        order by d.day, d.employee_id = r.employee_id desc)
        from shift_request_day as d where d.company_id = ${ctx.companyId} and d.request_id = r.id)`.as('days'),
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('decidedByName'),
      sql<ShiftRequest['can']>`json_build_object('agree', r.state = 'asked' and ${isAsked}, 'decline', ${isOpen} and ${isAsked},
        'withdraw', ${isOpen} and coalesce(${asks}, false), 'approve', ${decides}, 'reject', ${decides})`.as('can'),
    ])
    .where('r.companyId', '=', ctx.companyId)
    .where(condition)
    .$castTo<ShiftRequest>()
}

/** One request; what the condition leaves out is not found. */
export async function getShiftRequest(ctx: RequestCtx, id: string, condition = sql<boolean>`true`): Promise<ShiftRequest> {
  const found = await selectShiftRequests(ctx, condition).where('r.id', '=', id).executeTakeFirst()
  if (!found) throw fail.notFound()
  return found
}

/** One's own, and those that a colleague asks of oneself. */
export const concerning = ({ actor }: RequestCtx) =>
  sql<boolean>`(r.employee_id = ${actor.employeeId} or r.colleague_id = ${actor.employeeId})`

/** Within the reach of seeing attendance, or asked of oneself. */
export const seenRequests = (ctx: RequestCtx) =>
  sql<boolean>`(${visible(ctx, 'attendance.read', 'r.employeeId')} or r.colleague_id = ${ctx.actor.employeeId})`

/** Whether somebody has asked for something else on one of these dates that is not decided. Who asks holds the person. */
export async function findOpenOn(ctx: RequestCtx, employeeId: string, days: readonly string[]): Promise<string | undefined> {
  const found = await ctx.tx
    .selectFrom('shiftRequestDay as d')
    .innerJoin('shiftRequest as r', (join) => join.onRef('r.id', '=', 'd.requestId').on('r.companyId', '=', ctx.companyId))
    .select('d.day')
    .where('d.companyId', '=', ctx.companyId)
    .where('d.employeeId', '=', employeeId)
    .where('d.day', 'in', [...days])
    .where('r.employeeId', '=', employeeId)
    .where(sql<boolean>`r.state in ('asked', 'pending')`)
    .executeTakeFirst()
  return found?.day
}

const colleagueLimit = 200

/** With whom somebody may swap on a date: those of the same department then, without one of the same branch, who can sign in. */
export function selectColleagues(ctx: Ctx<'employee' | 'employment'>, employeeId: string, day: string) {
  const covering = sql`t.first_day <= ${day} and (t.last_day is null or t.last_day >= ${day})`
  return ctx.tx
    .selectFrom('employee as e')
    .innerJoin('employment as t', (join) => join.onRef('t.employeeId', '=', 'e.id').on('t.companyId', '=', ctx.companyId))
    .innerJoin('employment as m', (join) => join.on('m.companyId', '=', ctx.companyId).on('m.employeeId', '=', employeeId))
    .select(['e.id', 'e.firstName', 'e.lastName'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '!=', employeeId)
    .where('e.userId', 'is not', null)
    .where('e.status', 'not in', ['left', 'archived'])
    .where(sql<boolean>`${covering}`)
    .where(sql<boolean>`m.first_day <= ${day} and (m.last_day is null or m.last_day >= ${day})`)
    .where(
      sql<boolean>`case when m.department_id is null then t.branch_id = m.branch_id and t.department_id is null else t.department_id = m.department_id end`,
    )
    .orderBy('e.lastName')
    .orderBy('e.firstName')
    .orderBy('e.id')
    .limit(colleagueLimit)
}
