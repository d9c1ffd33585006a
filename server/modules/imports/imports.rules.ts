import type { ExistingRow, RowChange, RowFault, SheetColumn, SheetRow } from '../../core/sheet-kind.ts'

export type Heading = {
  /** Which cell of a row belongs to which column, by their places. */
  readonly places: readonly { readonly place: number; readonly column: SheetColumn }[]
  /** Which heading was taken for which column. */
  readonly found: readonly { readonly heading: string; readonly key: string }[]
  /** Headings that no column was found for. */
  readonly ignored: readonly string[]
  readonly faults: readonly RowFault[]
}

/**
 * Finds the columns of a file by its heading: by what `mapping` says of a heading, else by label or key, ignoring case, spaces,
 * hyphens and underscores. A column that stands twice, or a needed one that is missing, is a fault.
 */
export function readHeading(
  heading: readonly string[],
  columns: readonly SheetColumn[],
  needed: readonly string[],
  mapping: Readonly<Record<string, string>> = {},
): Heading {
  const places: { place: number; column: SheetColumn }[] = []
  const found: { heading: string; key: string }[] = []
  const ignored: string[] = []
  const faults: RowFault[] = []
  for (const [place, text] of heading.entries()) {
    const name = text.trim()
    if (name === '') continue
    const wanted = Object.hasOwn(mapping, name) ? mapping[name]! : name
    const column = columns.find(({ key, label }) => key === wanted || plain(key) === plain(wanted) || plain(label) === plain(wanted))
    if (!column) ignored.push(name)
    else if (places.some((known) => known.column.key === column.key))
      faults.push({ row: 1, column: column.key, value: name, reason: 'This column stands there twice.' })
    else {
      places.push({ place, column })
      found.push({ heading: name, key: column.key })
    }
  }
  const there = new Set(places.map(({ column }) => column.key))
  for (const key of needed.filter((one) => !there.has(one))) {
    const { label = key } = columns.find((column) => column.key === key) ?? {}
    faults.push({ row: 1, column: key, value: null, reason: `The column ${label} is missing.` })
  }
  return { places, found, ignored, faults }
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]+/g, '')

/** One row of a file in canonical form, with what is wrong with its cells. Columns that the file has but the row leaves blank are ''. */
export function readRow(row: number, cells: readonly string[], { places }: Heading): { cells: SheetRow; faults: RowFault[] } {
  const read: Record<string, string> = {}
  const faults: RowFault[] = []
  for (const { place, column } of places) {
    const text = (cells[place] ?? '').trim()
    if (text === '') {
      if (column.blankKeeps) continue
      read[column.key] = ''
      if (column.isRequired) faults.push({ row, column: column.key, value: null, reason: `${column.label} must not be blank.` })
      continue
    }
    const value = column.read(text)
    if (typeof value === 'string') read[column.key] = value
    else
      faults.push({
        row,
        column: column.key,
        value: text.slice(0, 200),
        reason: `${column.label} ${value.wrong}; expected ${words(value.expected)}.`,
      })
  }
  return { cells: read, faults }
}

const words = (expected: unknown) => (Array.isArray(expected) ? expected.slice(0, 20).join(', ') : String(expected))

export const identityOf = (cells: SheetRow, identity: readonly string[]) => identity.map((key) => cells[key] ?? '').join('\u001F')

export type Plan = { readonly changes: readonly RowChange[]; readonly unchanged: number; readonly faults: readonly RowFault[] }

/**
 * What some rows of a file would change, given what is there of them. `seen` knows the rows that came before, by identity, and is told
 * of these. Rows are found by their identity, and differ where a column of the file differs from what is there.
 * Columns that the file does not have stay as they are. The same identity twice in a file is a fault of the second row; so is a
 * reference to what is neither there nor in the file, and a new row without a required column.
 */
export function planImport(
  rows: readonly { readonly row: number; readonly cells: SheetRow }[],
  existing: readonly ExistingRow[],
  columns: readonly SheetColumn[],
  identity: readonly string[],
  known: ReadonlyMap<string, ReadonlySet<string>>,
  seen: Map<string, number>,
): Plan {
  const there = new Map(existing.map((one) => [identityOf(one.cells, identity), one]))
  const changes: RowChange[] = []
  const faults: RowFault[] = []
  const references = columns.filter(({ refersTo }) => refersTo !== undefined)
  const required = columns.filter(({ isRequired }) => isRequired)
  const needed = columns.filter(({ isNeeded }) => isNeeded)
  let unchanged = 0
  for (const { row, cells } of rows) {
    const name = identityOf(cells, identity)
    const before = seen.get(name)
    if (before !== undefined) {
      faults.push({ row, column: identity[0]!, value: cells[identity[0]!] ?? null, reason: `This row is there already, as row ${before}.` })
      continue
    }
    seen.set(name, row)
    const found = there.get(name)
    const changed = Object.keys(cells).filter((key) => cells[key] !== (found?.cells[key] ?? ''))
    for (const { key, label } of needed)
      if (!cells[key] && (!found || changed.includes(key)))
        faults.push({ row, column: key, value: null, reason: `${label} must not be blank.` })
    for (const { key, label, refersTo } of references) {
      const value = cells[key]
      if (value && changed.includes(key) && !known.get(refersTo!)?.has(value))
        faults.push({ row, column: key, value, reason: `${label} ${value} is neither there nor in this file.` })
    }
    if (!found) {
      for (const { key, label } of required)
        if (!Object.hasOwn(cells, key)) faults.push({ row, column: key, value: null, reason: `${label} is needed for a new row.` })
    }
    if (found && changed.length === 0) unchanged += 1
    else changes.push({ row, id: found?.id ?? null, cells, changed, before: found?.cells ?? null })
  }
  return { changes, unchanged, faults }
}

/**
 * New rows in an order in which each comes after the rows of the file that it refers to by `key`; undefined when they go round
 * in a circle.
 */
export function afterTheirs(changes: readonly RowChange[], identity: string, key: string): RowChange[] | undefined {
  const byName = new Map(changes.map((change) => [change.cells[identity] ?? '', change]))
  const ordered: RowChange[] = []
  const state = new Map<RowChange, 'open' | 'done'>()
  for (const change of changes) {
    // Walks up the line of references rather than calling itself: a line may be as long as the file.
    const line: RowChange[] = []
    for (let one: RowChange | undefined = change; one && state.get(one) !== 'done'; one = byName.get(one.cells[key] ?? '')) {
      if (state.get(one) === 'open') return undefined
      state.set(one, 'open')
      line.push(one)
    }
    for (const one of line.reverse()) {
      state.set(one, 'done')
      ordered.push(one)
    }
  }
  return ordered
}
