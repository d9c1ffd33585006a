import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPageOf, sorted, wordsIn } from '../../core/paging.ts'
import * as contract from './workflows.instance.contract.ts'
import { selectInstances } from './workflows.instance.queries.ts'

type Listed = Data<typeof contract.listInstances>['instances'][number]

const toldNames = 20

export async function listInstances(ctx: FullCtx, ask: Query<typeof contract.listInstances>) {
  const { rows: instances, pagination } = await fetchPageOf(instancesAsked(ctx, ask), withNames(ctx, selectInstances(ctx)), ask, 'i.id')
  return { instances, pagination }
}

export function exportInstances(ctx: FullCtx, ask: Query<typeof contract.exportInstances>) {
  const rows = withNames(ctx, instancesAsked(ctx, ask))
  return exportList(ctx, ask, { name: 'requests', rows, cells, event: contract.instancesExported })
}

function instancesAsked(ctx: FullCtx, ask: Query<typeof contract.exportInstances>) {
  let query = selectInstances(ctx)
  if (ask.q) query = query.where(wordsIn(ask.q, 'i.title', 'e.firstName', 'e.lastName', 'r.firstName', 'r.lastName'))
  if (ask.kind) query = query.where('i.kind', '=', ask.kind)
  if (ask.state) query = query.where('i.state', '=', ask.state)
  if (ask.requestId) query = query.where('i.requestId', '=', ask.requestId)
  if (ask.workflowId) query = query.where('i.workflowId', '=', ask.workflowId)
  return sorted(query, ask.sort ?? '-startedAt', sortable, 'i.id')
}

/** With whoever is asked now and has not answered. */
const withNames = (ctx: FullCtx, query: ReturnType<typeof selectInstances>) =>
  query.select(
    sql<string[]>`array(select distinct a.first_name || ' ' || a.last_name from approval_task as k
      join user_account as a on a.company_id = ${ctx.companyId} and a.id = k.user_id
      where k.company_id = ${ctx.companyId} and k.instance_id = i.id and k.closed_at is null and k.is_ready order by 1 limit ${toldNames})`.as(
      'waitsFor',
    ),
  )

const sortable = {
  startedAt: { filled: 'i.startedAt' },
  endedAt: 'i.endedAt',
  kind: 'i.kind',
  title: 'i.title',
  lastName: 'e.lastName',
  state: 'i.state',
}

const cells: Cells<Listed> = {
  Kind: ({ kind }) => kind,
  What: ({ title }) => title,
  Person: ({ subjectName }) => subjectName,
  'Asked by': ({ requesterName }) => requesterName,
  State: ({ state }) => state,
  'Waits for': ({ waitsFor }) => waitsFor.join(', '),
  Asked: ({ startedAt }) => startedAt,
  Ended: ({ endedAt }) => endedAt,
  Workflow: ({ workflowName }) => workflowName,
  Version: ({ workflowVersion }) => workflowVersion,
}
