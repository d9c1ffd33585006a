import { sql } from 'kysely'
import type { TObject, TSchema } from 'typebox'
import { Type } from 'typebox'
import type { Refusal } from './refusal.ts'
import { ofRow, RowFaults } from './sheet-kind.ts'
import type { RowChange, SheetColumn, SheetRow } from './sheet-kind.ts'
import { validatorFor } from './validation.ts'

/**
 * Reads a cell as a request's field of this schema is read, so that a file may hold exactly what the API takes. Numbers come
 * out in their shortest form.
 */
export function cellOf(schema: TSchema): SheetColumn['read'] {
  const validate = validatorFor(Type.Object({ cell: filled(schema) }), 'querystring')
  return (text) => {
    const checked = validate({ cell: text })
    if (!('error' in checked)) return String((checked.value as { cell: unknown }).cell)
    const [fault] = checked.error.faults
    return { wrong: fault?.message ?? 'is not as expected', expected: fault?.expected ?? 'something else' }
  }
}

/** The schema without its null: a blank cell is never asked. */
function filled(schema: TSchema): TSchema {
  const { type, enum: words } = schema as { type?: unknown; enum?: unknown[] }
  return {
    ...schema,
    ...(Array.isArray(type) && { type: type.find((one) => one !== 'null') as string }),
    ...(words && { enum: words.filter((word) => word !== null) }),
  }
}

/** Columns of fields that a contract's body takes, by key, with their headings. */
export function columnsOf(body: TObject, labels: Readonly<Record<string, string>>): SheetColumn[] {
  const { required = [] } = body as { required?: readonly string[] }
  return Object.entries(labels).map(([key, label]) => ({
    key,
    label,
    ...(required.includes(key) && { isRequired: true as const }),
    read: cellOf(body.properties[key]!),
  }))
}

/** The changed cells of a row under the names of fields; blank ones become null. */
export function changedFields(cells: SheetRow, changed: readonly string[], keys: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(keys.filter((key) => changed.includes(key)).map((key) => [key, cells[key] || null]))
}

/** What is filled of a row that was read from the database, without spaces around it: those of a file are not read either. */
export function filledCells(cells: Readonly<Record<string, string | number | null>>, keys = Object.keys(cells)): Record<string, string> {
  const filled: Record<string, string> = {}
  for (const key of keys) {
    const text = String(cells[key] ?? '').trim()
    if (text !== '') filled[key] = text
  }
  return filled
}

/** Of which rows a sheet is asked: all, or those whose name is in a column. */
export const isNamed = (column: string, names: readonly string[] | undefined) =>
  names ? sql<boolean>`${sql.ref(column)} = any(${names}::text[])` : sql<boolean>`true`

const rowsBetweenFigures = 200

/** Does the work of every row in turn, tells how far it is now and then, and names the row of whatever fails. */
export async function eachRow(
  changes: readonly RowChange[],
  done: (count: number) => Promise<void>,
  work: (change: RowChange) => Promise<unknown>,
) {
  for (const [index, change] of changes.entries()) {
    await ofRow(change, () => work(change))
    if ((index + 1) % rowsBetweenFigures === 0) await done(index + 1)
  }
}

/** Throws what is wrong with rows by themselves, all of them at once. */
export function refuseRows(refusals: readonly { readonly change: RowChange; readonly refusal: Refusal }[]): void {
  if (refusals.length === 0) return
  const inOrder = refusals.toSorted((a, b) => a.change.row - b.change.row)
  throw new RowFaults(inOrder.map(({ change, refusal }) => ({ row: change.row, column: null, value: null, reason: refusal.message })))
}
