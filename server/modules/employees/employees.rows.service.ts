import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { takeSeat } from '../organization/index.ts'
import { seatsNeeded } from './employees.employment.rules.ts'
import type { Row, Span } from './employees.employment.rules.ts'

export type RowsCtx = Ctx<'employment' | 'position'>

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
  const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId)
  return new Map([...byPerson].map(([id, theirs]) => [id, theirs.map(({ employeeId: _, ...row }) => row)]))
}

const selectRows = (ctx: RowsCtx) =>
  ctx.tx.selectFrom('employment').select(columns).where('companyId', '=', ctx.companyId).orderBy('firstDay').$castTo<Row>()

export type Changed = { readonly employeeId: string; readonly before: readonly Row[]; readonly after: readonly Row[] }

/**
 * Writes what a rule made of people's employments. Refuses a reporting line that closes on any day, and a position that is full on one.
 */
export async function saveRows(ctx: RowsCtx, people: readonly Changed[]): Promise<void> {
  const lines = people.flatMap(({ employeeId, before, after }) => newLines(employeeId, before, after))
  const own = lines.find(({ employeeId, managerId }) => employeeId === managerId)
  if (own) throw cycle(own.employeeId, own.managerId, own.firstDay)
  for (const { before, after } of people) await writeExisting(ctx, before, after)
  const added = people.flatMap(({ employeeId, before, after }) =>
    after
      .filter(({ id }) => !before.some((row) => row.id === id))
      .map((row) => Object.assign({}, row, { companyId: ctx.companyId, employeeId })),
  )
  // A statement holds 65,535 values at most.
  for (let from = 0; from < added.length; from += 1000)
    await ctx.tx
      .insertInto('employment')
      .values(added.slice(from, from + 1000))
      .execute()
  if (lines.length > 0) await refuseCycles(ctx, lines)
  for (const { before, after } of people) {
    for (const { id, positionId, firstDay, lastDay } of seatsNeeded(before, after)) {
      await takeSeat(ctx, positionId, { firstDay, lastDay, exceptEmploymentId: id })
    }
  }
}

/** What shrinks is written first, so that no two rows share a day in between. */
async function writeExisting(ctx: RowsCtx, before: readonly Row[], after: readonly Row[]) {
  const gone = before.filter(({ id }) => !after.some((row) => row.id === id)).map(({ id }) => id)
  if (gone.length > 0) await ctx.tx.deleteFrom('employment').where('companyId', '=', ctx.companyId).where('id', 'in', gone).execute()
  const pairs = before.flatMap((old) => {
    const row = after.find(({ id }) => id === old.id)
    return row && JSON.stringify(row) !== JSON.stringify(old)
      ? [{ row, shrinks: row.firstDay >= old.firstDay && ends(row) <= ends(old) }]
      : []
  })
  for (const { row } of pairs.sort((a, b) => Number(b.shrinks) - Number(a.shrinks))) {
    const { id, ...values } = row
    await ctx.tx
      .updateTable('employment')
      .set((eb) => Object.assign({ version: eb('version', '+', 1) }, values))
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .execute()
  }
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

/** Refuses people who would report, over however many levels, to themselves on any day of their new lines. */
async function refuseCycles(ctx: RowsCtx, lines: readonly Line[]) {
  const [found] = await findCycles(ctx, lines)
  if (found) throw cycle(found.employeeId, found.managerId, found.firstDay)
}

/**
 * The lines that would close, each with the first day on which it would: a line is walked upward with the days on which each part of
 * it holds.
 */
export async function findCycles(
  ctx: RowsCtx,
  lines: readonly Line[],
): Promise<{ employeeId: string; managerId: string; firstDay: string }[]> {
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

const cycle = (employeeId: string, managerId: string, firstDay: string) =>
  fail.conflict('REPORTING_CYCLE', 'This would make the person report to themselves.', { employeeId, managerId, firstDay })
