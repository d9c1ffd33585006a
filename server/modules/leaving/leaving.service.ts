import { sql } from 'kysely'
import type { CompanyDoor } from '../../core/company-door.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import * as contract from './leaving.contract.ts'
import type { CompanyExport } from './leaving.contract.ts'

type ExportCtx = Ctx<'companyExport' | 'userAccount'>

/** One at a time: the database refuses a second as long as one is waiting or being written. */
export async function startExport(ctx: ExportCtx) {
  const id = newId()
  await ctx.tx.insertInto('companyExport').values({ companyId: ctx.companyId, id, askedBy: ctx.actor.userId!, askedAt: ctx.now }).execute()
  await ctx.enqueue('export-company', { exportId: id })
  await ctx.emit(contract.exportAsked, { subject: subjectOf(id), data: {} })
  return getExport(ctx, id)
}

export async function listExports(ctx: ExportCtx) {
  return { exports: await selectExports(ctx).orderBy('e.id', 'desc').limit(contract.listedExports).execute() }
}

export async function getExport(ctx: ExportCtx, id: string): Promise<{ export: CompanyExport }> {
  const found = await selectExports(ctx).where('e.id', '=', id).executeTakeFirst()
  if (!found) throw fail.notFound()
  return { export: found }
}

function selectExports(ctx: ExportCtx) {
  return ctx.tx
    .selectFrom('companyExport as e')
    .innerJoin('userAccount as u', (join) => join.on('u.companyId', '=', ctx.companyId).onRef('u.id', '=', 'e.askedBy'))
    .select(['e.id', 'e.state', 'e.askedAt', 'e.endedAt', 'e.expiresAt', 'e.tableCount', 'e.tablesDone', 'e.rowCount', 'e.fileCount'])
    .select(['e.byteCount', 'e.sha256', sql<string>`u.first_name || ' ' || u.last_name`.as('askedBy')])
    .where('e.companyId', '=', ctx.companyId)
    .$castTo<CompanyExport>()
}

/** What is said of an archive before its bytes; the download is recorded before the first of them leaves. */
export async function openArchive(ctx: Ctx<'companyExport' | 'company'>, id: string) {
  const found = await ctx.tx
    .selectFrom('companyExport as e')
    .innerJoin('company as c', 'c.id', 'e.companyId')
    .select(['e.askedAt', 'e.byteCount', 'e.sha256', 'e.expiresAt', 'e.state', 'c.subdomain'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', id)
    .executeTakeFirst()
  if (!found) throw fail.notFound()
  if (found.state !== 'done' || found.expiresAt! <= ctx.now)
    throw fail.conflict('EXPORT_NOT_THERE', 'This archive is not written yet, or is kept no longer; ask for a new one.', {
      state: found.state,
    })
  ctx.noteRead(contract.exportDownloaded, { data: { askedAt: found.askedAt } })
  return { size: found.byteCount, hash: found.sha256!.slice(0, 32), fileName: `${found.subdomain}-${found.askedAt.slice(0, 10)}.zip` }
}

/** The bytes of an archive, a part at a time, each in a transaction of its own: a download may take as long as it likes. */
export async function* readArchive(door: CompanyDoor, companyId: string, exportId: string): AsyncGenerator<Buffer> {
  for (let part = 0; ; part += 1) {
    const found = await door.enterAsSystem(companyId, (ctx) =>
      ctx.tx
        .selectFrom('companyExportPart')
        .select('content')
        .where('companyId', '=', ctx.companyId)
        .where('exportId', '=', exportId)
        .where('part', '=', part)
        .executeTakeFirst(),
    )
    if (!found) return
    yield found.content
  }
}

/** One that is being written is stopped: it finds out with the next part it writes. */
export async function removeExport(ctx: Ctx<'companyExport' | 'companyExportPart'>, id: string) {
  const removed = await ctx.tx
    .updateTable('companyExport')
    .set({ state: 'removed', endedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running', 'done'])
    .returning('askedAt')
    .executeTakeFirst()
  if (!removed) throw fail.notFound()
  await deleteParts(ctx, [id])
  await ctx.emit(contract.exportRemoved, { subject: subjectOf(id), data: { askedAt: removed.askedAt } })
  return {}
}

export async function deleteParts(ctx: Ctx<'companyExportPart'>, ids: readonly string[]) {
  if (ids.length === 0) return
  await ctx.tx.deleteFrom('companyExportPart').where('companyId', '=', ctx.companyId).where('exportId', 'in', ids).execute()
}

const subjectOf = (id: string) => ({ type: 'company-export', id })
