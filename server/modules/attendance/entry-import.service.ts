import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import { addDays, isZone, localDateOf, localTimeOf } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { readSheet } from '../../core/sheet.ts'
import { clockActs } from './attendance.contract.ts'
import type { ClockAct } from './attendance.rules.ts'
import { notSuperseded, readSourcesOf } from './day.queries.ts'
import { holdPunches, recomputeTouched } from './day.service.ts'
import type { StoreTables } from './day.service.ts'
import { noteSync } from './device.service.ts'
import { readClosedMonths } from './closed-month.queries.ts'
import * as contract from './entry-import.contract.ts'
import { clockAfter, entriesOfSheet, refuseEntry } from './entry-import.rules.ts'

type ImportCtx = Ctx<StoreTables | 'attendanceDevice' | 'attendanceClock' | 'attendanceCorrection' | 'attendanceMonth'>
type Asked = { employeeNumber: string; kind: string; at: string; timeZone?: string | undefined }
type Taken = { employeeId: string; kind: ClockAct; at: string; timeZone: string; localTime: string; workDate: string }
type Rejected = Data<typeof contract.importEntries>['rejected'][number]

const mostRows = 1000

/**
 * Takes entries that were clocked elsewhere. Rows that cannot be taken are told and leave the others alone. The people are held in
 * one order, and the table keeps each entry once, so that overlapping imports at the same moment neither lose nor double any.
 */
export async function importEntries(ctx: ImportCtx, { deviceId, syncedUntil, entries, csv }: Body<typeof contract.importEntries>) {
  const asked = csv === undefined ? (entries ?? []) : await rowsOf(csv, entries)
  const { taken, rejected } = await sort(ctx, asked)
  const people = [...new Set(taken.map(({ employeeId }) => employeeId))].sort()
  const last = taken.reduce<string | null>((latest, { at }) => (latest === null || at > latest ? at : latest), null)
  if (deviceId) await noteSync(ctx, deviceId, syncedUntil ?? last)
  await holdPunches(ctx, people)
  const added = await insertEntries(ctx, taken, deviceId ?? null, csv === undefined && deviceId ? 'device' : 'import')
  const changed = people.filter((id) => added.some(({ employeeId }) => employeeId === id))
  if (changed.length > 0) {
    await supersedeCorrected(
      ctx,
      added.map(({ id }) => id),
    )
    await recomputeTouched(ctx, changed, ...spanOf(taken))
    await moveClocks(ctx, changed)
    const data = { added: added.length, known: taken.length - added.length, rejected: rejected.length }
    await ctx.emit(contract.entriesImported, { subject: { type: 'company', id: ctx.companyId }, data })
  }
  return { added: added.length, known: taken.length - added.length, rejected }
}

async function rowsOf(csv: string, entries: readonly Asked[] | undefined): Promise<Asked[]> {
  if (entries) throw fail.unprocessable('ENTRIES_TWICE', 'Send either entries or a CSV file.', { fields: ['entries', 'csv'] })
  const rows: string[][] = []
  for await (const row of readSheet(Buffer.from(csv))) {
    rows.push(row)
    if (rows.length > mostRows + 1)
      throw fail.unprocessable('ENTRIES_TOO_MANY', `At most ${mostRows} rows are taken at once.`, { limit: mostRows })
  }
  const read = entriesOfSheet(rows)
  if (!read) {
    const expected = ['employeeNumber', 'kind', 'at', 'timeZone']
    throw fail.unprocessable('ENTRIES_HEADING', 'The first row must name the columns.', { found: rows[0] ?? [], expected })
  }
  return read
}

/** What can be taken, each entry once, and why the rest cannot; rows count from 1. */
async function sort(ctx: ImportCtx, asked: readonly Asked[]) {
  const numbers = [...new Set(asked.map(({ employeeNumber }) => employeeNumber))]
  const people = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber'])
    .where('companyId', '=', ctx.companyId)
    .where(sql<boolean>`employee_number = any(${numbers}::text[])`)
    .execute()
  const closed = await readClosedMonths(ctx)
  const idOf = new Map(people.map(({ id, employeeNumber }) => [employeeNumber, id]))
  const taken = new Map<string, Taken>()
  const rejected: Rejected[] = []
  for (const [index, row] of asked.entries()) {
    const fault = faultOf(row, idOf, ctx.now)
    if (fault) rejected.push({ row: index + 1, ...fault })
    else {
      const entry = takenOf(row, idOf.get(row.employeeNumber)!, ctx.actor.settings.timeZone)
      const month = entry.workDate.slice(0, 7)
      if (closed.has(month))
        rejected.push({ row: index + 1, code: 'MONTH_CLOSED', message: `${month} is closed; its days stay as they are.` })
      else taken.set(`${entry.employeeId} ${entry.kind} ${entry.at}`, entry)
    }
  }
  return { taken: [...taken.values()], rejected }
}

function faultOf(
  { employeeNumber, kind, at, timeZone }: Asked,
  idOf: ReadonlyMap<string, string>,
  now: string,
): Omit<Rejected, 'row'> | null {
  if (!idOf.has(employeeNumber)) return { code: 'EMPLOYEE_UNKNOWN', message: `Nobody has the number ${employeeNumber}.` }
  if (!(clockActs as readonly string[]).includes(kind))
    return { code: 'KIND_UNKNOWN', message: `${kind} is none of ${clockActs.join(', ')}.` }
  if (!instant.test(at) || Number.isNaN(Date.parse(at)))
    return { code: 'INSTANT_INVALID', message: `${at} is not an instant with its offset.` }
  if (timeZone !== undefined && !isZone(timeZone)) return { code: 'TIME_ZONE_UNKNOWN', message: `${timeZone} is not a time zone.` }
  const refusal = refuseEntry(at, now)
  return refusal && { code: refusal.code, message: refusal.message }
}

const instant = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/

function takenOf({ kind, at: asked, timeZone: zone }: Asked, employeeId: string, ofCompany: string): Taken {
  const at = new Date(asked).toISOString()
  const timeZone = zone ?? ofCompany
  const workDate = localDateOf(at, timeZone)
  return { employeeId, kind: kind as ClockAct, at, timeZone, localTime: `${workDate} ${localTimeOf(at, timeZone)}`, workDate }
}

/** @returns those that were not there before */
async function insertEntries(ctx: ImportCtx, taken: readonly Taken[], deviceId: string | null, source: 'device' | 'import') {
  if (taken.length === 0) return []
  return ctx.tx
    .insertInto('attendanceEntry')
    .values(taken.map((entry) => ({ companyId: ctx.companyId, id: newId(), ...entry, deviceId, source })))
    .onConflict((conflict) => conflict.constraint('attendance_entry_once').doNothing())
    .returning(['id', 'employeeId'])
    .execute()
}

/** What a device tells late of a day that was corrected since is kept, and does not undo the correction. */
async function supersedeCorrected(ctx: ImportCtx, entryIds: readonly string[]) {
  await sql`insert into attendance_entry_superseded (company_id, entry_id, correction_id)
    select distinct on (e.id) ${ctx.companyId}, e.id, c.id from attendance_entry as e join attendance_correction as c
      on c.company_id = ${ctx.companyId} and c.employee_id = e.employee_id and c.work_date = e.work_date and c.state = 'approved' and e.at <= c.decided_at
    where e.company_id = ${ctx.companyId} and e.id = any(${entryIds}::uuid[]) order by e.id, c.id desc`.execute(ctx.tx)
}

/** A date more on each side: a session counts on the date of its shift, which may be its neighbour. */
function spanOf(taken: readonly Taken[]): [from: string, to: string] {
  const dates = taken.map(({ workDate }) => workDate).sort()
  return [addDays(dates[0]!, -1), addDays(dates.at(-1)!, 1)]
}

/** The clocks of people follow what came, unless they were moved since. */
async function moveClocks(ctx: ImportCtx, employeeIds: readonly string[]) {
  const recent = await ctx.tx
    .selectFrom('attendanceEntry')
    .select(['employeeId', 'kind', 'at', 'timeZone', 'workDate'])
    .where('companyId', '=', ctx.companyId)
    .where(sql<boolean>`employee_id = any(${employeeIds}::uuid[])`)
    .where('at', '>=', addDays(ctx.today, -2))
    .where(notSuperseded(ctx))
    .orderBy('at')
    .execute()
  const sourcesOf = await readSourcesOf(ctx, employeeIds, addDays(ctx.today, -3), addDays(ctx.today, 1))
  const rows = [...Map.groupBy(recent, ({ employeeId }) => employeeId)].flatMap(([employeeId, entries]) => {
    const clock = clockAfter(entries.map((entry) => ({ ...entry, kind: entry.kind as ClockAct })))
    if (!clock) return []
    const { state, since, start } = clock
    const workDate = sourcesOf(employeeId).workDateOf(start.at, start.workDate)
    return [
      {
        companyId: ctx.companyId,
        employeeId,
        state,
        since: since.at,
        startedAt: state === 'off' ? null : start.at,
        workDate,
        timeZone: start.timeZone,
      },
    ]
  })
  if (rows.length === 0) return
  await ctx.tx
    .insertInto('attendanceClock')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'employeeId'])
        .doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          since: eb.ref('excluded.since'),
          startedAt: eb.ref('excluded.startedAt'),
          workDate: eb.ref('excluded.workDate'),
          timeZone: eb.ref('excluded.timeZone'),
        }))
        .whereRef('attendanceClock.since', '<', 'excluded.since'),
    )
    .execute()
}
