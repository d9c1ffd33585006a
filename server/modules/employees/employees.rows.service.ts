import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Problem } from '../../core/errors.ts'
import { requireOpenBranch, takeSeats } from '../organization/index.ts'
import { seatsNeeded } from './employees.employment.rules.ts'
import type { Row, Span } from './employees.employment.rules.ts'

export type RowsCtx = Ctx<'employment' | 'position' | 'branch'>

const columns = [
  'id',
  'firstDay',
  'lastDay',
  'title',
  'departmentId',
  'branchId',
  'managerId',
  'positionId',
  'workingPatternId',
  'contractKind',
  'weeklyHours',
  'salaryRef',
  'reason',
  'note',
] as const

/** A person's employments, oldest first. Whoever changes them holds the company's state row, so that they are still these when written. */
export function readRows(ctx: RowsCtx, employeeId: string): Promise<Row[]> {
  return selectRows(ctx).where('employeeId', '=', employeeId).execute()
}

/** The same of many, by person; who has none is not among them. */
export async function readRowsOf(ctx: RowsCtx, employeeIds: readonly string[]): Promise<Map<string, Row[]>> {
  const rows = await selectRows(ctx)
    .select('employeeId')
    .where((eb) => sql<boolean>`${eb.ref('employeeId')} = any(${employeeIds}::uuid[])`)
    .execute()
  return byPersonOf(rows)
}

/** All employments of everybody who reports to somebody on `day` or later, by person. */
export async function readRowsOfReports(ctx: RowsCtx, managerId: string, day: string): Promise<Map<string, Row[]>> {
  const rows = await selectRows(ctx)
    .select('employeeId')
    .where('employeeId', 'in', (eb) =>
      eb
        .selectFrom('employment as r')
        .select('r.employeeId')
        .where('r.companyId', '=', ctx.companyId)
        .where('r.managerId', '=', managerId)
        .where((w) => w.or([w('r.lastDay', 'is', null), w('r.lastDay', '>=', day)])),
    )
    .execute()
  return byPersonOf(rows)
}

function byPersonOf(rows: readonly (Row & { employeeId: string })[]): Map<string, Row[]> {
  const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId)
  return new Map([...byPerson].map(([id, theirs]) => [id, theirs.map(({ employeeId: _, ...row }) => row)]))
}

const selectRows = (ctx: RowsCtx) =>
  ctx.tx.selectFrom('employment').select(columns).where('companyId', '=', ctx.companyId).orderBy('firstDay').$castTo<Row>()

export type Changed = { readonly employeeId: string; readonly before: readonly Row[]; readonly after: readonly Row[] }

/** Why what was to be written of somebody cannot be. */
export type Refused = { readonly employeeId: string; readonly problem: Problem }

/**
 * Writes what a rule made of people's employments. Refuses a branch that is closed, a reporting line
 * that closes on any day, and a position that is full on one.
 */
export async function saveRows(ctx: RowsCtx, people: readonly Changed[]): Promise<void> {
  const [refused] = await tryRows(ctx, people)
  if (refused) throw refused.problem
}

/** The same for many people at once; answers with whom it refuses, whose transaction must not be committed then. */
export async function tryRows(ctx: RowsCtx, people: readonly Changed[]): Promise<Refused[]> {
  const written = await writeRows(ctx, people)
  return written.refused.length > 0 ? [...written.refused] : judgeRows(ctx, [written.asks])
}

/** What is asked of reporting lines and seats by employments that were written. */
export type Asks = { readonly lines: readonly Line[]; readonly seats: readonly (Span & SeatOf)[] }
type SeatOf = { readonly employmentId: string; readonly positionId: string; readonly employeeId: string }

/** Writes the employments of some of the people of one act; what they ask for is judged by `judgeRows` when all are written. */
export async function writeRows(ctx: RowsCtx, people: readonly Changed[]): Promise<{ asks: Asks; refused: readonly Refused[] }> {
  const lines = people.flatMap(({ employeeId, before, after }) => newLines(employeeId, before, after))
  const seats = people.flatMap(({ employeeId, before, after }) =>
    seatsNeeded(before, after).map(({ id, positionId, firstDay, lastDay }) => ({
      employmentId: id,
      positionId,
      firstDay,
      lastDay,
      employeeId,
    })),
  )
  const own = lines.filter(({ employeeId, managerId }) => employeeId === managerId)
  if (own.length > 0) return { asks: { lines, seats }, refused: own.map(refusedCycle) }
  for (const branchId of newBranches(people)) await requireOpenBranch(ctx, branchId)
  await writeExisting(ctx, people)
  await insertRows(ctx, people)
  return { asks: { lines, seats }, refused: [] }
}

/** Whom reporting lines or seats refuse, by how everything stands when all is written. */
export async function judgeRows(ctx: RowsCtx, asks: readonly Asks[]): Promise<Refused[]> {
  const seats = asks.flatMap((some) => some.seats)
  // All lines together: each question about them looks through every employment that names a manager.
  const lines = asks.flatMap((some) => some.lines)
  const cycles = (await findCycles(ctx, lines)).map(refusedCycle)
  const full = seats.length > 0 ? await takeSeats(ctx, seats) : []
  return [
    ...cycles,
    ...full.map(({ ask, refusal }) => ({
      employeeId: ask.employeeId,
      problem: fail.conflict(refusal.code, refusal.message, refusal.details),
    })),
  ]
}

/** The branches that somebody did not belong to before. */
function newBranches(people: readonly Changed[]): Set<string> {
  return new Set(
    people.flatMap(({ before, after }) =>
      after.flatMap(({ branchId }) => (branchId && !before.some((row) => row.branchId === branchId) ? [branchId] : [])),
    ),
  )
}

/** What shrinks is written first, so that no two rows share a day in between. */
async function writeExisting(ctx: RowsCtx, people: readonly Changed[]) {
  const gone: string[] = []
  const shrinking: Row[] = []
  const growing: Row[] = []
  for (const { before, after } of people) {
    const kept = new Map(after.map((row) => [row.id, row]))
    for (const old of before) {
      const row = kept.get(old.id)
      if (!row) gone.push(old.id)
      else if (JSON.stringify(row) !== JSON.stringify(old))
        (row.firstDay >= old.firstDay && ends(row) <= ends(old) ? shrinking : growing).push(row)
    }
  }
  if (gone.length > 0)
    await sql`delete from employment as t where t.company_id = ${ctx.companyId} and t.id = any(${gone}::uuid[])`.execute(ctx.tx)
  await updateRows(ctx, shrinking)
  await updateRows(ctx, growing)
}

// Many in a statement: one for each row of a large import would take minutes. A statement holds 65,535 values at most.
const rowsAtOnce = 1000

async function updateRows(ctx: RowsCtx, rows: readonly Row[]) {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await sql`update employment as t set version = t.version + 1, first_day = u."firstDay", last_day = u."lastDay", title = u.title,
        department_id = u."departmentId", branch_id = u."branchId", manager_id = u."managerId", position_id = u."positionId",
        working_pattern_id = u."workingPatternId", contract_kind = u."contractKind", weekly_hours = u."weeklyHours",
        salary_ref = u."salaryRef", reason = u.reason, note = u.note
      from jsonb_to_recordset(${JSON.stringify(rows.slice(from, from + rowsAtOnce))}::jsonb) as u(id uuid, "firstDay" date, "lastDay" date,
        title text, "departmentId" uuid, "branchId" uuid, "managerId" uuid, "positionId" uuid, "workingPatternId" uuid,
        "contractKind" text, "weeklyHours" numeric, "salaryRef" text, reason text, note text)
      where t.company_id = ${ctx.companyId} and t.id = u.id`.execute(ctx.tx)
  }
}

async function insertRows(ctx: RowsCtx, people: readonly Changed[]) {
  const added = people.flatMap(({ employeeId, before, after }) => {
    const known = new Set(before.map(({ id }) => id))
    return after.filter(({ id }) => !known.has(id)).map((row) => ({ ...row, employeeId }))
  })
  for (let from = 0; from < added.length; from += rowsAtOnce)
    // As one value: a statement with a parameter for each column of each row takes long to make, and stays prepared.
    await sql`insert into employment (company_id, id, employee_id, first_day, last_day, title, department_id, branch_id, manager_id,
        position_id, working_pattern_id, contract_kind, weekly_hours, salary_ref, reason, note)
      select ${ctx.companyId}::uuid, u.* from jsonb_to_recordset(${JSON.stringify(added.slice(from, from + rowsAtOnce))}::jsonb) as u(id uuid,
        "employeeId" uuid, "firstDay" date, "lastDay" date, title text, "departmentId" uuid, "branchId" uuid, "managerId" uuid,
        "positionId" uuid, "workingPatternId" uuid, "contractKind" text, "weeklyHours" numeric, "salaryRef" text, reason text,
        note text)`.execute(ctx.tx)
}

const ends = ({ lastDay }: Span) => lastDay ?? '9999-12-31'

type Line = Span & { readonly employeeId: string; readonly managerId: string }

/** The rows that name a manager for days on which they did not name them before. */
function newLines(employeeId: string, before: readonly Row[], after: readonly Row[]): Line[] {
  return after.flatMap((row) => {
    const { managerId, firstDay, lastDay } = row
    const isNew = !before.some((old) => old.managerId === managerId && old.firstDay <= firstDay && ends(old) >= ends(row))
    return managerId !== null && isNew ? [{ employeeId, managerId, firstDay, lastDay }] : []
  })
}

// One statement for all lines of a large import would be stopped.
const linesAtOnce = 5000

/**
 * The lines that would close, each with the first day on which it would: a line is walked upward with the days on which each part of
 * it holds.
 */
export async function findCycles(
  ctx: RowsCtx,
  lines: readonly Line[],
): Promise<{ employeeId: string; managerId: string; firstDay: string }[]> {
  if (lines.length > linesAtOnce)
    return [...(await findCycles(ctx, lines.slice(0, linesAtOnce))), ...(await findCycles(ctx, lines.slice(linesAtOnce)))]
  if (lines.length === 0) return []
  const asked = lines.map(({ employeeId, managerId, firstDay, lastDay }) => ({
    employee_id: employeeId,
    manager_id: managerId,
    first_day: firstDay,
    last_day: lastDay ?? 'infinity',
  }))
  const { rows } = await sql<{ employeeId: string; managerId: string; firstDay: string }>`
    with recursive above as (
      select a.employee_id, a.manager_id, a.manager_id as above_id, a.first_day, a.last_day
        from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(employee_id uuid, manager_id uuid, first_day date, last_day date)
      union
      select a.employee_id, a.manager_id, t.manager_id, greatest(a.first_day, t.first_day), least(a.last_day, t.last_day)
        from above a join employment t on t.company_id = ${ctx.companyId} and t.employee_id = a.above_id
          and t.first_day <= a.last_day and (t.last_day is null or t.last_day >= a.first_day)
        where t.manager_id is not null and a.above_id <> a.employee_id
    ) select employee_id, manager_id, min(first_day) as first_day from above where above_id = employee_id
      group by employee_id, manager_id order by first_day`.execute(ctx.tx)
  return rows
}

function refusedCycle({ employeeId, managerId, firstDay }: Pick<Line, 'employeeId' | 'managerId' | 'firstDay'>): Refused {
  const details = { employeeId, managerId, firstDay }
  return { employeeId, problem: fail.conflict('REPORTING_CYCLE', 'This would make the person report to themselves.', details) }
}
