import { sql } from 'kysely'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import { Problem, toProblem } from '../../core/errors.ts'
import { packRows } from '../../core/packed-rows.ts'
import type { Rows } from '../../core/packed-rows.ts'
import { BadSheet } from '../../core/sheet-error.ts'
import { RowFailure, RowFaults } from '../../core/sheet-kind.ts'
import type { ExistingRow, RowChange, RowFault, SheetColumn, SheetKind, SheetRow } from '../../core/sheet-kind.ts'
import { readSheet } from '../../core/sheet.ts'
import { importDone, mostRows, toldFaults } from './imports.contract.ts'
import { identityOf, planImport, readHeading, readRow } from './imports.rules.ts'
import type { Heading } from './imports.rules.ts'
import { kindFor, neededColumns, sheetKinds } from './imports.service.ts'

type Run = {
  readonly id: string
  readonly kind: string
  readonly isDryRun: boolean
  readonly mapping: Record<string, string>
  readonly size: number
  readonly userId: string
}

/**
 * Works a file through: reads it, finds what it would change, and changes all of it or nothing. That it is done is written in
 * the transaction of the changes, so a job that is run again after a crash finds it done or nothing changed.
 */
export async function runImport(deps: Deps, { companyId = '', importId = '' }: Readonly<Record<string, string>>) {
  const run = await claim(deps, companyId, importId)
  if (!run) return
  try {
    await work(deps, companyId, run)
  } catch (error) {
    if (error instanceof Rehearsed) {
      await deps.door.enterAsSystem(companyId, (ctx) => end(ctx, importId, 'checked', noFaults, error.counts))
      return
    }
    const faults = faultsOf(error)
    if (!faults) throw error
    await deps.door.enterAsSystem(companyId, (ctx) => end(ctx, importId, 'refused', { count: faults.length, first: faults }))
  }
}

/** What a person can do something about; undefined for everything else, which is tried again. */
function faultsOf(error: unknown): readonly RowFault[] | undefined {
  if (error instanceof RowFaults) return error.faults
  const cause = error instanceof RowFailure ? error.cause : error
  const row = error instanceof RowFailure ? error.row : 1
  if (cause instanceof BadSheet) return [{ row, column: null, value: null, reason: `The file ${cause.message}.` }]
  const problem = cause instanceof Problem ? cause : toProblem(cause)
  return problem.status < 500 ? [{ row, column: null, value: null, reason: problem.message }] : undefined
}

async function claim(deps: Deps, companyId: string, importId: string): Promise<Run | undefined> {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    const run = await ctx.tx
      .updateTable('importRun')
      .set({ state: 'running', startedAt: ctx.now })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', importId)
      // One that was running when the server went down is begun again.
      .where('state', 'in', ['waiting', 'running'])
      .returning(['id', 'kind', 'isDryRun', 'mapping', 'userId', sql<number | null>`octet_length(content)`.as('size')])
      .executeTakeFirst()
    return run?.size ? (run as Run) : undefined
  })
}

const pieceBytes = 1024 * 1024

/** The file, a piece at a time: PostgreSQL sends bytes as text of twice their number. */
async function readContent(ctx: Ctx<'importRun'>, { id, size }: Run): Promise<Buffer> {
  const content = Buffer.allocUnsafe(size)
  for (let from = 0; from < size; from += pieceBytes) {
    const { piece } = await ctx.tx
      .selectFrom('importRun')
      .select(sql<Buffer>`substring(content from ${from + 1}::int for ${pieceBytes}::int)`.as('piece'))
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    piece.copy(content, from)
  }
  return content
}

/** What a dry run came to; thrown so that everything it wrote is taken back. */
class Rehearsed extends Error {
  readonly counts: Counts
  constructor(counts: Counts) {
    super('A dry run was taken back')
    this.counts = counts
  }
}

async function work(deps: Deps, companyId: string, run: Run) {
  await deps.door.enterAsUser(companyId, run.userId, async (ctx) => {
    const kinds = sheetKinds(deps.modules)
    const kind = kindFor(ctx, kinds, run.kind, 'toImport')
    // Puts imports and every other change of people and the organisation in order.
    await ctx.raiseAccessVersion()
    // Of two that work the same file, as when a job was taken for dead, the second finds it done here and not by its rows.
    if (!(await isUnderWay(ctx, run.id))) return
    const columns = await kind.columns(ctx)
    const file = await readFile(await readContent(ctx, run), run.mapping, kind, columns)
    const rowCount = file.rows.length
    const headings = { found: JSON.stringify(file.found), ignored: JSON.stringify(file.ignored) }
    await progress(deps, companyId, run.id, { rowCount, ...headings })
    const known = await identities(ctx, kinds, columns, kind, file.rows)
    const { changes, faults, ...planned } = await planFile(ctx, file, kind, columns, known)
    const counts = { ...planned, rowCount }
    if (faults.count > 0) return end(ctx, run.id, 'refused', faults, counts)
    await kind.apply(ctx, changes, (done) => progress(deps, companyId, run.id, { doneCount: done + counts.unchanged }))
    if (run.isDryRun) throw new Rehearsed({ ...counts, doneCount: rowCount })
    if (changes.length > 0)
      await ctx.emit(importDone, {
        subject: { type: 'import', id: run.id },
        data: { kind: kind.title.toLowerCase(), created: String(counts.created), updated: String(counts.updated) },
      })
    return end(ctx, run.id, 'done', noFaults, { ...counts, doneCount: rowCount })
  })
}

async function isUnderWay(ctx: Ctx<'importRun'>, id: string) {
  const { state } = await ctx.tx
    .selectFrom('importRun')
    .select('state')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return state === 'running'
}

type FileRow = { readonly row: number; readonly cells: SheetRow; readonly isWhole: boolean }
type FileRows = { readonly rows: Rows<FileRow>; readonly faults: Faults } & Pick<Heading, 'found' | 'ignored'>

async function readFile(content: Buffer, mapping: Run['mapping'], kind: SheetKind, columns: readonly SheetColumn[]): Promise<FileRows> {
  const rows = packRows<FileRow>()
  const faults = collectFaults()
  let heading: Heading | undefined
  let row = 0
  for await (const cells of readSheet(content)) {
    row += 1
    if (!heading) {
      heading = readHeading(cells, columns, neededColumns(kind, columns), mapping)
      faults.add(heading.faults)
      if (faults.count > 0) break
    } else if (cells.some((cell) => cell.trim() !== '')) {
      if (rows.length >= mostRows) throw new BadSheet(`has more than ${mostRows} rows`)
      const read = readRow(row, cells, heading)
      faults.add(read.faults)
      rows.add({ row, cells: read.cells, isWhole: read.faults.length === 0 })
    }
  }
  return { rows, faults, found: heading?.found ?? [], ignored: heading?.ignored ?? [] }
}

/** What the file would change, some rows at a time, and all that is wrong with its rows. */
async function planFile(
  ctx: FullCtx,
  file: FileRows,
  kind: SheetKind,
  columns: readonly SheetColumn[],
  known: ReadonlyMap<string, ReadonlySet<string>>,
) {
  const changes = packRows<RowChange>()
  const faults = collectFaults()
  const seen = new Map<string, number>()
  let [created, unchanged] = [0, 0]
  for (const piece of file.rows.pieces()) {
    // What is wrong with a row by itself is told already.
    const rows = piece.filter(({ isWhole }) => isWhole)
    const plan = planImport(rows, await existingOf(ctx, kind, rows), columns, kind.identity, known, seen)
    faults.add(plan.faults)
    unchanged += plan.unchanged
    for (const change of plan.changes) {
      if (change.id === null) created += 1
      changes.add(change)
    }
  }
  return { changes, faults: together(file.faults, faults), created, updated: changes.length - created, unchanged }
}

async function existingOf(ctx: FullCtx, { identity, read }: SheetKind, rows: readonly FileRow[]): Promise<ExistingRow[]> {
  const names = [...new Set(rows.map(({ cells }) => cells[identity[0]!] ?? ''))]
  return names.length > 0 ? (await Array.fromAsync(read(ctx, names))).flat() : []
}

/** How many faults there are, and the first of them: a large file that is wrong throughout has millions. */
type Faults = { readonly count: number; readonly first: readonly RowFault[] }
const noFaults: Faults = { count: 0, first: [] }

function collectFaults() {
  const first: RowFault[] = []
  return {
    count: 0,
    first,
    add(faults: readonly RowFault[]) {
      this.count += faults.length
      first.push(...faults.slice(0, toldFaults - first.length))
    },
  }
}

const together = (one: Faults, other: Faults): Faults => ({
  count: one.count + other.count,
  first: [...one.first, ...other.first].sort((a, b) => a.row - b.row),
})

/** By kind, what a reference may name: rows that are there, and for the kind itself also those of the file. */
async function identities(ctx: FullCtx, kinds: readonly SheetKind[], columns: readonly SheetColumn[], own: SheetKind, rows: Rows<FileRow>) {
  const known = new Map<string, Set<string>>()
  for (const name of new Set(columns.flatMap(({ refersTo }) => refersTo ?? []))) {
    const kind = kinds.find((one) => one.kind === name)!
    const names = new Set<string>()
    if (kind.identities) for (const one of await kind.identities(ctx)) names.add(one)
    else for await (const some of kind.read(ctx)) for (const { cells } of some) names.add(identityOf(cells, kind.identity))
    if (kind === own) for (const piece of rows.pieces()) for (const { cells } of piece) names.add(identityOf(cells, kind.identity))
    known.set(name, names)
  }
  return known
}

type Counts = Partial<Record<'created' | 'updated' | 'unchanged' | 'rowCount' | 'doneCount', number>>

async function end(ctx: Ctx<'importRun'>, id: string, state: string, { count, first }: Faults, counts: Counts = {}) {
  await ctx.tx
    .updateTable('importRun')
    .set({
      ...counts,
      state,
      faultCount: count,
      faults: JSON.stringify(first.slice(0, toldFaults)),
      content: null,
      endedAt: ctx.now,
    })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

/** In a transaction of its own, so that it is seen while the import is still under way. */
async function progress(
  { door }: Deps,
  companyId: string,
  id: string,
  figures: { rowCount?: number; doneCount?: number; found?: string; ignored?: string },
) {
  await door.enterAsSystem(companyId, (ctx) =>
    ctx.tx.updateTable('importRun').set(figures).where('companyId', '=', ctx.companyId).where('id', '=', id).execute(),
  )
}
