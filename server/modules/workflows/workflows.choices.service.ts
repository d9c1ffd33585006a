import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Data, Query } from '../../core/contract.ts'
import { wordsIn } from '../../core/paging.ts'
import { actionNeeds } from './workflows.action.rules.ts'
import type * as approvalContract from './workflows.approval.contract.ts'
import type { FullCtx } from '../../core/context.ts'
import type * as contract from './workflows.use.contract.ts'

const mostPeople = 20

/** Colleagues with an active account whom the caller may see, to be asked or to stand in; `userId` finds one of them again. */
export async function listColleagues(
  ctx: FullCtx,
  { q, userId }: Query<typeof approvalContract.listColleagues>,
): Promise<Data<typeof approvalContract.listColleagues>> {
  let query = ctx.tx
    .selectFrom('userAccount as u')
    .innerJoin('employee as e', (join) => join.onRef('e.userId', '=', 'u.id').on('e.companyId', '=', ctx.companyId))
    .leftJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', ctx.today)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)])),
    )
    .select(['u.id', 't.title', sql<string>`u.first_name || ' ' || u.last_name`.as('name')])
    .where('u.companyId', '=', ctx.companyId)
    .where('u.status', '=', 'active')
    .where(visible(ctx, 'employee.read', 'e.id'))
  query = userId ? query.where('u.id', '=', userId) : query.where('u.id', '!=', ctx.actor.userId)
  if (q) query = query.where(wordsIn(q, 'u.firstName', 'u.lastName'))
  return { colleagues: await query.orderBy('u.lastName').orderBy('u.firstName').orderBy('u.id').limit(mostPeople).execute() }
}

/** What a workflow can name, in the words of the company. */
export async function workflowChoices(ctx: FullCtx, kinds: readonly ApprovalKind[]): Promise<Data<typeof contract.workflowChoices>> {
  const roles = await ctx.tx
    .selectFrom('role')
    .select(['code', 'name as title'])
    .where('companyId', '=', ctx.companyId)
    .orderBy('name')
    .limit(500)
    .execute()
  return {
    kinds: kinds.map(({ code, title, fields }) => ({ code, title, fields: { ...fields } })),
    roles,
    permissions: [...ctx.catalogue.values()].map(({ code, title }) => ({ code, title })),
    actions: Object.entries(actionNeeds).map(([code, needs]) => ({ code, needs: [...needs] })),
  }
}
