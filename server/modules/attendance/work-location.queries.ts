import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { WorkLocationRequest } from './work-location.contract.ts'

type LocationCtx = Ctx<'workLocationRequest' | 'employee' | 'userAccount'>
export type Location = { requestId: string; place: WorkLocationRequest['place']; address: string | null }

/** Requests as the contract shows them; `condition` says which of them the caller may see. */
export function selectLocations(ctx: LocationCtx, condition = sql<boolean>`true`) {
  const asks = visible(ctx, 'work-location.request', 'r.employeeId')
  return ctx.tx
    .selectFrom('workLocationRequest as r')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'r.decidedBy').on('u.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as w', (join) => join.onRef('w.id', '=', 'r.enteredBy').on('w.companyId', '=', ctx.companyId))
    .select(['r.id', 'r.firstDay', 'r.lastDay', 'r.place', 'r.address', 'r.note', 'r.state', 'r.comment'])
    .select(['r.decidedAt', 'r.createdAt', 'r.version'])
    .select([
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('decidedByName'),
      sql<string | null>`w.first_name || ' ' || w.last_name`.as('enteredByName'),
      sql<WorkLocationRequest['employee']>`json_build_object('id', e.id, 'firstName', e.first_name, 'lastName', e.last_name)`.as(
        'employee',
      ),
      sql<WorkLocationRequest['can']>`json_build_object('change', r.state = 'pending' and ${asks},
        'withdraw', (r.state = 'pending' or (r.state = 'approved' and r.last_day >= ${ctx.today})) and ${asks})`.as('can'),
    ])
    .where('r.companyId', '=', ctx.companyId)
    .where(condition)
    .$castTo<WorkLocationRequest>()
}

/** One request; what the condition leaves out is not found. */
export async function getLocation(ctx: LocationCtx, id: string, condition = sql<boolean>`true`): Promise<WorkLocationRequest> {
  const found = await selectLocations(ctx, condition).where('r.id', '=', id).executeTakeFirst()
  if (!found) throw fail.notFound()
  return found
}

/** Where somebody works on a date, as approved; undefined is the office. */
export function findLocation(ctx: Ctx<'workLocationRequest'>, employeeId: string, day: string): Promise<Location | undefined> {
  return ctx.tx
    .selectFrom('workLocationRequest')
    .select(['id as requestId', 'address', sql<Location['place']>`place`.as('place')])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('state', '=', 'approved')
    .where('firstDay', '<=', day)
    .where('lastDay', '>=', day)
    .executeTakeFirst()
}
