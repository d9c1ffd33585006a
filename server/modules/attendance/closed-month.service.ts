import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import type { Body, Query, Static } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted } from '../../core/paging.ts'
import * as contract from './closed-month.contract.ts'
import type { ClosedMonth } from './closed-month.contract.ts'
import { holdPunches, storeSome } from './day.service.ts'
import { startRecompute } from './recompute.service.ts'

export async function listMonths(ctx: FullCtx, ask: Query<typeof contract.listMonths>) {
  const { rows: months, pagination } = await fetchPage(monthsAsked(ctx, ask), ask)
  return { months, pagination }
}

export function exportMonths(ctx: FullCtx, ask: Query<typeof contract.exportMonths>) {
  return exportList(ctx, ask, { name: 'closed-months', rows: monthsAsked(ctx, ask), cells, event: contract.monthsExported })
}

function monthsAsked(ctx: FullCtx, { state, sort = '-month' }: Query<typeof contract.exportMonths>) {
  const query = selectMonths(ctx)
  return sorted(state ? query.where('m.state', '=', state) : query, sort, sortable, 'm.month')
}

const sortable = { month: { filled: 'm.month' }, state: 'm.state', changedAt: 'm.changedAt' }

const cells: Cells<Static<typeof ClosedMonth>> = {
  Month: ({ month }) => month,
  State: ({ state }) => state,
  Changed: ({ changedAt }) => changedAt,
  'Changed by': ({ changedByName }) => changedByName,
}

function selectMonths(ctx: FullCtx) {
  return ctx.tx
    .selectFrom('attendanceMonth as m')
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'm.changedBy').on('u.companyId', '=', ctx.companyId))
    .select([
      sql<string>`to_char(m.month, 'YYYY-MM')`.as('month'),
      'm.state',
      'm.changedAt',
      'm.version',
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('changedByName'),
    ])
    .where('m.companyId', '=', ctx.companyId)
    .$castTo<Static<typeof ClosedMonth>>()
}

async function getMonth(ctx: FullCtx, month: string) {
  return { month: await selectMonths(ctx).where('m.month', '=', firstOf(month)).executeTakeFirstOrThrow() }
}

/**
 * Begins to close a month that is over. Its days are stored for everybody in the background, some people at a time, so that nobody's
 * punches wait long; then it is closed at once. Refuses: 422 `MONTH_NOT_OVER`, 409 `MONTH_CLOSED`, 409 `MONTH_HAS_CORRECTIONS`.
 */
export async function closeMonth(ctx: FullCtx, month: string) {
  const [first, last] = [firstOf(month), lastOf(month)]
  if (last >= ctx.today) throw fail.unprocessable('MONTH_NOT_OVER', `${month} is not over yet.`, { month, lastDay: last })
  const { corrections } = await ctx.tx
    .selectFrom('attendanceCorrection')
    .select((eb) => eb.fn.countAll<number>().as('corrections'))
    .where('companyId', '=', ctx.companyId)
    .where('state', '=', 'pending')
    .where('workDate', '>=', first)
    .where('workDate', '<=', last)
    .executeTakeFirstOrThrow()
  if (corrections > 0)
    throw fail.conflict('MONTH_HAS_CORRECTIONS', 'Corrections of this month wait for a decision; decide them first.', {
      month,
      corrections,
    })
  const begun = await ctx.tx
    .insertInto('attendanceMonth')
    .values({ companyId: ctx.companyId, month: first, state: 'closing', changedBy: ctx.actor.userId, changedAt: ctx.now })
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'month'])
        .doUpdateSet({ state: 'closing', changedBy: ctx.actor.userId, changedAt: ctx.now, version: sql`attendance_month.version + 1` })
        .where('attendanceMonth.state', '=', 'open'),
    )
    .returning('state')
    .executeTakeFirst()
  if (!begun) throw fail.conflict('MONTH_CLOSED', `${month} is closed already, or being closed.`, { month })
  await ctx.emit(contract.monthClosing, { subject: { type: 'attendance-month', id: ctx.companyId }, data: { month } })
  await ctx.enqueue('close-attendance-month', { month })
  return getMonth(ctx, month)
}

/** What was changed while it was closed is computed now, from shifts, holidays and leave as they are. */
export async function reopenMonth(ctx: FullCtx, month: string, { reason }: Body<typeof contract.reopenMonth>) {
  const opened = await ctx.tx
    .updateTable('attendanceMonth')
    .set({ state: 'open', changedBy: ctx.actor.userId, changedAt: ctx.now, version: sql`version + 1` })
    .where('companyId', '=', ctx.companyId)
    .where('month', '=', firstOf(month))
    .where('state', '=', 'closed')
    .returning('version')
    .executeTakeFirst()
  if (!opened) throw fail.conflict('MONTH_NOT_CLOSED', `${month} is not closed.`, { month })
  await startRecompute(ctx, { reason: 'month-reopened', spans: [{ from: firstOf(month), to: lastOf(month) }] })
  await ctx.emit(contract.monthReopened, {
    subject: { type: 'attendance-month', id: ctx.companyId },
    before: { state: 'closed' },
    after: { state: 'open', reason: reason.trim() },
    data: { month },
  })
  return getMonth(ctx, month)
}

/** Stores a month of everybody, some people at a time, and closes it; stopped and begun again it comes to the same. */
export async function runClosing(deps: Deps, { companyId, month }: Readonly<Record<string, string>>) {
  for (let after: string | undefined = ''; after !== undefined;)
    after = await deps.door.enterAsSystem(companyId!, (ctx) => storeSome(ctx, firstOf(month!), lastOf(month!), after!))
  await deps.door.enterAsSystem(companyId!, (ctx) => finishClosing(ctx, month!))
}

/** Everybody is held for a moment: whoever was changing a day is waited for, and whoever comes after finds the month closed. */
async function finishClosing(ctx: FullCtx, month: string) {
  const everybody = await ctx.tx.selectFrom('employee').select('id').where('companyId', '=', ctx.companyId).execute()
  await holdPunches(
    ctx,
    everybody.map(({ id }) => id),
  )
  const row = await ctx.tx
    .updateTable('attendanceMonth')
    .set({ state: 'closed' })
    .where('companyId', '=', ctx.companyId)
    .where('month', '=', firstOf(month))
    .where('state', '=', 'closing')
    .returning('changedBy')
    .executeTakeFirst()
  if (!row) return
  const who = row.changedBy === null ? undefined : await nameOf(ctx, row.changedBy)
  await ctx.emit(contract.monthClosed, {
    subject: { type: 'attendance-month', id: ctx.companyId },
    before: { state: 'closing' },
    after: { state: 'closed' },
    data: { month },
    ...(who && { actor: who }),
  })
}

async function nameOf(ctx: FullCtx, id: string) {
  const { firstName, lastName } = await ctx.tx
    .selectFrom('userAccount')
    .select(['firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, name: `${firstName} ${lastName}` }
}

const firstOf = (month: string) => `${month}-01`
const lastOf = (month: string) => addDays(`${addDays(`${month}-28`, 4).slice(0, 7)}-01`, -1)
