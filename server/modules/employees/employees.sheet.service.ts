import type { Ctx } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'
import type { Problem } from '../../core/errors.ts'
import { RowFaults } from '../../core/sheet-kind.ts'
import type { RowChange, SheetKind } from '../../core/sheet-kind.ts'
import { writeCustomCells } from '../custom-fields/index.ts'
import { employeeCreated, employeeUpdated } from './employees.contract.ts'
import { tryRows } from './employees.rows.service.ts'
import { batchSize, indexPeople } from './employees.search.service.ts'
import { changePeople } from './employees.sheet-change.service.ts'
import { hirePeople } from './employees.sheet-hire.service.ts'
import { peopleColumns, readNumbers, readPeople, readReferences } from './employees.sheet.queries.ts'
import type { SheetPerson } from './employees.sheet.rules.ts'

type SheetCtx = Ctx<keyof DB>

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
 * judge row by row (seats, reporting lines, places of the plan) is judged by how everything stands at the end.
 */
async function applyPeople(ctx: SheetCtx, changes: readonly RowChange[], done: (count: number) => Promise<void>) {
  const share = (part: number) => done(Math.floor(changes.length * part))
  const refs = await readReferences(ctx)
  const hired = await hirePeople(
    ctx,
    changes.filter(({ id }) => id === null),
    refs,
  )
  const changed = await changePeople(
    ctx,
    changes.filter(({ id }) => id !== null),
    refs,
  )
  await share(0.15)
  const people = [...hired, ...changed]
  refuse(
    await tryRows(
      ctx,
      people.filter(({ rows }) => rows !== null).map(({ employeeId, rows }) => ({ employeeId, ...rows! })),
    ),
    people,
  )
  await share(0.3)
  // A few at a time: what is told of everybody at once would fill the memory.
  for (let from = 0; from < people.length; from += batchSize) {
    const some = people.slice(from, from + batchSize)
    await writeCustomCells(ctx, some.map(customOf), refs.employee)
    await indexPeople(
      ctx,
      some.map(({ employeeId }) => employeeId),
    )
    await ctx.emitAll(employeeCreated, some.filter(({ change }) => change.id === null).map(storyOf))
    await ctx.emitAll(employeeUpdated, some.filter(({ change }) => change.id !== null).map(storyOf))
    await share(0.3 + (0.7 * from) / people.length)
  }
}

function refuse(refused: readonly { employeeId: string; problem: Problem }[], people: readonly SheetPerson[]) {
  if (refused.length === 0) return
  const rowOf = new Map(people.map(({ employeeId, change }) => [employeeId, change.row]))
  throw new RowFaults(
    refused
      .map(({ employeeId, problem }) => ({ row: rowOf.get(employeeId)!, column: null, value: null, reason: problem.message }))
      .sort((a, b) => a.row - b.row),
  )
}

const storyOf = ({ employeeId, name, story }: SheetPerson) => ({
  subject: { type: 'employee', id: employeeId },
  data: { name },
  ...story(),
})

function customOf({ employeeId, name, change }: SheetPerson) {
  const cells = Object.fromEntries(change.changed.map((key) => [key, change.cells[key] ?? '']))
  return { employeeId, name, isNew: change.id === null, cells, before: change.before ?? {} }
}
