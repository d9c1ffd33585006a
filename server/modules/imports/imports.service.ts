import { createHash } from 'node:crypto'
import { reachesAll } from '../../core/access.ts'
import type { Bound, Ctx, FullCtx } from '../../core/context.ts'
import type { Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { exportList, sheetFile } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { newId } from '../../core/ids.ts'
import type { Module } from '../../core/module.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import type { SheetColumn, SheetKind } from '../../core/sheet-kind.ts'
import { writeCsv } from '../../core/sheet.ts'
import { writeXlsx } from '../../core/xlsx-write.ts'
import { takePlace } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import * as contract from './imports.contract.ts'
import type { Import } from './imports.contract.ts'

export type ImportCtx = Ctx<'importRun'>

/** Every kind that some module declares. */
export const sheetKinds = (modules: readonly Module[]): readonly SheetKind[] => modules.flatMap(({ sheets = [] }) => sheets)

/** The kind of this name, for somebody who may do this with it over the whole company; to others it is not there. */
export function kindFor(ctx: Bound, kinds: readonly SheetKind[], name: string, act: 'toImport' | 'toExport'): SheetKind {
  const kind = kinds.find((one) => one.kind === name)
  if (!kind || !isOn(ctx, kind) || !holdsAll(ctx, kind[act])) throw fail.notFound()
  return kind
}

const isOn = ({ actor }: Bound, { feature }: SheetKind) => feature === undefined || actor.features.has(feature)

const holdsAll = (ctx: Bound, permissions: readonly string[]) => permissions.every((code) => reachesAll(ctx.actor, code))

export async function listImportKinds(ctx: FullCtx, kinds: readonly SheetKind[]) {
  const shown = kinds.filter((kind) => isOn(ctx, kind) && (holdsAll(ctx, kind.toImport) || holdsAll(ctx, kind.toExport)))
  return {
    kinds: await Promise.all(
      shown.map(async ({ kind, title, identity, columns, toImport, toExport }) => ({
        kind,
        title,
        canImport: holdsAll(ctx, toImport),
        canExport: holdsAll(ctx, toExport),
        columns: (await columns(ctx)).map(({ key, label, isRequired = false, isNeeded = false }) => ({
          key,
          label,
          isRequired: isRequired || isNeeded,
          isIdentity: identity.includes(key),
        })),
      })),
    ),
  }
}

/** Keeps the file and has it worked through in the background, in the name of who sent it. */
export async function startImport(
  ctx: ImportCtx & PlaceCtx,
  kinds: readonly SheetKind[],
  name: string,
  content: Uint8Array,
  { dryRun = false, fileName, mapping }: Query<typeof contract.startImport>,
) {
  kindFor(ctx, kinds, name, 'toImport')
  if (content.length === 0) throw fail.invalid('EMPTY_FILE', 'The file is empty.')
  await takePlace(ctx, 'storageBytes', content.length)
  const id = newId()
  await ctx.tx
    .insertInto('importRun')
    .values({
      companyId: ctx.companyId,
      id,
      kind: name,
      fileName: fileName ?? null,
      isDryRun: dryRun,
      mapping: JSON.stringify(readMapping(mapping)),
      content: Buffer.from(content),
      contentHash: createHash('sha256').update(content).digest('hex'),
      userId: ctx.actor.userId!,
      createdAt: ctx.now,
    })
    .execute()
  await ctx.enqueue('run-import', { importId: id })
  return getImport(ctx, id)
}

function readMapping(text: string | undefined): Record<string, string> {
  const refuse = () =>
    fail.invalid('VALIDATION_FAILED', 'The mapping is not as expected.', [
      { path: 'querystring.mapping', message: 'is no JSON object of texts', expected: '{"Dept": "departmentCode"}' },
    ])
  if (text === undefined) return {}
  let mapping: unknown
  try {
    mapping = JSON.parse(text)
  } catch {
    throw refuse()
  }
  const isTexts = mapping !== null && typeof mapping === 'object' && Object.values(mapping).every((value) => typeof value === 'string')
  if (!isTexts || Array.isArray(mapping)) throw refuse()
  return mapping as Record<string, string>
}

export async function listImports(ctx: ImportCtx, ask: Query<typeof contract.listImports>) {
  const { rows: imports, pagination } = await fetchPage(importsAsked(ctx, ask), ask)
  return { imports, pagination }
}

export function exportImports(ctx: ImportCtx, ask: Query<typeof contract.exportImports>) {
  return exportList(ctx, ask, { name: 'imports', rows: importsAsked(ctx, ask), cells, event: contract.importsExported })
}

function importsAsked(ctx: ImportCtx, { q, kind, state, sort }: Query<typeof contract.exportImports>) {
  let query = selectMine(ctx)
  if (q) query = query.where(wordsIn(q, 'fileName'))
  if (kind) query = query.where('kind', '=', kind)
  if (state) query = query.where('state', '=', state)
  return sort ? sorted(query, sort, sortable, 'id') : query.orderBy('id', 'desc')
}

const sortable = { createdAt: 'createdAt', kind: 'kind', fileName: 'fileName', state: 'state', rowCount: 'rowCount' }

const cells: Cells<Import> = {
  Kind: ({ kind }) => kind,
  File: ({ fileName }) => fileName,
  Sent: ({ createdAt }) => createdAt,
  Ended: ({ endedAt }) => endedAt,
  State: ({ state }) => state,
  'Only checked': ({ dryRun }) => (dryRun ? 'yes' : 'no'),
  Rows: ({ rowCount }) => rowCount,
  New: ({ created }) => created,
  Changed: ({ updated }) => updated,
  Unchanged: ({ unchanged }) => unchanged,
  Errors: ({ faultCount }) => faultCount,
}

export async function getImport(ctx: ImportCtx, id: string): Promise<{ import: Import }> {
  const found = await selectMine(ctx).where('id', '=', id).executeTakeFirst()
  if (!found) throw fail.notFound()
  return { import: found }
}

/** Faults quote what stood in the file, so an import is seen by who sent it and nobody else. */
function selectMine(ctx: ImportCtx) {
  return ctx.tx
    .selectFrom('importRun')
    .select(['id', 'kind', 'fileName', 'isDryRun as dryRun', 'state', 'rowCount', 'doneCount', 'created', 'updated', 'unchanged'])
    .select(['faultCount', 'faults', 'found', 'ignored', 'createdAt', 'endedAt'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', ctx.actor.userId)
    .$castTo<Import>()
}

/** What there is of a kind, as a file that can be imported again. */
export async function exportSheet(ctx: FullCtx, kinds: readonly SheetKind[], name: string, format: 'csv' | 'xlsx') {
  const kind = kindFor(ctx, kinds, name, 'toExport')
  const columns = await kind.columns(ctx)
  let count = 0
  const rows = async function* () {
    yield columns.map(({ label }) => label)
    for await (const some of kind.read(ctx)) {
      count += some.length
      for (const { cells } of some) yield columns.map(({ key }) => cells[key] ?? '')
    }
  }
  const file = await sheetFile(format === 'csv' ? writeCsv(rows()) : writeXlsx(rows()), `${kind.kind}-${ctx.today}.${format}`)
  ctx.noteRead(contract.sheetExported, { data: { kind: kind.title.toLowerCase(), format, rows: count } })
  return file
}

/** The columns of a kind that a file must have for its rows to be found. */
export const neededColumns = (kind: SheetKind, columns: readonly SheetColumn[]) =>
  kind.identity.filter((key) => columns.some((column) => column.key === key))
