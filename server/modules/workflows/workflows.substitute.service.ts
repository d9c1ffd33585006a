import { sql } from 'kysely'
import type { Body, Query, Static } from '../../core/contract.ts'
import { daysBetween } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import * as contract from './workflows.instance.contract.ts'
import { mayOversee } from './workflows.instance.queries.ts'
import type { FullCtx } from '../../core/context.ts'

const longestDays = 366

const stateOf = ({ today }: FullCtx) =>
  sql<(typeof contract.substituteStates)[number]>`case when s.ended_at is not null then 'ended' when s.last_day < ${today} then 'over'
    when s.first_day > ${today} then 'planned' else 'now' end`

function selectSubstitutes(ctx: FullCtx) {
  const { userId } = ctx.actor
  const oversees = mayOversee(ctx)
  return ctx.tx
    .selectFrom('approvalSubstitute as s')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 's.userId').on('u.companyId', '=', ctx.companyId))
    .innerJoin('userAccount as x', (join) => join.onRef('x.id', '=', 's.substituteId').on('x.companyId', '=', ctx.companyId))
    .select(['s.id', 's.userId', 's.substituteId', 's.firstDay', 's.lastDay', 's.endedAt'])
    .select([
      stateOf(ctx).as('state'),
      sql<string>`u.first_name || ' ' || u.last_name`.as('userName'),
      sql<string>`x.first_name || ' ' || x.last_name`.as('substituteName'),
      sql<{
        end: boolean
      }>`json_build_object('end', s.ended_at is null and s.last_day >= ${ctx.today} and (${oversees}::boolean or s.user_id = ${userId}))`.as(
        'can',
      ),
    ])
    .where('s.companyId', '=', ctx.companyId)
    .where((eb) => eb.or([sql<boolean>`${oversees}::boolean`, eb('s.userId', '=', userId!), eb('s.substituteId', '=', userId!)]))
}

export async function listSubstitutes(ctx: FullCtx, ask: Query<typeof contract.listSubstitutes>) {
  const { rows: substitutes, pagination } = await fetchPage(substitutesAsked(ctx, ask), ask)
  return { substitutes, pagination }
}

export function exportSubstitutes(ctx: FullCtx, ask: Query<typeof contract.exportSubstitutes>) {
  return exportList(ctx, ask, { name: 'substitutes', rows: substitutesAsked(ctx, ask), cells, event: contract.substitutesExported })
}

function substitutesAsked(ctx: FullCtx, { q, state, mine, sort = '-firstDay' }: Query<typeof contract.exportSubstitutes>) {
  let query = selectSubstitutes(ctx)
  const { userId } = ctx.actor
  if (q) query = query.where(wordsIn(q, 'u.firstName', 'u.lastName', 'x.firstName', 'x.lastName'))
  if (state) query = query.where(stateOf(ctx), '=', state)
  if (mine) query = query.where((eb) => eb.or([eb('s.userId', '=', userId!), eb('s.substituteId', '=', userId!)]))
  return sorted(query, sort, sortable, 's.id')
}

const sortable = { person: 'u.lastName', substitute: 'x.lastName', firstDay: 's.firstDay', lastDay: 's.lastDay', state: 'state' }

const cells: Cells<Static<typeof contract.Substitute>> = {
  'For whom': ({ userName }) => userName,
  Substitute: ({ substituteName }) => substituteName,
  'First day': ({ firstDay }) => firstDay,
  'Last day': ({ lastDay }) => lastDay,
  State: ({ state }) => state,
  Ended: ({ endedAt }) => endedAt,
}

async function getSubstitute(ctx: FullCtx, id: string) {
  const row = await selectSubstitutes(ctx).where('s.id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return row
}

/** Lets somebody decide for another on some days; tasks that wait already reach them by the next scan on or after the first day. */
export async function addSubstitute(ctx: FullCtx, body: Body<typeof contract.addSubstitute>) {
  const { userId = ctx.actor.userId!, substituteId, firstDay, lastDay } = body
  if (userId !== ctx.actor.userId && !mayOversee(ctx))
    throw fail.forbidden('FORBIDDEN', 'Only an overseer names a substitute for somebody else.', { permission: 'workflow.oversee' })
  if (lastDay < firstDay) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { firstDay, lastDay })
  if (lastDay < ctx.today) throw fail.unprocessable('DATES_PAST', 'These days are over.', { lastDay, today: ctx.today })
  if (daysBetween(firstDay, lastDay) >= longestDays)
    throw fail.unprocessable('RANGE_TOO_LONG', `Somebody stands in for at most ${longestDays} days.`, { limit: longestDays })
  if (substituteId === userId) throw fail.unprocessable('OWN_SUBSTITUTE', 'Nobody stands in for themselves.', { substituteId })
  for (const id of [userId, substituteId]) await refuseInactive(ctx, id)
  const id = newId()
  await ctx.tx
    .insertInto('approvalSubstitute')
    .values({ companyId: ctx.companyId, id, userId, substituteId, firstDay, lastDay, createdBy: ctx.actor.userId, createdAt: ctx.now })
    .execute()
  await ctx.enqueue('hand-to-substitutes', {})
  const substitute = await getSubstitute(ctx, id)
  await ctx.emit(contract.substituteAdded, {
    subject: { type: 'approval-substitute', id },
    after: { userId, substituteId, firstDay, lastDay },
    data: { substitute: substitute.substituteName, person: substitute.userName, firstDay, lastDay },
  })
  return { substitute }
}

async function refuseInactive(ctx: FullCtx, id: string) {
  const found = await ctx.tx
    .selectFrom('userAccount')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!found) throw fail.unprocessable('USER_NOT_FOUND', 'There is no such person with an active account.', { userId: id })
}

export async function endSubstitute(ctx: FullCtx, id: string) {
  const before = await getSubstitute(ctx, id)
  if (before.userId !== ctx.actor.userId && !mayOversee(ctx))
    throw fail.forbidden('FORBIDDEN', 'Only who is stood in for, or an overseer, ends this.', { permission: 'workflow.oversee' })
  const ended = await ctx.tx
    .updateTable('approvalSubstitute')
    .set({ endedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  if (ended.numUpdatedRows === 0n) throw fail.conflict('SUBSTITUTE_ENDED', 'This has ended already.', { allowed: [] })
  await ctx.emit(contract.substituteEnded, {
    subject: { type: 'approval-substitute', id },
    data: { substitute: before.substituteName, person: before.userName },
  })
  return { substitute: await getSubstitute(ctx, id) }
}
