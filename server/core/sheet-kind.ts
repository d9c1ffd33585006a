import type { FullCtx } from './context.ts'
import type { Feature } from './contract.ts'
import type { Rows } from './packed-rows.ts'

/** A column of a sheet: how its cells are read into their one canonical form, in which they are also written. */
export type SheetColumn = {
  readonly key: string
  /** The heading in files that we write; in files that come, either this or the key will do. */
  readonly label: string
  readonly isRequired?: true
  /** Must be filled in a new row and is never emptied; of a row that is there without it nothing is asked. */
  readonly isNeeded?: true
  /** A blank cell leaves what is there, or what a new row gets by itself: for what cannot be nothing. */
  readonly blankKeeps?: true
  /** The canonical text, or what is wrong with it. Blank cells are not asked. */
  readonly read: (text: string) => string | { readonly wrong: string; readonly expected: unknown }
  /** The cell is the identity of a row of another kind, or of this one. */
  readonly refersTo?: string
}

/** A row as a sheet shows it: canonical texts by column key; what is blank is left out. */
export type SheetRow = Readonly<Record<string, string>>
export type ExistingRow = { readonly id: string; readonly cells: SheetRow }

/** What a row of a file changes: something new when `id` is null; `changed` are the columns that differ, blank ones among them. */
export type RowChange = {
  readonly row: number
  readonly id: string | null
  readonly cells: SheetRow
  readonly changed: readonly string[]
  /** The row as it is there; null for something new. */
  readonly before: SheetRow | null
}

/**
 * Something that can be imported and exported as a sheet; declared by the module that owns it. Importing the sheet that was
 * exported changes nothing, because rows are found by their identity and compared in canonical form.
 */
export type SheetKind = {
  readonly kind: string
  readonly title: string
  /** Off, the kind is not there. */
  readonly feature?: Feature
  /** Permissions needed over the whole company. */
  readonly toImport: readonly string[]
  readonly toExport: readonly string[]
  /** The columns that together name one row. */
  readonly identity: readonly string[]
  /** The columns that the caller may see and write. */
  readonly columns: (ctx: FullCtx) => Promise<readonly SheetColumn[]>
  /** Every row there is, in a stable order and some at a time; given `names`, those whose first column of the identity is one of them. */
  readonly read: (ctx: FullCtx, names?: readonly string[]) => AsyncIterable<readonly ExistingRow[]>
  /** The identities of all rows, where that is less to read than all of them; for kinds of one column. */
  readonly identities?: (ctx: FullCtx) => Promise<readonly string[]>
  /**
   * Makes the changes, in the transaction of `ctx`; a failure of one row is thrown as `RowFailure`, of several as `RowFaults`.
   * Tells how many are done.
   */
  readonly apply: (ctx: FullCtx, changes: Rows<RowChange>, done: (count: number) => Promise<void>) => Promise<void>
}

/** What is wrong with a cell, or with a whole row when `column` is null. Rows are counted as spreadsheets do: the heading is row 1. */
export type RowFault = {
  readonly row: number
  readonly column: string | null
  readonly value: string | null
  readonly reason: string
}

/** Why rows could not be written, found out only while writing them. */
export class RowFaults extends Error {
  readonly faults: readonly RowFault[]
  constructor(faults: readonly RowFault[]) {
    super(`${faults.length} rows cannot be written`)
    this.faults = faults
  }
}

/** Why one row could not be written, found out only while writing it. */
export class RowFailure extends Error {
  readonly row: number
  constructor(row: number, cause: unknown) {
    super((cause as Error).message, { cause })
    this.row = row
  }
}

/** Runs the work of one row; what it throws names the row. */
export async function ofRow<T>({ row }: RowChange, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new RowFailure(row, error)
  }
}
