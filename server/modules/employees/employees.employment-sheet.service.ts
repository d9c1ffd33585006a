import { sql } from 'kysely'
import { Day, OneOf } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { groupRows } from '../../core/packed-rows.ts'
import type { Rows } from '../../core/packed-rows.ts'
import { cellOf, filledCells, isNamed } from '../../core/sheet-cells.ts'
import { RowFaults } from '../../core/sheet-kind.ts'
import type { ExistingRow, RowChange, RowFault, SheetColumn, SheetKind } from '../../core/sheet-kind.ts'
import { mergeRows } from './employees.employment-sheet.rules.ts'
import { correctEmployment, employmentCorrected, employmentStarted } from './employees.employment.contract.ts'
import type { Row } from './employees.employment.rules.ts'
import { contractKinds, employmentFields } from './employees.fields.contract.ts'
import { refusalOf } from './employees.fields.service.ts'
import { judgeRows, readRowsOf, writeRows } from './employees.rows.service.ts'
import type { Asks, Refused } from './employees.rows.service.ts'
import { indexPeople } from './employees.search.service.ts'
import { hours, isShownOfAll, readEmploymentRows, readNames, readReferences, termCells, withPatterns } from './employees.sheet.queries.ts'
import type { SheetCtx } from './employees.sheet.queries.ts'
import { termsOf } from './employees.sheet.rules.ts'
import type { References } from './employees.sheet.rules.ts'

export const employmentSheet: SheetKind = {
  kind: 'employments',
  title: 'Employments',
  toImport: ['employee.read', 'employee.read-team', 'employee.update'],
  toExport: ['employee.read', 'employee.read-team'],
  identity: ['employeeNumber', 'firstDay'],
  columns: (ctx) =>
    withPatterns(
      ctx,
      columns.filter(({ key }) => isShownOfAll(ctx, key)),
    ),
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
  { key: 'workingPattern', label: 'Working pattern', read: asIs },
  { key: 'weeklyHours', label: 'Weekly hours', read: hours },
  { key: 'salaryRef', label: 'Salary reference', read: cellOf(employmentFields.salaryRef) },
  { key: 'reason', label: 'Reason', blankKeeps: true, read: cellOf(OneOf(...reasons)) },
  { key: 'note', label: 'Note', read: cellOf(correctEmployment.schema.body.properties.note) },
]

const peopleAtOnce = 1000

/** Every employment of everybody, or of those of some numbers, past, present and planned. */
async function* readEmployments(ctx: SheetCtx, numbers?: readonly string[]): AsyncGenerator<ExistingRow[]> {
  const keys = columns.map(({ key }) => key).filter((key) => isShownOfAll(ctx, key))
  for (let last = ''; ;) {
    const people = await numbersAfter(ctx, last, numbers)
    const rows = await readEmploymentRows(
      ctx,
      people.map(({ id }) => id),
    )
    const names = await readNames(ctx, rows)
    const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId)
    yield people.flatMap(({ id, employeeNumber }) =>
      (byPerson.get(id) ?? []).map((row) => ({
        id: row.id,
        cells: filledCells({ ...row, ...termCells(row, names), employeeNumber }, keys),
      })),
    )
    if (people.length < peopleAtOnce) return
    last = people.at(-1)!.employeeNumber
  }
}

function numbersAfter(ctx: SheetCtx, last: string, numbers: readonly string[] | undefined) {
  return ctx.tx
    .selectFrom('employee')
    .select(['id', 'employeeNumber'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeNumber', '>', last)
    .where(isNamed('employeeNumber', numbers))
    .orderBy('employeeNumber')
    .limit(peopleAtOnce)
    .execute()
}

type Person = { readonly employeeId: string; readonly name: string; readonly changes: readonly RowChange[]; before: Row[]; after: Row[] }

/** Puts employments among those that are there, person by person, and judges seats and reporting lines when all are written. */
async function applyEmployments(ctx: SheetCtx, changes: Rows<RowChange>, done: (count: number) => Promise<void>) {
  const refs = await readReferences(ctx)
  const asks: Asks[] = []
  const rowOf = new Map<string, number>()
  const refused: RowFault[] = []
  const refuse = (ones: readonly Refused[]) => {
    for (const { employeeId, problem } of ones)
      refused.push({ row: rowOf.get(employeeId)!, column: null, value: null, reason: problem.message })
  }
  let count = 0
  for (const some of groupRows(changes, ({ cells }) => cells['employeeNumber']!)) {
    const merged = await mergePeople(ctx, some, refs)
    refused.push(...merged.refused)
    for (const { employeeId, changes: theirs } of merged.people) rowOf.set(employeeId, theirs[0]!.row)
    count += some.length
    // What is written of a file that is refused is taken back; the rest of it is only judged.
    if (refused.length > 0) continue
    const written = await writeRows(ctx, merged.people)
    refuse(written.refused)
    if (refused.length > 0) continue
    asks.push(written.asks)
    await tell(ctx, merged.people)
    await done(count)
  }
  if (refused.length === 0) refuse(await judgeRows(ctx, asks))
  if (refused.length > 0) throw new RowFaults(refused.sort((a, b) => a.row - b.row))
}

async function tell(ctx: SheetCtx, people: readonly Person[]) {
  const ids = people.map(({ employeeId }) => employeeId)
  await sql`update employee as e set version = e.version + 1 where e.company_id = ${ctx.companyId} and e.id = any(${ids}::uuid[])`.execute(
    ctx.tx,
  )
  await indexPeople(ctx, ids)
  await ctx.emitAll(
    employmentStarted,
    people.flatMap((person) => storiesOf(person, true)),
  )
  await ctx.emitAll(
    employmentCorrected,
    people.flatMap((person) => storiesOf(person, false)),
  )
}

async function mergePeople(ctx: SheetCtx, changes: readonly RowChange[], refs: References) {
  const byPerson = Map.groupBy(changes, ({ cells }) => refs.employee.get(cells['employeeNumber']!)!)
  const people: Person[] = []
  const refused: RowFault[] = []
  const ids = [...byPerson.keys()]
  const [stays, rows] = [await readStays(ctx, ids), await readRowsOf(ctx, ids)]
  for (const [employeeId, theirs] of byPerson) {
    const { name, ...stay } = stays.get(employeeId)!
    const before = rows.get(employeeId) ?? []
    const after = mergeRows(
      before,
      stay,
      theirs.map((change) => givenOf(change, refs)),
    )
    const refusal = refusalOf(after)
    if (refusal) refused.push({ row: theirs[0]!.row, column: null, value: null, reason: refusal.message })
    else people.push({ employeeId, name, changes: theirs, before, after: after as Row[] })
  }
  return { people, refused }
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
