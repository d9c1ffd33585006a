import type { Deps } from '../../core/deps.ts'
import { executeCustom } from './workflows.execute.service.ts'
import { asEngine } from './workflows.engine.service.ts'
import type { FullCtx } from '../../core/context.ts'
import { nextRun, runsDue } from './workflows.schedule.rules.ts'
import type { CatchUp } from './workflows.schedule.rules.ts'

/** Starts what is due by schedule. Each workflow has its own transaction, and its row is the lock: two workers start it once. */
export async function runSchedules(deps: Deps, companyId: string) {
  const scheduled = await asEngine(deps, companyId, findScheduled)
  for (const id of scheduled)
    await asEngine(deps, companyId, (ctx) => runScheduled(ctx, id)).catch((error: unknown) =>
      deps.log.error({ companyId, workflowId: id, err: error }, 'a scheduled workflow could not be started'),
    )
}

async function findScheduled(ctx: FullCtx): Promise<string[]> {
  const rows = await ctx.tx
    .selectFrom('workflow')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('cron', 'is not', null)
    .where('state', '=', 'active')
    .orderBy('lastRunAt')
    .limit(500)
    .execute()
  return rows.map(({ id }) => id)
}

/** Runs that overlap one that is not over are skipped, as are those the catch-up setting does not make up for. */
export async function runScheduled(ctx: FullCtx, id: string) {
  const workflow = await ctx.tx
    .selectFrom('workflow')
    .select(['name', 'cron', 'timeZone', 'catchUp', 'lastRunAt', 'createdAt'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
  if (!workflow?.cron || !workflow.timeZone) return
  const { cron, timeZone, lastRunAt, createdAt } = workflow
  const since = lastRunAt ?? createdAt
  const next = nextRun(cron, timeZone, since)
  if (next === null || next > ctx.now) return
  const runs = runsDue(cron, timeZone, since, ctx.now, workflow.catchUp as CatchUp)
  for (const at of runs) {
    if (await isRunning(ctx, id)) break
    await executeCustom(ctx, id, {
      title: `${workflow.name} · ${at.slice(0, 16)}Z`,
      subjectEmployeeId: null,
      fields: {},
      requesterId: null,
      isScheduled: true,
    })
  }
  await ctx.tx.updateTable('workflow').set({ lastRunAt: ctx.now }).where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
}

async function isRunning(ctx: FullCtx, workflowId: string): Promise<boolean> {
  const row = await ctx.tx
    .selectFrom('workflowInstance')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('workflowId', '=', workflowId)
    .where('isScheduled', '=', true)
    .where('endedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
