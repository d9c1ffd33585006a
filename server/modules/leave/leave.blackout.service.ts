import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { statement } from '../../core/statement.ts'
import * as contract from './leave.blackout.contract.ts'
import type { Blackout } from './leave.blackout.contract.ts'

type BlackoutCtx = Ctx<'leaveBlackout' | 'leaveBlackoutExemption' | 'branch' | 'department' | 'employee'>

export async function listBlackouts(ctx: BlackoutCtx, ask: Query<typeof contract.listBlackouts>) {
  const query = selectBlackouts(ctx).where('b.lastDay', '>=', ask.from ?? ctx.today)
  const { rows: blackouts, pagination } = await fetchPage(query.orderBy('b.firstDay').orderBy('b.id'), ask)
  return { blackouts, pagination }
}

export async function createBlackout(ctx: BlackoutCtx, { exemptIds = [], ...body }: Body<typeof contract.createBlackout>) {
  const id = newId()
  await ctx.tx
    .insertInto('leaveBlackout')
    .values({ companyId: ctx.companyId, id, ...body, createdAt: ctx.now })
    .execute()
  if (exemptIds.length > 0) {
    await ctx.tx
      .insertInto('leaveBlackoutExemption')
      .values(exemptIds.map((employeeId) => ({ companyId: ctx.companyId, blackoutId: id, employeeId })))
      .execute()
  }
  const blackout = await getBlackout(ctx, id)
  await ctx.emit(contract.blackoutCreated, { subject: { type: 'leave-blackout', id }, after: recordOf(blackout), data: aboutOf(blackout) })
  return { blackout }
}

export async function deleteBlackout(ctx: BlackoutCtx, id: string) {
  const blackout = await getBlackout(ctx, id)
  await ctx.tx.deleteFrom('leaveBlackoutExemption').where('companyId', '=', ctx.companyId).where('blackoutId', '=', id).execute()
  const gone = await ctx.tx
    .deleteFrom('leaveBlackout')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw fail.notFound()
  await ctx.emit(contract.blackoutDeleted, { subject: { type: 'leave-blackout', id }, before: recordOf(blackout), data: aboutOf(blackout) })
  return {}
}

type Range = { employeeId: string; from: string; to: string }

/** The blackouts that hold for a person in some days: by the branch and department they are in on one of them, unless exempt. */
export const blackoutsFor = statement(
  (ctx: Ctx<'leaveBlackout' | 'leaveBlackoutExemption' | 'employment'>, { employeeId, from, to }: Range) =>
    ctx.tx
      .selectFrom('leaveBlackout as b')
      .select(['b.firstDay', 'b.lastDay', 'b.name'])
      .where('b.companyId', '=', ctx.companyId)
      .where('b.firstDay', '<=', to)
      .where('b.lastDay', '>=', from)
      .where(
        sql<boolean>`not exists (select from leave_blackout_exemption as x
        where x.company_id = ${ctx.companyId} and x.blackout_id = b.id and x.employee_id = ${employeeId})`,
      )
      .where(
        sql<boolean>`((b.branch_id is null and b.department_id is null) or exists (select from employment as m
        where m.company_id = ${ctx.companyId} and m.employee_id = ${employeeId}
          and m.first_day <= b.last_day and (m.last_day is null or m.last_day >= b.first_day)
          and (b.branch_id is null or m.branch_id = b.branch_id) and (b.department_id is null or m.department_id = b.department_id)))`,
      )
      .orderBy('b.firstDay'),
)

function selectBlackouts(ctx: BlackoutCtx) {
  return ctx.tx
    .selectFrom('leaveBlackout as b')
    .leftJoin('branch as r', (join) => join.onRef('r.id', '=', 'b.branchId').on('r.companyId', '=', ctx.companyId))
    .leftJoin('department as d', (join) => join.onRef('d.id', '=', 'b.departmentId').on('d.companyId', '=', ctx.companyId))
    .select([
      'b.id',
      'b.name',
      'b.firstDay',
      'b.lastDay',
      'b.branchId',
      'r.name as branchName',
      'b.departmentId',
      'd.name as departmentName',
    ])
    .select(
      sql<
        Blackout['exempt']
      >`(select coalesce(json_agg(json_build_object('id', e.id, 'firstName', e.first_name, 'lastName', e.last_name) order by e.last_name), '[]')
        from leave_blackout_exemption as x join employee as e on e.company_id = ${ctx.companyId} and e.id = x.employee_id
        where x.company_id = ${ctx.companyId} and x.blackout_id = b.id)`.as('exempt'),
    )
    .where('b.companyId', '=', ctx.companyId)
}

async function getBlackout(ctx: BlackoutCtx, id: string): Promise<Blackout> {
  const blackout = await selectBlackouts(ctx).where('b.id', '=', id).executeTakeFirst()
  if (!blackout) throw fail.notFound()
  return blackout
}

const aboutOf = ({ id, name, firstDay, lastDay }: Blackout) => ({ blackoutId: id, name, firstDay, lastDay })
const recordOf = ({ name, firstDay, lastDay, branchName, departmentName, exempt }: Blackout) => ({
  name,
  firstDay,
  lastDay,
  branchName,
  departmentName,
  exempt: exempt.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
})
