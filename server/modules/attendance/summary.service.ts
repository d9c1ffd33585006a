import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import type { Data, Query, Static } from '../../core/contract.ts'
import { addDays, eachDay } from '../../core/dates.ts'
import { fetchPage } from '../../core/paging.ts'
import type { Entry } from './attendance.contract.ts'
import { notSuperseded, readDaySources, readSourcesOf } from './day.queries.ts'
import { shown } from './day.service.ts'
import type { StoreTables } from './day.service.ts'
import { refuseRange, requireVisible } from './range.queries.ts'
import type * as contract from './summary.contract.ts'
import { totalsOf } from './summary.rules.ts'
import type { SummedDay } from './summary.rules.ts'

type SummaryCtx = Ctx<StoreTables>

/**
 * The totals of a page of people. Days that are settled are taken as they are stored; what is not stored yet, or was stored
 * before everything had happened, is computed now, so that the totals are those of the days as they are listed.
 */
export async function summarise(
  ctx: SummaryCtx,
  { from, to, employeeId, departmentId, ...page }: Query<typeof contract.summarise>,
): Promise<Data<typeof contract.summarise>> {
  refuseRange(from, to)
  const last = to < ctx.today ? to : ctx.today
  let query = ctx.tx
    .selectFrom('employee as e')
    .select(['e.id as employeeId', 'e.employeeNumber', 'e.firstName', 'e.lastName'])
    .where('e.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'attendance.read', 'e.id'))
    .where(employedIn(ctx, from, to, departmentId))
  if (employeeId) query = query.where('e.id', '=', employeeId)
  const { rows, pagination } = await fetchPage(query.orderBy('e.lastName').orderBy('e.firstName').orderBy('e.id'), page)
  const days =
    from <= last
      ? await daysOf(
          ctx,
          rows.map((row) => row.employeeId),
          from,
          last,
        )
      : new Map<string, SummedDay[]>()
  return { people: rows.map((row) => ({ ...row, totals: totalsOf(days.get(row.employeeId) ?? []) })), pagination }
}

/** Who was employed in the period at all, in the department if one is asked for. */
function employedIn({ companyId }: SummaryCtx, from: string, to: string, departmentId: string | undefined) {
  const ofDepartment = departmentId ? sql`and t.department_id = ${departmentId}` : sql``
  return sql<boolean>`exists (select from employment as t where t.company_id = ${companyId} and t.employee_id = e.id
    and t.first_day <= ${to} and (t.last_day is null or t.last_day >= ${from}) ${ofDepartment})`
}

async function daysOf(ctx: SummaryCtx, employeeIds: readonly string[], from: string, to: string): Promise<Map<string, SummedDay[]>> {
  const stored = await storedDays(ctx, employeeIds, from, to)
  const decided = Map.groupBy(
    stored.filter(({ settled }) => settled),
    (row) => row.employeeId,
  )
  const dates = eachDay(from, to)
  const missing = new Map(
    employeeIds.map((id) => {
      const known = new Set(decided.get(id)?.map(({ workDate }) => workDate))
      return [id, dates.filter((date) => !known.has(date))] as const
    }),
  )
  const computed = await computeMissing(
    ctx,
    missing,
    new Map(stored.map((row) => [`${row.employeeId} ${row.workDate}`, row.overtimeState])),
  )
  return new Map(employeeIds.map((id) => [id, [...(decided.get(id) ?? []), ...(computed.get(id) ?? [])] as SummedDay[]]))
}

function storedDays(ctx: SummaryCtx, employeeIds: readonly string[], from: string, to: string) {
  return ctx.tx
    .selectFrom('attendanceDay')
    .select(['employeeId', 'workDate', 'status', 'scheduledMinutes', 'workedMinutes', 'breakMinutes', 'paidBreakMinutes', 'lateMinutes'])
    .select(['earlyExitMinutes', 'overtimeMinutes', 'undertimeMinutes', 'shortfallMinutes', 'flags', 'settled', 'overtimeState'])
    .where('companyId', '=', ctx.companyId)
    .where(sql<boolean>`employee_id = any(${employeeIds}::uuid[])`)
    .where('workDate', '>=', from)
    .where('workDate', '<=', to)
    .execute()
}

/** The days that are not stored, of the people who lack any. Outside of every employment there is no day. */
async function computeMissing(
  ctx: SummaryCtx,
  missing: ReadonlyMap<string, readonly string[]>,
  states: ReadonlyMap<string, string | null>,
) {
  const lacking = [...missing].filter(([, dates]) => dates.length > 0)
  const computed = new Map<string, SummedDay[]>()
  if (lacking.length === 0) return computed
  const first = lacking.map(([, dates]) => dates[0]!).reduce((a, b) => (a < b ? a : b))
  const last = lacking.map(([, dates]) => dates.at(-1)!).reduce((a, b) => (a > b ? a : b))
  const sourcesOf = await readSourcesOf(
    ctx,
    lacking.map(([id]) => id),
    first,
    last,
  )
  for (const [id, dates] of lacking) {
    const sources = sourcesOf(id)
    const employed = dates.filter((date) => sources.scheduleOf(date).kind !== 'not-employed' || sources.entriesOf(date).length > 0)
    computed.set(
      id,
      employed.map((date) => ({ ...sources.dayOf(date, ctx.now), overtimeState: states.get(`${id} ${date}`) ?? null })),
    )
  }
  return computed
}

/** One day with the entries that count for it, whatever date they were clocked on. */
export async function getDay(ctx: SummaryCtx, employeeId: string, date: string): Promise<Data<typeof contract.getDay>> {
  await requireVisible(ctx, employeeId)
  const [sources, entries, stored] = await Promise.all([
    readDaySources(ctx, employeeId, date, date),
    ctx.tx
      .selectFrom('attendanceEntry')
      .select(['id', 'at', 'timeZone', 'workDate', sql<Static<typeof Entry>['kind']>`kind`.as('kind')])
      .select(sql<Static<typeof Entry>['source']>`source`.as('source'))
      .where('companyId', '=', ctx.companyId)
      .where('employeeId', '=', employeeId)
      .where((eb) => eb.or([eb('workDate', '=', date), eb.and([eb('at', '>=', addDays(date, -1)), eb('at', '<', addDays(date, 4))])]))
      .where(notSuperseded(ctx))
      .orderBy('at')
      .execute(),
    storedDays(ctx, [employeeId], date, date),
  ])
  const counted = new Set(sources.entriesOf(date).map(({ kind, at }) => `${kind} ${at}`))
  return {
    day: shown(date, sources.dayOf(date, ctx.now), sources),
    overtimeState: (stored[0]?.overtimeState ?? null) as Data<typeof contract.getDay>['overtimeState'],
    entries: entries
      .filter(({ kind, at }) => counted.has(`${kind} ${new Date(at).toISOString()}`))
      .map((entry) => ({ ...entry, workDate: date })),
  }
}
