import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { balanceOf } from './leave-balance.rules.ts'
import { closeYear, closingEntries } from './leave-carry.rules.ts'
import type { CarryRule, Closing } from './leave-carry.rules.ts'
import { anyOf } from './leave.grant.queries.ts'
import type { GrantCtx, GrantTables } from './leave.grant.queries.ts'
import { readAccountsOf } from './leave.grant.service.ts'
import { insertEntries } from './leave.ledger.service.ts'
import type { WrittenEntry } from './leave.ledger.service.ts'

export type ClosingCtx = Ctx<GrantTables | 'leaveYearEnd' | 'leaveYearEndItem' | 'userAccount'>

/** A leave year that has ended and is not closed, with what is left of the lots that ended with it. */
export type OpenYear = { employeeId: string; typeId: string; yearLast: string; lots: { id: string; left: string }[] }
export type ClosedYear = OpenYear & Closing

/** Leave years that ended longer ago stay as they are. */
const lookBackDays = 400

/** The employees who have leave years with carry-over that ended by a day and are not closed, in order, after one of them. */
export async function peopleToClose(ctx: ClosingCtx, lastDay: string, after: string | null, limit: number): Promise<string[]> {
  const { rows } = await sql<{ employeeId: string }>`
    select distinct l.employee_id as "employeeId" from leave_lot as l
    where l.company_id = ${ctx.companyId} and ${isOpen(ctx, lastDay)} and (${after}::uuid is null or l.employee_id > ${after}::uuid)
    order by 1 limit ${limit}`.execute(ctx.tx)
  return rows.map(({ employeeId }) => employeeId)
}

/** What closing would bring each of these people; nothing is written. */
export async function closingsOf(ctx: ClosingCtx, lastDay: string, employeeIds: readonly string[]): Promise<ClosedYear[]> {
  const [{ rows: years }, types] = await Promise.all([openYears(ctx, lastDay, employeeIds), carryRules(ctx)])
  const capped = years.filter(({ typeId }) => types.get(typeId)!.maxBalance !== null)
  const accounts = await readAccountsOf(
    ctx,
    capped.map(({ employeeId }) => employeeId),
    capped.map(({ typeId }) => typeId),
  )
  return years.map((year) => {
    const rule = types.get(year.typeId)!
    const account = rule.maxBalance === null ? undefined : accounts.get(`${year.employeeId} ${year.typeId}`)
    const next = account ? balanceOf(account.lots, account.entries, addDays(year.yearLast, 1)).available : '0'
    return {
      ...year,
      ...closeYear(
        rule,
        year.yearLast,
        year.lots.map(({ left }) => left),
        next,
      ),
    }
  })
}

/** Closes the leave years of these people for a run; their rows are locked. What is closed already is not closed again. */
export async function closeYears(ctx: ClosingCtx, runId: string, lastDay: string, employeeIds: readonly string[]) {
  const closings = (await closingsOf(ctx, lastDay, employeeIds)).map((closing) => ({
    ...closing,
    id: newId(),
    lotId: new Decimal(closing.carried).isZero() ? null : newId(),
  }))
  if (closings.length === 0) return
  const entries = closings.flatMap(({ lots, lotId, employeeId, typeId, ...closing }): WrittenEntry[] => {
    const of = { employeeId, typeId }
    const carriedIn = {
      kind: 'carry-in' as const,
      requestId: null,
      day: closing.validFrom,
      quantity: closing.carried,
      reason: `From the leave year until ${closing.yearLast}`,
    }
    return [...closingEntries(lots, closing).map((entry) => ({ ...entry, ...of })), ...(lotId ? [{ ...carriedIn, lotId, ...of }] : [])]
  })
  await sql`
    insert into leave_lot (company_id, id, employee_id, type_id, valid_from, valid_to, origin)
    select ${ctx.companyId}, "lotId", "employeeId", "typeId", "validFrom", "validTo", 'carry' from ${recordset(closings)} where "lotId" is not null`.execute(
    ctx.tx,
  )
  await sql`
    insert into leave_year_end_item (company_id, id, run_id, employee_id, type_id, year_last, carried, lost, lot_id)
    select ${ctx.companyId}, id, ${runId}, "employeeId", "typeId", "yearLast", carried, lost, "lotId" from ${recordset(closings)}`.execute(
    ctx.tx,
  )
  await insertEntries(ctx, entries)
}

/** A run's items of some people, reversed: what was written off since it began is back and what was carried on is gone. Used lots are left. */
export async function reopenYears(ctx: ClosingCtx, runId: string, limit: number): Promise<number> {
  const items = await ctx.tx
    .selectFrom('leaveYearEndItem')
    .select(['id', 'employeeId', 'typeId', 'yearLast', 'lotId', 'carried'])
    .where('companyId', '=', ctx.companyId)
    .where('runId', '=', runId)
    .where('undoneAt', 'is', null)
    .orderBy('employeeId')
    .limit(limit)
    .execute()
  if (items.length === 0) return 0
  await lockPeople(ctx, [...new Set(items.map(({ employeeId }) => employeeId))])
  const ids = items.map(({ id }) => id)
  const { rows: writtenOff } = await sql<WrittenEntry>`
    select e.employee_id as "employeeId", e.type_id as "typeId", 'reversal' as kind, e.lot_id as "lotId", e.day, (- sum(e.quantity))::text as quantity
    from leave_year_end_item as i
      join leave_year_end as r on r.company_id = ${ctx.companyId} and r.id = i.run_id
      join leave_lot as l on l.company_id = ${ctx.companyId} and l.employee_id = i.employee_id and l.type_id = i.type_id and l.valid_to = i.year_last
      join leave_ledger as e on e.company_id = ${ctx.companyId} and e.lot_id = l.id and (e.kind = 'expiry' or e.reverses = 'expiry')
        and e.created_at >= r.created_at
    where i.company_id = ${ctx.companyId} and i.id = any(${ids}) and i.undone_at is null
    group by 1, 2, 4, 5 having sum(e.quantity) <> 0`.execute(ctx.tx)
  const reason = 'The end of the leave year was taken back'
  const back = writtenOff.map((entry) => ({ ...entry, requestId: null, reverses: 'expiry' as const, reason }))
  const carried = items
    .filter(({ lotId }) => lotId !== null)
    .map(({ employeeId, typeId, yearLast, lotId, carried: quantity }) => ({
      employeeId,
      typeId,
      lotId,
      requestId: null,
      kind: 'reversal' as const,
      reverses: 'carry-in' as const,
      reason,
      day: addDays(yearLast, 1),
      quantity: new Decimal(quantity).negated().toFixed(),
    }))
  await insertEntries(ctx, [...back, ...carried])
  await ctx.tx
    .updateTable('leaveYearEndItem')
    .set({ undoneAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where(anyOf('id', ids))
    .where('undoneAt', 'is', null)
    .execute()
  return items.length
}

export function lockPeople(ctx: Ctx<'employee'>, ids: readonly string[]) {
  return ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where(anyOf('id', ids))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/**
 * Writes off what is unused of lots that ended: of what was carried on or earned on days off, of kinds without carry-over, and
 * of leave years that are closed. The others wait for the end of their leave year to be run.
 */
export async function writeOffEnded(ctx: ClosingCtx, today: string, employeeIds: readonly string[]) {
  const { rows: found } = await endedLots(ctx, today, employeeIds)
  if (found.length === 0) return
  const ids = [...new Set(found.map(({ employeeId }) => employeeId))]
  await lockPeople(ctx, ids)
  const { rows } = await endedLots(ctx, today, ids)
  await insertEntries(
    ctx,
    rows.map((row) => ({ ...row, kind: 'expiry' as const, requestId: null, quantity: `-${row.quantity}`, reason: null })),
  )
}

function endedLots(ctx: ClosingCtx, today: string, ids: readonly string[]) {
  return sql<{ employeeId: string; typeId: string; lotId: string; day: string; quantity: string }>`
    select l.employee_id as "employeeId", l.type_id as "typeId", l.id as "lotId", (l.valid_to + 1)::text as day, sum(e.quantity)::text as quantity
    from leave_lot as l join leave_type as y on y.company_id = ${ctx.companyId} and y.id = l.type_id
      join leave_ledger as e on e.company_id = ${ctx.companyId} and e.lot_id = l.id
    where l.company_id = ${ctx.companyId} and l.employee_id = any(${ids}) and l.valid_to < ${today}
      and l.valid_to >= ${addDays(today, -lookBackDays)}
      and (l.origin in ('carry', 'compensatory') and not (y.carry_over <> 'none' and ${endsWithYear(ctx)})
        or y.carry_over = 'none' or exists (
          select from leave_year_end_item as i where i.company_id = ${ctx.companyId} and i.employee_id = l.employee_id
            and i.type_id = l.type_id and i.year_last = l.valid_to and i.undone_at is null))
    group by l.company_id, l.id, l.employee_id, l.type_id, l.valid_to having sum(e.quantity) > 0`.execute(ctx.tx)
}

/** What was carried on until the end of the next leave year ends together with that year's own lot. */
const endsWithYear = (ctx: ClosingCtx) => sql`l.origin = 'carry' and exists (
  select from leave_lot as o where o.company_id = ${ctx.companyId} and o.employee_id = l.employee_id and o.type_id = l.type_id
    and o.valid_to = l.valid_to and o.origin in ('grant', 'manual', 'opening'))`

const isOpen = (
  ctx: ClosingCtx,
  lastDay: string,
) => sql`l.valid_to <= ${lastDay}::date and l.valid_to > ${addDays(lastDay, -lookBackDays)}::date
  and l.origin in ('grant', 'manual', 'opening')
  and exists (select from leave_type as y where y.company_id = ${ctx.companyId} and y.id = l.type_id and y.carry_over <> 'none')
  and not exists (
    select from leave_year_end_item as i where i.company_id = ${ctx.companyId} and i.employee_id = l.employee_id
      and i.type_id = l.type_id and i.year_last = l.valid_to and i.undone_at is null)`

function openYears(ctx: ClosingCtx, lastDay: string, ids: readonly string[]) {
  return sql<OpenYear>`
    with open as (select distinct l.employee_id, l.type_id, l.valid_to from leave_lot as l
      where l.company_id = ${ctx.companyId} and l.employee_id = any(${ids}) and ${isOpen(ctx, lastDay)})
    select l.employee_id as "employeeId", l.type_id as "typeId", l.valid_to as "yearLast",
      json_agg(json_build_object('id', l.id, 'left', l.unused::text) order by l.valid_from, l.id) as lots
    from (select l.employee_id, l.type_id, l.valid_to, l.valid_from, l.id, coalesce((
            select sum(e.quantity) from leave_ledger as e where e.company_id = ${ctx.companyId} and e.lot_id = l.id), 0) as unused
          from leave_lot as l join open as o on o.employee_id = l.employee_id and o.type_id = l.type_id and o.valid_to = l.valid_to
          where l.company_id = ${ctx.companyId} and l.origin <> 'compensatory') as l
    group by 1, 2, 3 order by 1, 2, 3`.execute(ctx.tx)
}

async function carryRules(ctx: GrantCtx): Promise<Map<string, CarryRule>> {
  const types = await ctx.tx
    .selectFrom('leaveType')
    .select(['id', 'carryOver', 'carryLimit', 'carryExpiresAfterDays', 'carryExpiresOn', 'maxBalance'])
    .where('companyId', '=', ctx.companyId)
    .execute()
  return new Map(types.map(({ id, ...rule }) => [id, rule as CarryRule]))
}

const recordset = (
  rows: readonly object[],
) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "employeeId" uuid, "typeId" uuid,
  "lotId" uuid, "validFrom" date, "validTo" date, "yearLast" date, carried numeric, lost numeric)`
