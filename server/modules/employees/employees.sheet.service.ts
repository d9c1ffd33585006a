import type { FullCtx } from '../../core/context.ts'
import type { Rows } from '../../core/packed-rows.ts'
import { RowFaults } from '../../core/sheet-kind.ts'
import type { RowChange, RowFault, SheetKind } from '../../core/sheet-kind.ts'
import { writeUseCells } from '../catalogs/index.ts'
import { writeCustomCells } from '../custom-fields/index.ts'
import { employeeCreated, employeeUpdated } from './employees.contract.ts'
import { judgeRows, writeRows } from './employees.rows.service.ts'
import type { Asks, Refused } from './employees.rows.service.ts'
import { indexPeople } from './employees.search.service.ts'
import { judgePeople, toldOfChange, writePeople } from './employees.sheet-change.service.ts'
import { hirePeople, placedNewcomers, toldOfNewcomer } from './employees.sheet-hire.service.ts'
import { peopleColumns, readNumbers, readPeople, readReferences } from './employees.sheet.queries.ts'
import type { References } from './employees.sheet.rules.ts'

type SheetCtx = FullCtx

export const employeeSheet: SheetKind = {
  kind: 'employees',
  title: 'People',
  toImport: ['employee.read', 'employee.create', 'employee.update'],
  toExport: ['employee.read'],
  identity: ['employeeNumber'],
  columns: peopleColumns,
  read: readPeople,
  identities: readNumbers,
  apply: applyPeople,
}

/**
 * Adds and changes people by the rules of the API, but all at once: a request for each of 50,000 would take hours. What the API would
 * judge row by row (seats, reporting lines, places of the plan) is judged by how everything stands at the end. The file is gone through
 * piece by piece, and what is known of a person forgotten again: of everybody it would fill the memory.
 */
async function applyPeople(ctx: SheetCtx, changes: Rows<RowChange>, done: (count: number) => Promise<void>) {
  let steps = 0
  // Of the three times that the file is gone through, the last takes as long as the others together.
  const step = (rows: number, weight: number) => done(Math.floor((steps += rows * weight)))
  const refs = await readReferences(ctx)
  await hirePeople(ctx, changes, refs, (rows) => step(rows, 0.15))
  await placePeople(ctx, changes, refs, (rows) => step(rows, 0.35))
  for (const some of changes.pieces()) {
    const people = some.map((change) => toldOf(ctx, change, refs))
    await writeCustomCells(ctx, people.map(customOf), refs.employee)
    const faults = await writeUseCells(ctx, people.map(customOf))
    if (faults.length > 0) throw new RowFaults(faults)
    await indexPeople(
      ctx,
      people.map(({ employeeId }) => employeeId),
    )
    await ctx.emitAll(employeeCreated, people.filter(({ change }) => change.id === null).map(storyOf))
    await ctx.emitAll(employeeUpdated, people.filter(({ change }) => change.id !== null).map(storyOf))
    await step(some.length, 0.5)
  }
}

/** Changes who is there already, and writes the employments of all, who are all there by now. */
async function placePeople(ctx: SheetCtx, changes: Rows<RowChange>, refs: References, step: (rows: number) => Promise<void>) {
  const asks: Asks[] = []
  const refused: RowFault[] = []
  const refuse = (ones: readonly Refused[]) => {
    if (ones.length === 0) return
    const rowOf = rowsOf(changes, refs)
    for (const { employeeId, problem } of ones)
      refused.push({ row: rowOf.get(employeeId)!, column: null, value: null, reason: problem.message })
  }
  for (const some of changes.pieces()) {
    const placed = placedNewcomers(ctx, some, refs)
    const changed = await judgePeople(ctx, some, refs)
    refused.push(...changed.refused)
    const rows = [...placed, ...changed.people].filter(({ before, after }) => before !== after)
    // What is written of a file that is refused is taken back; the rest of it is only judged.
    if (refused.length > 0) continue
    await writePeople(ctx, changed.writes, some)
    const written = await writeRows(ctx, rows)
    refuse(written.refused)
    asks.push(written.asks)
    await step(some.length)
  }
  if (refused.length === 0) refuse(await judgeRows(ctx, asks))
  if (refused.length > 0) throw new RowFaults(refused.sort((a, b) => a.row - b.row))
}

/** Looked up when somebody is refused: of a file of which nobody is, it would only take room. */
function rowsOf(changes: Rows<RowChange>, refs: References): ReadonlyMap<string, number> {
  const rowOf = new Map<string, number>()
  for (const some of changes.pieces())
    for (const { id, cells, row } of some) rowOf.set(id ?? refs.employee.get(cells['employeeNumber']!)!, row)
  return rowOf
}

type Told = {
  readonly employeeId: string
  readonly name: string
  readonly change: RowChange
  readonly before: object | null
  readonly after: object
}

const toldOf = (ctx: SheetCtx, change: RowChange, refs: References): Told =>
  change.id === null ? toldOfNewcomer(ctx, change, refs) : toldOfChange(change)

const storyOf = ({ employeeId, name, before, after }: Told) => ({
  subject: { type: 'employee', id: employeeId },
  data: { name },
  before,
  after,
})

function customOf({ employeeId, name, change }: Told) {
  const cells = Object.fromEntries(change.changed.map((key) => [key, change.cells[key] ?? '']))
  return { employeeId, name, row: change.row, isNew: change.id === null, cells, before: change.before ?? {} }
}
