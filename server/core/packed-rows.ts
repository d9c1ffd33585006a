import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Rows in their order, some at a time; they may be gone through as often as one likes. */
export type Rows<T> = { readonly length: number; pieces(): Iterable<readonly T[]> }

const rowsAtOnce = 500
// Of a file in no order every group is open at once.
const groupedRows = 50

/**
 * Keeps rows that JSON can carry as squeezed pieces outside of the heap: 50,000 rows of a file are some megabytes so, and more than a
 * hundred as objects. Each time they are gone through they are other objects.
 */
export function packRows<T>(pieceRows = rowsAtOnce): Rows<T> & { add(row: T): void } {
  const packed: Buffer[] = []
  let open: T[] = []
  const rows = {
    length: 0,
    add(row: T) {
      open.push(row)
      rows.length += 1
      if (open.length < pieceRows) return
      packed.push(squeezed(open))
      open = []
    },
    *pieces() {
      for (const piece of packed) yield opened<T>(piece)
      if (open.length > 0) yield open
    },
  }
  return rows
}

/**
 * The rows of one key together in one piece, whatever rows stood between them; a piece holds the rows of `keysAtOnce` keys, in the
 * order in which each key came first.
 */
export function* groupRows<T>(rows: Rows<T>, keyOf: (row: T) => string, keysAtOnce = rowsAtOnce): Iterable<readonly T[]> {
  const groupOf = new Map<string, number>()
  for (const piece of rows.pieces()) for (const row of piece) if (!groupOf.has(keyOf(row))) groupOf.set(keyOf(row), groupOf.size)
  const groups = Array.from({ length: Math.ceil(groupOf.size / keysAtOnce) }, () => packRows<T>(groupedRows))
  for (const piece of rows.pieces()) for (const row of piece) groups[Math.floor(groupOf.get(keyOf(row))! / keysAtOnce)]!.add(row)
  for (const group of groups) yield [...group.pieces()].flat()
}

// Fast rather than small: rows of a sheet repeat their keys, which any level takes out.
const squeezed = (rows: readonly unknown[]) => deflateRawSync(JSON.stringify(rows), { level: 1 })
const opened = <T>(piece: Buffer) => JSON.parse(inflateRawSync(piece).toString()) as T[]
