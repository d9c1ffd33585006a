import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import type { Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import type { Settings } from '../../core/settings.ts'
import { closeYears, closingsOf, lockPeople, peopleToClose, reopenYears } from './leave.closing.service.ts'
import type { ClosedYear, ClosingCtx } from './leave.closing.service.ts'
import { grantEntitlements } from './leave.entitlement.service.ts'
import { plainQuantity } from './leave.queries.ts'
import * as contract from './leave.year-end.contract.ts'
import type { YearEnd } from './leave.year-end.contract.ts'

const shownAccounts = 200
const peoplePerStep = 500

export async function listYearEnds(ctx: ClosingCtx, ask: Query<typeof contract.listYearEnds>) {
  const { rows: yearEnds, pagination } = await fetchPage(selectRuns(ctx).orderBy('r.createdAt', 'desc').orderBy('r.id', 'desc'), ask)
  return { yearEnds, pagination }
}

export async function previewYearEnd(ctx: ClosingCtx, lastDay: string): Promise<Data<typeof contract.previewYearEnd>> {
  refuseFuture(ctx, lastDay)
  const closings: ClosedYear[] = []
  for (let after: string | null = null; ;) {
    const ids = await peopleToClose(ctx, lastDay, after, peoplePerStep)
    if (ids.length === 0) break
    closings.push(...(await closingsOf(ctx, lastDay, ids)))
    after = ids.at(-1)!
  }
  const types = await typeNames(ctx)
  const byType = Map.groupBy(closings, ({ typeId }) => typeId)
  const sum = (all: readonly ClosedYear[], figure: 'carried' | 'lost') => Decimal.sum(0, ...all.map((one) => one[figure])).toFixed()
  return {
    preview: {
      people: new Set(closings.map(({ employeeId }) => employeeId)).size,
      accounts: closings.length,
      types: types
        .filter(({ typeId }) => byType.has(typeId))
        .map((type) => {
          const all = byType.get(type.typeId)!
          return {
            ...type,
            people: new Set(all.map(({ employeeId }) => employeeId)).size,
            carried: sum(all, 'carried'),
            lost: sum(all, 'lost'),
          }
        }),
      first: await shownClosings(
        ctx,
        closings.filter((one) => !new Decimal(one.carried).plus(one.lost).isZero()).slice(0, shownAccounts),
        types,
      ),
    },
  }
}

/** Begins a run; the work is done by a job, some hundred people in a transaction. One run at a time. */
export async function startYearEnd(ctx: ClosingCtx, lastDay: string) {
  refuseFuture(ctx, lastDay)
  if ((await peopleToClose(ctx, lastDay, null, 1)).length === 0)
    throw fail.unprocessable('LEAVE_YEAR_NOTHING_TO_CLOSE', 'Every leave year that ended by then is closed already.', { lastDay })
  const id = newId()
  await ctx.tx
    .insertInto('leaveYearEnd')
    .values({
      companyId: ctx.companyId,
      id,
      lastDay,
      state: 'running',
      startedBy: ctx.actor.userId,
      createdAt: ctx.now,
      progressedAt: ctx.now,
    })
    .execute()
  await ctx.emit(contract.yearEndStarted, { subject: { type: 'leave-year-end', id }, after: { lastDay }, data: { runId: id, lastDay } })
  await goOn(ctx)
  return { yearEnd: await getRun(ctx, id) }
}

export async function listItems(ctx: ClosingCtx, id: string, ask: Query<typeof contract.listYearEndItems>) {
  await getRun(ctx, id)
  let query = ctx.tx
    .selectFrom('leaveYearEndItem as i')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'i.employeeId').on('e.companyId', '=', ctx.companyId))
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'i.typeId').on('y.companyId', '=', ctx.companyId))
    .leftJoin('leaveLot as l', (join) => join.onRef('l.id', '=', 'i.lotId').on('l.companyId', '=', ctx.companyId))
    .select([
      'i.employeeId',
      'e.firstName',
      'e.lastName',
      'i.typeId',
      'y.name as typeName',
      'y.unit',
      'i.yearLast',
      'i.carried',
      'i.lost',
      'l.validTo',
    ])
    .where('i.companyId', '=', ctx.companyId)
    .where('i.runId', '=', id)
    .orderBy('e.lastName')
    .orderBy('e.firstName')
    .orderBy('i.employeeId')
    .orderBy('y.sortOrder')
    .orderBy('i.id')
  if (ask.employeeId) query = query.where('i.employeeId', '=', ask.employeeId)
  const { rows, pagination } = await fetchPage(query, ask)
  const items = rows.map((row) => ({
    ...row,
    unit: row.unit as 'days' | 'hours',
    carried: plainQuantity(row.carried),
    lost: plainQuantity(row.lost),
  }))
  return { items, pagination }
}

export async function undoYearEnd(ctx: ClosingCtx, id: string) {
  const run = await getRun(ctx, id)
  if (run.state !== 'done') throw fail.conflict('LEAVE_YEAR_END_STATE', `This run is ${run.state}.`, { state: run.state, allowed: [] })
  const used = await usedCarryOvers(ctx, id)
  if (used.length > 0)
    throw fail.unprocessable('LEAVE_CARRY_OVER_USED', 'Some of what was carried on is used; take that back first.', { people: used })
  const changed = await ctx.tx
    .updateTable('leaveYearEnd')
    .set({ state: 'undoing', progressedAt: ctx.now, endedAt: null })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', '=', 'done')
    .returning('id')
    .executeTakeFirst()
  if (!changed) throw fail.conflict('LEAVE_YEAR_END_STATE', 'This run is being taken back already.', { state: 'undoing', allowed: [] })
  await ctx.emit(contract.yearEndUndone, { subject: { type: 'leave-year-end', id }, data: { runId: id, lastDay: run.lastDay } })
  await goOn(ctx)
  return { yearEnd: await getRun(ctx, id) }
}

/**
 * One step of the run of this company, if there is one: some hundred people, and done when nobody is left. Each step is a
 * transaction of its own that holds the run, so a run that was killed goes on where it was, and two workers take turns.
 */
export async function stepYearEnd(ctx: ClosingCtx, settings: Settings, today: string): Promise<boolean> {
  const run = await ctx.tx
    .selectFrom('leaveYearEnd')
    .select(['id', 'lastDay', 'state'])
    .where('companyId', '=', ctx.companyId)
    .where('state', 'in', ['running', 'undoing'])
    .forUpdate()
    .executeTakeFirst()
  if (!run) return false
  const isDone =
    run.state === 'running' ? await closeSome(ctx, run, settings, today) : (await reopenYears(ctx, run.id, peoplePerStep)) === 0
  const ended = { state: run.state === 'running' ? 'done' : 'undone', endedAt: ctx.now }
  await ctx.tx
    .updateTable('leaveYearEnd')
    .set({ progressedAt: ctx.now, ...(isDone && ended) })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', run.id)
    .execute()
  return !isDone
}

async function closeSome(ctx: ClosingCtx, { id, lastDay }: { id: string; lastDay: string }, settings: Settings, today: string) {
  const ids = await peopleToClose(ctx, lastDay, null, peoplePerStep)
  if (ids.length === 0) return true
  await lockPeople(ctx, ids)
  // What fell due in the year that ended is written before it is closed.
  await grantEntitlements(ctx, settings, today, ids)
  await closeYears(ctx, id, lastDay, ids)
  return false
}

const goOn = (ctx: ClosingCtx) => ctx.enqueue('leave-year-end', {}, { jobKey: `leave-year-end ${ctx.companyId}` })

function refuseFuture(ctx: ClosingCtx, lastDay: string) {
  if (lastDay >= ctx.today)
    throw fail.unprocessable('LEAVE_YEAR_NOT_ENDED', 'A leave year is closed once it has ended.', { lastDay, today: ctx.today })
}

function selectRuns(ctx: ClosingCtx) {
  const items = sql`leave_year_end_item as i where i.company_id = ${ctx.companyId} and i.run_id = r.id`
  return ctx.tx
    .selectFrom('leaveYearEnd as r')
    .select(['r.id', 'r.lastDay', 'r.state', 'r.createdAt', 'r.endedAt'])
    .select([
      sql<number>`(select count(*) from ${items})`.as('accounts'),
      sql<number>`(select count(distinct i.employee_id) from ${items})`.as('people'),
    ])
    .where('r.companyId', '=', ctx.companyId)
    .$castTo<YearEnd>()
}

async function getRun(ctx: ClosingCtx, id: string): Promise<YearEnd> {
  const run = await selectRuns(ctx).where('r.id', '=', id).executeTakeFirst()
  if (!run) throw fail.notFound()
  return run
}

/** Who has taken, asked for or been paid what the run carried on; the first twenty. */
async function usedCarryOvers(ctx: ClosingCtx, runId: string) {
  const { rows } = await sql<{ employeeId: string; firstName: string; lastName: string; used: string }>`
    select i.employee_id as "employeeId", p.first_name as "firstName", p.last_name as "lastName", trim_scale(i.carried - sum(e.quantity))::text as used
    from leave_year_end_item as i join employee as p on p.company_id = ${ctx.companyId} and p.id = i.employee_id
      join leave_ledger as e on e.company_id = ${ctx.companyId} and e.lot_id = i.lot_id and e.kind <> 'expiry'
    where i.company_id = ${ctx.companyId} and i.run_id = ${runId} and i.undone_at is null
    group by 1, 2, 3, i.id, i.carried having sum(e.quantity) <> i.carried order by 3, 2 limit 20`.execute(ctx.tx)
  return rows
}

type NamedType = { typeId: string; typeName: string; unit: 'days' | 'hours' }

async function typeNames(ctx: ClosingCtx): Promise<NamedType[]> {
  const types = ctx.tx.selectFrom('leaveType').select(['id as typeId', 'name as typeName', 'unit']).where('companyId', '=', ctx.companyId)
  return types.orderBy('sortOrder').orderBy('name').$castTo<NamedType>().execute()
}

async function shownClosings(ctx: ClosingCtx, closings: readonly ClosedYear[], types: readonly NamedType[]) {
  if (closings.length === 0) return []
  const ids = [...new Set(closings.map(({ employeeId }) => employeeId))]
  const people = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', ids)
    .execute()
  return closings.map(({ employeeId, typeId, yearLast, carried, lost, validTo }) => {
    const { firstName, lastName } = people.find(({ id }) => id === employeeId)!
    const type = types.find((one) => one.typeId === typeId)!
    return { employeeId, firstName, lastName, ...type, yearLast, carried, lost, validTo: new Decimal(carried).isZero() ? null : validTo }
  })
}
