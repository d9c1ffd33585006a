import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Bound, Ctx, FullCtx } from '../../core/context.ts'
import type { Data } from '../../core/contract.ts'
import type { getInstance } from './workflows.instance.contract.ts'

/** Whether the caller oversees the approvals of the company. */
export const mayOversee = ({ actor }: Bound): boolean => actor.permissions.has('workflow.oversee')

/** Narrows instances to those the caller may see: who asked, whom it is about, whoever was asked in it, and overseers. */
export function seen(ctx: Bound, alias: string): Expression<SqlBool> {
  const { userId, employeeId } = ctx.actor
  const [id, requester, subject] = ['id', 'requesterId', 'subjectEmployeeId'].map((column) => sql.ref(`${alias}.${column}`))
  return sql<SqlBool>`(${visible(ctx, 'workflow.oversee', `${alias}.subjectEmployeeId`)} or ${requester} = ${userId} or ${subject} = ${employeeId}::uuid
    or exists (select from approval_task as mine where mine.company_id = ${ctx.companyId} and mine.instance_id = ${id} and mine.user_id = ${userId}))`
}

type Shown = Data<typeof getInstance>['instance']

/** Instances that the caller may see, as they are shown. */
export function selectInstances(ctx: FullCtx) {
  return ctx.tx
    .selectFrom('workflowInstance as i')
    .innerJoin('workflow as w', (join) => join.onRef('w.id', '=', 'i.workflowId').on('w.companyId', '=', ctx.companyId))
    .leftJoin('employee as e', (join) => join.onRef('e.id', '=', 'i.subjectEmployeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as r', (join) => join.onRef('r.id', '=', 'i.requesterId').on('r.companyId', '=', ctx.companyId))
    .select(['i.id', 'i.kind', 'i.requestId', 'i.workflowId', 'w.name as workflowName', 'i.workflowVersion', 'i.title', 'i.state'])
    .select(['i.waitsAt', 'i.waitsBecause', 'i.fields', 'i.startedAt', 'i.endedAt', 'i.requesterId'])
    .select([
      sql<string | null>`e.first_name || ' ' || e.last_name`.as('subjectName'),
      sql<string | null>`r.first_name || ' ' || r.last_name`.as('requesterName'),
    ])
    .where('i.companyId', '=', ctx.companyId)
    .where(seen(ctx, 'i'))
    .$castTo<Shown & { requesterId: string | null }>()
}

export async function maySee(ctx: Ctx<'workflowInstance' | 'approvalTask'>, instanceId: string): Promise<boolean> {
  const found = await ctx.tx
    .selectFrom('workflowInstance as i')
    .select('i.id')
    .where('i.companyId', '=', ctx.companyId)
    .where('i.id', '=', instanceId)
    .where(seen(ctx, 'i'))
    .executeTakeFirst()
  return found !== undefined
}

/** Whether the caller has a task in the running instance of a request that they may decide now. `column` holds its id. */
export function decidable(ctx: Bound, kind: string, column: string): Expression<SqlBool> {
  return sql<SqlBool>`exists (select from approval_task as asked
    join workflow_instance as asking on asking.company_id = ${ctx.companyId} and asking.id = asked.instance_id
    where asked.company_id = ${ctx.companyId} and asked.user_id = ${ctx.actor.userId} and asked.closed_at is null and asked.is_ready
      and asking.kind = ${kind} and asking.request_id = ${sql.ref(column)})`
}

/** The running instance of a request; undefined when it is not being decided. */
export async function findRunning(ctx: FullCtx, kind: string, requestId: string): Promise<string | undefined> {
  const row = await ctx.tx
    .selectFrom('workflowInstance')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .where('requestId', '=', requestId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** The instance of a request that decides it or decided it last. */
export async function findLatest(ctx: FullCtx, kind: string, requestId: string): Promise<string | undefined> {
  const row = await ctx.tx
    .selectFrom('workflowInstance')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .where('requestId', '=', requestId)
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
