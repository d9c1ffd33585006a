import { sql } from 'kysely'
import { Day, OneOf } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import type { Refusal } from '../../core/refusal.ts'
import { cellOf, filledCells, refuseRows } from '../../core/sheet-cells.ts'
import { RowFaults } from '../../core/sheet-kind.ts'
import type { ExistingRow, RowChange, SheetColumn, SheetKind } from '../../core/sheet-kind.ts'
import { mergeRows } from './employees.employment-sheet.rules.ts'
import { correctEmployment, employmentCorrected, employmentStarted } from './employees.employment.contract.ts'
import type { Row } from './employees.employment.rules.ts'
import { contractKinds, employmentFields } from './employees.fields.contract.ts'
import { refusalOf } from './employees.fields.service.ts'
import { readRowsOf, tryRows } from './employees.rows.service.ts'
import { batchSize, indexPeople } from './employees.search.service.ts'
import { hours, isShownOfAll, readEmploymentRows, readNames, readReferences, termCells } from './employees.sheet.queries.ts'
import type { SheetCtx } from './employees.sheet.queries.ts'
import { termsOf } from './employees.sheet.rules.ts'
import type { References } from './employees.sheet.rules.ts'

export const employmentSheet: SheetKind = {
  kind: 'employments',
  title: 'Employments',
  toImport: ['employee.read', 'employee.read-team', 'employee.update'],
  toExport: ['employee.read', 'employee.read-team'],
  identity: ['employeeNumber', 'firstDay'],
  columns: (ctx) => Promise.resolve(columns.filter(({ key }) => isShownOfAll(ctx, key))),
  read: readEmployments,
  apply: applyEmployments,
}

const asIs = (text: string) => text
const reasons = ['hire', 'rehire', 'promotion', 'transfer', 'manager', 'contract', 'correction', 'other'] as const
const columns: readonly SheetColumn[] = [
  { key: 'employeeNumber', label: 'Number', isRequired: true, refersTo: 'employees', read: asIs },
  { key: 'firstDay', label: 'First day', isRequired: true, read: cellOf(Day) },
  { key: 'lastDay', label: 'Last day', read: cellOf(Day) },
  { key: 'title', label: 'Title', read: cellOf(employmentFields.title) },
  { key: 'departmentCode', label: 'Department', refersTo: 'departments', read: asIs },
  { key: 'branchCode', label: 'Branch', refersTo: 'branches', read: asIs },
  { key: 'positionCode', label: 'Position', refersTo: 'positions', read: asIs },
  { key: 'managerNumber', label: 'Manager', refersTo: 'employees', read: asIs },
  { key: 'contractKind', label: 'Contract', blankKeeps: true, read: cellOf(OneOf(...contractKinds)) },
  { key: 'weeklyHours', label: 'Weekly hours', read: hours },
  { key: 'salaryRef', label: 'Salary reference', read: cellOf(employmentFields.salaryRef) },
  { key: 'reason', label: 'Reason', blankKeeps: true, read: cellOf(OneOf(...reasons)) },
  { key: 'note', label: 'Note', read: cellOf(correctEmployment.schema.body.properties.note) },
]

const peopleAtOnce = 2000

/** Every employment of everybody, past, present and planned. */
async function readEmployments(ctx: SheetCtx): Promise<ExistingRow[]> {
  const keys = columns.map(({ key }) => key).filter((key) => isShownOfAll(ctx, key))
  const names = await readNames(ctx)
  const people = [...names.employee].sort(([, a], [, b]) => (a < b ? -1 : 1))
  const found: ExistingRow[] = []
  for (let from = 0; from < people.length; from += peopleAtOnce) {
    const some = people.slice(from, from + peopleAtOnce)
    const rows = await readEmploymentRows(
      ctx,
      some.map(([id]) => id),
    )
    const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId)
    for (const [id, employeeNumber] of some)
      for (const row of byPerson.get(id) ?? [])
        found.push({ id: row.id, cells: filledCells({ ...row, ...termCells(row, names), employeeNumber }, keys) })
  }
  return found
}

type Person = { readonly employeeId: string; readonly name: string; readonly changes: readonly RowChange[]; before: Row[]; after: Row[] }

/** Puts employments among those that are there, person by person, and judges seats and reporting lines when all are written. */
async function applyEmployments(ctx: SheetCtx, changes: readonly RowChange[], done: (count: number) => Promise<void>) {
  const refs = await readReferences(ctx)
  const people = await mergePeople(ctx, changes, refs)
  await done(Math.floor(changes.length * 0.2))
  const refused = await tryRows(ctx, people)
  if (refused.length > 0) {
    const rowOf = new Map(people.map((person) => [person.employeeId, person.changes[0]!.row]))
    throw new RowFaults(
      refused.map(({ employeeId, problem }) => ({ row: rowOf.get(employeeId)!, column: null, value: null, reason: problem.message })),
    )
  }
  const ids = people.map(({ employeeId }) => employeeId)
  for (let from = 0; from < ids.length; from += batchSize) {
    const some = ids.slice(from, from + batchSize)
    await sql`update employee as e set version = e.version + 1 where e.company_id = ${ctx.companyId} and e.id = any(${some}::uuid[])`.execute(
      ctx.tx,
    )
    await indexPeople(ctx, some)
    await done(Math.floor(changes.length * (0.3 + (0.6 * from) / ids.length)))
  }
  await ctx.emitAll(
    employmentStarted,
    people.flatMap((person) => storiesOf(person, true)),
  )
  await ctx.emitAll(
    employmentCorrected,
    people.flatMap((person) => storiesOf(person, false)),
  )
}

async function mergePeople(ctx: SheetCtx, changes: readonly RowChange[], refs: References): Promise<Person[]> {
  const byPerson = [...Map.groupBy(changes, ({ cells }) => refs.employee.get(cells['employeeNumber']!)!)]
  const people: Person[] = []
  const refused: { change: RowChange; refusal: Refusal }[] = []
  for (let from = 0; from < byPerson.length; from += peopleAtOnce) {
    const some = byPerson.slice(from, from + peopleAtOnce)
    const ids = some.map(([id]) => id)
    const [stays, rows] = [await readStays(ctx, ids), await readRowsOf(ctx, ids)]
    for (const [employeeId, theirs] of some) {
      const { name, ...stay } = stays.get(employeeId)!
      const before = rows.get(employeeId) ?? []
      const after = mergeRows(
        before,
        stay,
        theirs.map((change) => givenOf(change, refs)),
      )
      const refusal = refusalOf(after)
      if (refusal) refused.push({ change: theirs[0]!, refusal })
      else people.push({ employeeId, name, changes: theirs, before, after: after as Row[] })
    }
  }
  refuseRows(refused)
  return people
}

function givenOf(change: RowChange, refs: References) {
  const { id, cells, changed } = change
  return {
    ...termsOf(change, refs),
    ...(changed.includes('reason') && { reason: cells['reason']! }),
    ...(changed.includes('note') && { note: cells['note'] || null }),
    // A file that has the column says the last day of every row in it, also of one that stays as it was.
    ...(Object.hasOwn(cells, 'lastDay') && { lastDay: cells['lastDay'] || null }),
    id: id ?? newId(),
    firstDay: cells['firstDay']!,
  }
}

async function readStays(ctx: SheetCtx, ids: readonly string[]) {
  const rows = await ctx.tx
    .selectFrom('employee as e')
    .select(['e.id', 'e.joinedOn', 'e.leftOn', sql<string>`e.first_name || ' ' || e.last_name`.as('name')])
    .where('e.companyId', '=', ctx.companyId)
    .where(sql<boolean>`e.id = any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, ...stay }) => [id, stay]))
}

/** Of the rows that a file names, those that are new or those that were there. */
function storiesOf({ employeeId, name, changes, before, after }: Person, isNew: boolean) {
  return changes
    .filter(({ id }) => (id === null) === isNew)
    .map(({ id, cells }) => {
      const row = after.find(({ firstDay }) => firstDay === cells['firstDay'])!
      return {
        subject: { type: 'employee', id: employeeId },
        before: before.find((old) => old.id === id) ?? null,
        after: row,
        data: { name, firstDay: row.firstDay, employmentId: row.id },
      }
    })
}
