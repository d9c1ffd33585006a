import { sql } from 'kysely'
import { newId } from '../../core/ids.ts'
import type { Refusal } from '../../core/refusal.ts'
import { refuseRows } from '../../core/sheet-cells.ts'
import type { RowChange } from '../../core/sheet-kind.ts'
import { correctRow, endRows, reasonOf, startRow } from './employees.employment.rules.ts'
import type { Row } from './employees.employment.rules.ts'
import type { EmployeeStatus } from './employees.fields.contract.ts'
import { refusalOf } from './employees.fields.service.ts'
import { changeStanding } from './employees.lifecycle.rules.ts'
import type { Standing, StandingChange } from './employees.lifecycle.rules.ts'
import { readRowsOf } from './employees.rows.service.ts'
import { personKeys } from './employees.sheet.queries.ts'
import type { SheetCtx } from './employees.sheet.queries.ts'
import { standingAskOf, termsOf } from './employees.sheet.rules.ts'
import type { References, SheetPerson } from './employees.sheet.rules.ts'

const peopleAtOnce = 1000

/** Changes people of a file who are there already; their employments are the caller's to write. */
export async function changePeople(ctx: SheetCtx, changes: readonly RowChange[], refs: References): Promise<SheetPerson[]> {
  const refused: { change: RowChange; refusal: Refusal }[] = []
  const people: SheetPerson[] = []
  const writes: PersonWrite[] = []
  for (let from = 0; from < changes.length; from += peopleAtOnce) {
    const some = changes.slice(from, from + peopleAtOnce)
    const ids = some.map(({ id }) => id!)
    const [standings, rows] = [await readStandings(ctx, ids), await readRowsOf(ctx, ids)]
    for (const change of some) {
      const made = changeOf(ctx, change, standings.get(change.id!)!, rows.get(change.id!) ?? [], refs)
      if ('refusal' in made) refused.push({ change, refusal: made.refusal })
      else {
        people.push(made.person)
        writes.push(made.write)
      }
    }
  }
  refuseRows(refused)
  const keys = personKeys.filter((key) => changes.some(({ changed }) => changed.includes(key)))
  for (let from = 0; from < writes.length; from += peopleAtOnce) await writePeople(ctx, writes.slice(from, from + peopleAtOnce), keys)
  return people
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
): { person: SheetPerson; write: PersonWrite } | { refusal: Refusal } {
  const { cells, changed } = change
  const before = change.before!
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
  const told = (row: Readonly<Record<string, string>>) =>
    Object.fromEntries(changed.filter((key) => !key.startsWith('custom.')).map((key) => [key, row[key] || null]))
  const valueOf = (key: string) => (changed.includes(key) ? cells[key] : before[key]) || null
  return {
    person: {
      employeeId: change.id!,
      name: `${valueOf('firstName')} ${valueOf('lastName')}`,
      change,
      rows: ended === rows ? null : { before: rows, after: ended },
      story: () => ({ before: told(before), after: told(cells) }),
    },
    write: {
      ...after,
      joinedOn: placed.joinedOn,
      id: change.id!,
      cells: Object.fromEntries(personKeys.map((key) => [key, valueOf(key)])),
    },
  }
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
const columnOf = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Only the columns that some row changes are written, so that what the caller does not see stays as it is. */
async function writePeople(ctx: SheetCtx, people: readonly PersonWrite[], keys: readonly string[]) {
  const sets = keys.map((key) => sql.raw(`, ${columnOf(key)} = u."${key}"`))
  const types = keys.map((key) => sql.raw(`, "${key}" ${dates.has(key) ? 'date' : 'text'}`))
  const given = people.map(({ cells, ...standing }) => ({ ...standing, ...Object.fromEntries(keys.map((key) => [key, cells[key]])) }))
  await sql`update employee as e set version = e.version + 1, status = u.status, joined_on = u."joinedOn", left_on = u."leftOn",
      notice_on = u."noticeOn", leaving_reason = u."leavingReason" ${sql.join(sets, sql``)}
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as u(id uuid, status text, "joinedOn" date, "leftOn" date, "noticeOn" date,
      "leavingReason" text ${sql.join(types, sql``)})
    where e.company_id = ${ctx.companyId} and e.id = u.id`.execute(ctx.tx)
}
