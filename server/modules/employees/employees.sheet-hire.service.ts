import { newId } from '../../core/ids.ts'
import type { Refusal } from '../../core/refusal.ts'
import type { RowChange } from '../../core/sheet-kind.ts'
import { changedFields, refuseRows } from '../../core/sheet-cells.ts'
import { endRows } from './employees.employment.rules.ts'
import { refusalOf } from './employees.fields.service.ts'
import { readPlaces } from './employees.number.service.ts'
import { firstRow } from './employees.service.ts'
import { personKeys } from './employees.sheet.queries.ts'
import type { SheetCtx } from './employees.sheet.queries.ts'
import { standingAskOf, standingOfNew, termsOf } from './employees.sheet.rules.ts'
import type { References, SheetPerson } from './employees.sheet.rules.ts'

const peopleAtOnce = 1000

/** Adds the new people of a file; their employments are the caller's to write. `refs` knows them by their number from then on. */
export async function hirePeople(ctx: SheetCtx, changes: readonly RowChange[], refs: References): Promise<SheetPerson[]> {
  if (changes.length === 0) return []
  const numbers = refs.employee as Map<string, string>
  const ids = changes.map(({ cells }) => {
    const id = newId()
    numbers.set(cells['employeeNumber']!, id)
    return id
  })
  const refused: { change: RowChange; refusal: Refusal }[] = []
  const places = await readPlaces(ctx)
  let { used } = places
  const rows: PersonRow[] = []
  const people: SheetPerson[] = []
  for (const [index, change] of changes.entries()) {
    const made = newcomerOf(ctx, ids[index]!, change, refs)
    if ('refusal' in made) refused.push({ change, refusal: made.refusal })
    else {
      rows.push(made.row)
      people.push(made.person)
      if (made.row.status !== 'left' && made.row.status !== 'archived') used += 1
      if (used > places.limit) refused.push({ change, refusal: noPlace(places.limit) })
    }
  }
  refuseRows(refused)
  for (let from = 0; from < rows.length; from += peopleAtOnce)
    await ctx.tx
      .insertInto('employee')
      .values(rows.slice(from, from + peopleAtOnce))
      .execute()
  return people
}

type PersonRow = ReturnType<typeof rowOf>

function newcomerOf(
  ctx: SheetCtx,
  id: string,
  change: RowChange,
  refs: References,
): { row: PersonRow; person: SheetPerson } | { refusal: Refusal } {
  const joinedOn = change.cells['joinedOn']!
  const standing = standingOfNew(joinedOn, standingAskOf(change), ctx.today)
  const refusal = refusalOf(standing)
  if (refusal) return { refusal }
  const row = rowOf(ctx, id, change, standing as Exclude<typeof standing, Refusal>)
  const terms = termsOf(change, refs)
  const after = endRows([firstRow(joinedOn, terms, 'hire')], { joinedOn, leftOn: row.leftOn })
  const story = () => {
    const { companyId: _company, id: _id, archivedAt: _at, statusBefore: _before, ...said } = row
    return { before: null, after: { ...filled(said), ...filled(terms) } }
  }
  const name = `${row.firstName} ${row.lastName}`
  return { row, person: { employeeId: id, name, change, rows: { before: [], after }, story } }
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
    companyId: ctx.companyId,
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

const filled = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

const noPlace = (limit: number): Refusal => ({
  code: 'LIMIT_REACHED',
  message: `Your plan allows ${limit} people, and with this row there would be more.`,
  details: { limit },
})
