import type { Ctx } from '../../core/context.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { Problem, toProblem } from '../../core/errors.ts'
import { BadSheet } from '../../core/sheet-error.ts'
import { RowFailure, RowFaults } from '../../core/sheet-kind.ts'
import type { RowFault, SheetColumn, SheetKind, SheetRow } from '../../core/sheet-kind.ts'
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
  readonly content: Buffer
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
      await deps.door.enterAsSystem(companyId, (ctx) => end(ctx, importId, 'checked', { faults: [], ...error.counts }))
      return
    }
    const faults = faultsOf(error)
    if (!faults) throw error
    await deps.door.enterAsSystem(companyId, (ctx) => end(ctx, importId, 'refused', { faults }))
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
      .returning(['id', 'kind', 'isDryRun', 'mapping', 'content', 'userId'])
      .executeTakeFirst()
    return run?.content ? (run as Run) : undefined
  })
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
    const columns = await kind.columns(ctx)
    const file = await readFile(run, kind, columns)
    const headings = { found: JSON.stringify(file.found), ignored: JSON.stringify(file.ignored) }
    await progress(deps, companyId, run.id, { rowCount: file.rows.length, ...headings })
    const existing = await kind.read(ctx)
    const known = await identities(ctx, kinds, columns, kind, [existing, file.rows])
    const plan = planImport(
      // What is wrong with a row by itself is told already.
      file.rows.filter(({ isWhole }) => isWhole),
      existing,
      columns,
      kind.identity,
      known,
    )
    const faults = [...file.faults, ...plan.faults].sort((a, b) => a.row - b.row)
    const created = plan.changes.filter(({ id }) => id === null).length
    const rowCount = file.rows.length
    const counts = { created, updated: plan.changes.length - created, unchanged: plan.unchanged, rowCount }
    if (faults.length > 0) return end(ctx, run.id, 'refused', { faults, ...counts })
    await kind.apply(ctx, plan.changes, (done) => progress(deps, companyId, run.id, { doneCount: done + plan.unchanged }))
    if (run.isDryRun) throw new Rehearsed({ ...counts, doneCount: rowCount })
    if (plan.changes.length > 0)
      await ctx.emit(importDone, {
        subject: { type: 'import', id: run.id },
        data: { kind: kind.title.toLowerCase(), created: String(counts.created), updated: String(counts.updated) },
      })
    return end(ctx, run.id, 'done', { faults, ...counts, doneCount: rowCount })
  })
}

type FileRows = {
  readonly rows: { row: number; cells: SheetRow; isWhole: boolean }[]
  readonly faults: RowFault[]
} & Pick<Heading, 'found' | 'ignored'>

async function readFile({ content, mapping }: Run, kind: SheetKind, columns: readonly SheetColumn[]): Promise<FileRows> {
  const rows: FileRows['rows'] = []
  const faults: RowFault[] = []
  let heading: ReturnType<typeof readHeading> | undefined
  let row = 0
  for await (const cells of readSheet(content)) {
    row += 1
    if (!heading) {
      heading = readHeading(cells, columns, neededColumns(kind, columns), mapping)
      if (heading.faults.length > 0) return { ...heading, rows, faults: [...heading.faults] }
    } else if (cells.some((cell) => cell.trim() !== '')) {
      if (rows.length >= mostRows) throw new BadSheet(`has more than ${mostRows} rows`)
      const read = readRow(row, cells, heading)
      faults.push(...read.faults)
      rows.push({ row, cells: read.cells, isWhole: read.faults.length === 0 })
    }
  }
  return { rows, faults, found: heading?.found ?? [], ignored: heading?.ignored ?? [] }
}

/** By kind, what a reference may name: rows that are there, and for the kind itself also those of the file. */
async function identities(
  ctx: Ctx<keyof DB>,
  kinds: readonly SheetKind[],
  columns: readonly SheetColumn[],
  own: SheetKind,
  rows: readonly (readonly { readonly cells: SheetRow }[])[],
) {
  const known = new Map<string, Set<string>>()
  for (const name of new Set(columns.flatMap(({ refersTo }) => refersTo ?? []))) {
    const kind = kinds.find((one) => one.kind === name)!
    const names = new Set<string>()
    if (name !== own.kind && kind.identities) for (const one of await kind.identities(ctx)) names.add(one)
    else
      for (const some of name === own.kind ? rows : [await kind.read(ctx)])
        for (const { cells } of some) names.add(identityOf(cells, kind.identity))
    known.set(name, names)
  }
  return known
}

type Counts = Partial<Record<'created' | 'updated' | 'unchanged' | 'rowCount' | 'doneCount', number>>

async function end(ctx: Ctx<'importRun'>, id: string, state: string, { faults, ...counts }: Counts & { faults: readonly RowFault[] }) {
  await ctx.tx
    .updateTable('importRun')
    .set({
      ...counts,
      state,
      faultCount: faults.length,
      faults: JSON.stringify(faults.slice(0, toldFaults)),
      content: null,
      endedAt: ctx.now,
    })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
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
