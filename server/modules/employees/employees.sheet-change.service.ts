import { sql } from 'kysely'
import { newId } from '../../core/ids.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { RowChange, RowFault, SheetRow } from '../../core/sheet-kind.ts'
import { correctRow, endRows, reasonOf, startRow } from './employees.employment.rules.ts'
import type { Row } from './employees.employment.rules.ts'
import type { EmployeeStatus } from './employees.fields.contract.ts'
import { refusalOf } from './employees.fields.service.ts'
import { changeStanding } from './employees.lifecycle.rules.ts'
import type { Standing, StandingChange } from './employees.lifecycle.rules.ts'
import { readRowsOf } from './employees.rows.service.ts'
import type { Changed } from './employees.rows.service.ts'
import { columnOf, personKeys } from './employees.sheet.queries.ts'
import type { SheetCtx } from './employees.sheet.queries.ts'
import { standingAskOf, termsOf } from './employees.sheet.rules.ts'
import type { References } from './employees.sheet.rules.ts'

/**
 * What some rows of a file make of people who are there already, and of whom the rules refuse it. Nothing is written: the people are
 * the caller's to write, and so are their employments, which are the same object where nothing of them changes.
 */
export async function judgePeople(ctx: SheetCtx, rows: readonly RowChange[], refs: References) {
  const changes = rows.filter(({ id }) => id !== null)
  const ids = changes.map(({ id }) => id!)
  const [standings, employments] = [await readStandings(ctx, ids), await readRowsOf(ctx, ids)]
  const refused: RowFault[] = []
  const people: Changed[] = []
  const writes: PersonWrite[] = []
  for (const change of changes) {
    const before = employments.get(change.id!) ?? []
    const made = changeOf(ctx, change, standings.get(change.id!)!, before, refs)
    if ('refusal' in made) refused.push({ row: change.row, column: null, value: null, reason: made.refusal.message })
    else {
      people.push({ employeeId: change.id!, before, after: made.after })
      writes.push(made.write)
    }
  }
  return { people, writes, refused }
}

type Known = Standing & { leavingReason: string | null }
type PersonWrite = Known & { id: string; cells: Readonly<Record<string, string | null>> }

async function readStandings(ctx: SheetCtx, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  const rows = await ctx.tx
    .selectFrom('employee as e')
    .select(['e.id', 'e.status', 'e.joinedOn', 'e.leftOn', 'e.noticeOn', 'e.leavingReason'])
    .where('e.companyId', '=', ctx.companyId)
    .where(sql<boolean>`e.id = any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, status, ...rest }) => [id, { ...rest, status: status as EmployeeStatus }]))
}

/** The steps of `updateEmployee`, and of a corrected day of joining, for one row. */
function changeOf(
  { today }: SheetCtx,
  change: RowChange,
  known: Known,
  rows: readonly Row[],
  refs: References,
): { after: readonly Row[]; write: PersonWrite } | { refusal: Refusal } {
  const { cells, changed } = change
  if (known.status === 'archived') {
    return { refusal: { code: 'EMPLOYEE_ARCHIVED', message: 'This person is archived; restore them first.', details: {} } }
  }
  const ask = standingAskOf(change)
  const standing: StandingChange | Refusal = Object.keys(ask).length > 0 ? changeStanding(known, ask, today) : {}
  const refusal = refusalOf(standing)
  if (refusal) return { refusal }
  const after = { ...known, ...(standing as StandingChange) }
  const placed = rowsOf(change, { ...known, leftOn: known.leftOn }, rows, refs, today)
  if ('refusal' in placed) return placed
  const ended = after.leftOn === known.leftOn ? placed.rows : endRows(placed.rows, { joinedOn: placed.joinedOn, leftOn: after.leftOn })
  return {
    after: ended,
    write: {
      ...after,
      joinedOn: placed.joinedOn,
      id: change.id!,
      cells: Object.fromEntries(personKeys.map((key) => [key, (changed.includes(key) ? cells[key] : change.before![key]) || null])),
    },
  }
}

/** What is told of somebody whom a row changed. */
export function toldOfChange(change: RowChange) {
  const { id, cells, changed } = change
  const before = change.before!
  const told = (row: SheetRow) =>
    Object.fromEntries(changed.filter((key) => !key.startsWith('custom.')).map((key) => [key, row[key] || null]))
  const nameOf = (key: string) => (changed.includes(key) ? cells[key] : before[key])
  return { employeeId: id!, name: `${nameOf('firstName')} ${nameOf('lastName')}`, change, before: told(before), after: told(cells) }
}

function rowsOf(
  change: RowChange,
  stay: Known,
  before: readonly Row[],
  refs: References,
  today: string,
): { rows: readonly Row[]; joinedOn: string } | { refusal: Refusal } {
  let [rows, joinedOn] = [before, stay.joinedOn]
  if (change.changed.includes('joinedOn')) {
    const first = rows.find(({ firstDay }) => firstDay === joinedOn)
    if (!first) return { refusal: { code: 'NOT_EMPLOYED', message: `Nothing of this person begins on ${joinedOn}.`, details: {} } }
    const corrected = correctRow(rows, stay, first.id, { firstDay: change.cells['joinedOn']! })
    if ('code' in corrected) return { refusal: corrected }
    ;({ rows, joinedOn } = corrected)
  }
  const terms = termsOf(change, refs)
  if (Object.keys(terms).length === 0) return { rows, joinedOn }
  const firstDay = today > joinedOn ? today : joinedOn
  const started = startRow(rows, { ...stay, joinedOn }, { id: newId(), firstDay, sameDay: 'change' }, { reason: reasonOf(terms), ...terms })
  return 'code' in started ? { refusal: started } : { rows: started, joinedOn }
}

const dates = new Set(['birthDate'])

/** Only the columns that some row changes are written, so that what the caller does not see stays as it is. */
export async function writePeople(ctx: SheetCtx, people: readonly PersonWrite[], changes: readonly RowChange[]) {
  if (people.length === 0) return
  const keys = personKeys.filter((key) => changes.some(({ changed }) => changed.includes(key)))
  const sets = keys.map((key) => sql.raw(`, ${columnOf(key)} = u."${key}"`))
  const types = keys.map((key) => sql.raw(`, "${key}" ${dates.has(key) ? 'date' : 'text'}`))
  const given = people.map(({ cells, ...standing }) => ({ ...standing, ...Object.fromEntries(keys.map((key) => [key, cells[key]])) }))
  await sql`update employee as e set version = e.version + 1, status = u.status, joined_on = u."joinedOn", left_on = u."leftOn",
      notice_on = u."noticeOn", leaving_reason = u."leavingReason" ${sql.join(sets, sql``)}
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as u(id uuid, status text, "joinedOn" date, "leftOn" date, "noticeOn" date,
      "leavingReason" text ${sql.join(types, sql``)})
    where e.company_id = ${ctx.companyId} and e.id = u.id`.execute(ctx.tx)
}
