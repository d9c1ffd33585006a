import { sql } from 'kysely'
import { newId } from '../../core/ids.ts'
import type { Rows } from '../../core/packed-rows.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { RowChange } from '../../core/sheet-kind.ts'
import { changedFields, refuseRows } from '../../core/sheet-cells.ts'
import { tellOfUse } from '../../core/limits.ts'
import { readPlace } from '../companies/index.ts'
import { endRows } from './employees.employment.rules.ts'
import { refusalOf } from './employees.fields.service.ts'
import type { Changed } from './employees.rows.service.ts'
import { firstRow } from './employees.service.ts'
import { columnOf, personKeys } from './employees.sheet.queries.ts'
import type { SheetCtx } from './employees.sheet.queries.ts'
import { standingAskOf, standingOfNew, termsOf } from './employees.sheet.rules.ts'
import type { References } from './employees.sheet.rules.ts'

/** Adds the new people of a file; their employments are the caller's to write. `refs` knows them by their number from then on. */
export async function hirePeople(ctx: SheetCtx, changes: Rows<RowChange>, refs: References, step: (rows: number) => Promise<void>) {
  const numbers = refs.employee as Map<string, string>
  const refused: { change: RowChange; refusal: Refusal }[] = []
  const places = await readPlace(ctx, 'employees')
  const { limit } = places.limit
  let { used } = places
  for (const some of changes.pieces()) {
    const rows: PersonRow[] = []
    for (const change of some.filter(({ id }) => id === null)) {
      const id = newId()
      numbers.set(change.cells['employeeNumber']!, id)
      const row = newcomerOf(ctx, id, change)
      if ('refusal' in row) {
        refused.push({ change, refusal: row.refusal })
        continue
      }
      rows.push(row)
      if (row.status !== 'left' && row.status !== 'archived') used += 1
      if (used > limit) refused.push({ change, refusal: noPlace(limit) })
    }
    // What is written of a file that is refused is taken back; the rest of it is only judged.
    if (refused.length === 0) await insertPeople(ctx, rows)
    await step(some.length)
  }
  refuseRows(refused)
  await tellOfUse(ctx, places.limit, places.used, used)
}

/** The employment with which each of those of some rows begins who is new. */
export function placedNewcomers(ctx: SheetCtx, rows: readonly RowChange[], refs: References): Changed[] {
  return rows.flatMap((change) => {
    if (change.id !== null) return []
    const { id, joinedOn, leftOn } = hiredOf(ctx, change, refs)
    return [{ employeeId: id, before: [], after: endRows([firstRow(joinedOn, termsOf(change, refs), 'hire')], { joinedOn, leftOn }) }]
  })
}

/** What is told of somebody new. */
export function toldOfNewcomer(ctx: SheetCtx, change: RowChange, refs: References) {
  const { id, statusBefore: _before, archivedAt: _at, ...said } = hiredOf(ctx, change, refs)
  const name = `${said.firstName} ${said.lastName}`
  const uses = { skills: change.cells['skills'] || null, hobbies: change.cells['hobbies'] || null }
  return { employeeId: id, name, change, before: null, after: { ...filled(said), ...filled(termsOf(change, refs)), ...filled(uses) } }
}

/** Somebody who was added already. */
const hiredOf = (ctx: SheetCtx, change: RowChange, refs: References) =>
  newcomerOf(ctx, refs.employee.get(change.cells['employeeNumber']!)!, change) as PersonRow

type PersonRow = ReturnType<typeof rowOf>

function newcomerOf(ctx: SheetCtx, id: string, change: RowChange): PersonRow | { refusal: Refusal } {
  const standing = standingOfNew(change.cells['joinedOn']!, standingAskOf(change), ctx.today)
  const refusal = refusalOf(standing)
  return refusal ? { refusal } : rowOf(ctx, id, change, standing as Exclude<typeof standing, Refusal>)
}

/** Every row has the same fields, so that many go into one statement. */
function rowOf(
  ctx: SheetCtx,
  id: string,
  { cells }: RowChange,
  standing: { status?: string; leftOn?: string | null; noticeOn?: string | null; leavingReason?: string | null },
) {
  const { status = 'active', leftOn = null, noticeOn = null, leavingReason = null } = standing
  const person = changedFields(cells, personKeys, personKeys) as Record<'firstName' | 'lastName', string>
  return {
    ...person,
    id,
    employeeNumber: cells['employeeNumber']!,
    joinedOn: cells['joinedOn']!,
    status,
    leftOn,
    noticeOn,
    leavingReason,
    // Who comes in archived had left: restored, they have left.
    statusBefore: status === 'archived' ? 'left' : null,
    archivedAt: status === 'archived' ? ctx.now : null,
  }
}

const columns = personKeys.map((key) => ({ name: columnOf(key), key, type: key === 'birthDate' ? 'date' : 'text' }))

/** As one value: a statement with a parameter for each column of each row takes long to make, and stays prepared. */
async function insertPeople(ctx: SheetCtx, rows: readonly PersonRow[]) {
  if (rows.length === 0) return
  const names = sql.raw(columns.map(({ name }) => name).join(', '))
  const types = sql.raw(columns.map(({ key, type }) => `"${key}" ${type}`).join(', '))
  await sql`insert into employee (company_id, id, employee_number, joined_on, status, left_on, notice_on, leaving_reason, status_before,
      archived_at, ${names})
    select ${ctx.companyId}::uuid, u.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u(id uuid, "employeeNumber" text,
      "joinedOn" date, status text, "leftOn" date, "noticeOn" date, "leavingReason" text, "statusBefore" text, "archivedAt" timestamptz,
      ${types})`.execute(ctx.tx)
}

const filled = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

const noPlace = (limit: number): Refusal => ({
  code: 'LIMIT_REACHED',
  message: `Your company may have ${limit} people, and with this row there would be more.`,
  details: { limit },
})
