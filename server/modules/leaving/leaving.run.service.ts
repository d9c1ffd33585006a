import { createHash } from 'node:crypto'
import type { FullCtx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import { writeZip } from '../../core/zip-write.ts'
import { archiveOf, holdStill } from './leaving.archive.service.ts'
import type { Progress } from './leaving.archive.service.ts'
import { keptDays } from './leaving.contract.ts'
import { deleteParts } from './leaving.service.ts'

const partBytes = 1024 * 1024
/** After so many it is told that it failed: what went wrong three times has to be looked at. */
const mostTries = 3
const toldEveryMs = 1_000

type Payload = Readonly<Record<string, string>>

/**
 * Writes an archive. One that was under way when the server ended is begun anew from nothing; one that fails again and again ends as
 * failed, with nothing of it kept.
 */
export async function runExport(deps: Deps, { companyId = '', exportId = '' }: Payload) {
  const tries = await claim(deps, companyId, exportId)
  if (tries === undefined) return
  try {
    if (tries > mostTries) throw new Error('The server ended each time while this archive was written')
    await write(deps, companyId, exportId)
  } catch (error) {
    if (error instanceof Stopped) return
    if (tries < mostTries) throw error
    await giveUp(deps, companyId, exportId)
    deps.log.error({ err: error, companyId, exportId }, 'an archive of a company could not be written')
  }
}

/** Counts a try and takes away what the one before left; undefined when there is nothing to be written. */
async function claim(deps: Deps, companyId: string, exportId: string): Promise<number | undefined> {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    const run = await ctx.tx
      .updateTable('companyExport')
      .set((eb) => ({ state: 'running', tries: eb('tries', '+', 1), byteCount: 0, tablesDone: 0, rowCount: 0, fileCount: 0 }))
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', exportId)
      .where('state', 'in', ['waiting', 'running'])
      .returning('tries')
      .executeTakeFirst()
    if (run) await deleteParts(ctx, [exportId])
    return run?.tries
  })
}

/** Somebody removed it meanwhile, or the company is gone. */
class Stopped extends Error {}

/** What is read is seen as of one moment, in one transaction; what is written goes by others, so that it is seen how far it is. */
async function write(deps: Deps, companyId: string, exportId: string) {
  const hash = createHash('sha256')
  let progress: Progress = { tableCount: 0, tablesDone: 0, rowCount: 0, fileCount: 0 }
  let [byteCount, part, toldAt] = [0, 0, 0]
  let waiting: Buffer[] = []
  const keep = async (ctx: FullCtx, content: Buffer) => {
    await ctx.tx.insertInto('companyExportPart').values({ companyId, exportId, part, content }).execute()
    part += 1
  }
  const note = async (ctx: FullCtx, more: { state?: 'done'; sha256?: string; endedAt?: string; expiresAt?: string } = {}) => {
    const { numUpdatedRows } = await ctx.tx
      .updateTable('companyExport')
      .set({ ...progress, byteCount, ...more })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', exportId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Stopped()
    toldAt = Date.now()
  }
  const inTransaction = (work: (ctx: FullCtx) => Promise<void>) => deps.door.enterAsSystem(companyId, work)
  await inTransaction(async (snapshot) => {
    // The door begins anew what lost its connection; this is begun anew by its job alone.
    if (byteCount > 0) throw new Error('The connection was lost while an archive was written')
    await holdStill(snapshot)
    let held = 0
    for await (const piece of writeZip(archiveOf(snapshot, (now) => (progress = now))) as AsyncIterable<Buffer>) {
      hash.update(piece)
      byteCount += piece.length
      waiting.push(piece)
      held += piece.length
      const isFull = held >= partBytes
      if (!isFull && Date.now() - toldAt < toldEveryMs) continue
      const full = isFull ? Buffer.concat(waiting) : undefined
      await inTransaction(async (ctx) => {
        await note(ctx)
        if (full) await keep(ctx, full)
      })
      if (full) [waiting, held] = [[], 0]
    }
  })
  await inTransaction(async (ctx) => {
    const expiresAt = new Date(Date.parse(ctx.now) + keptDays * 86_400_000).toISOString()
    await note(ctx, { state: 'done', sha256: hash.digest('hex'), endedAt: ctx.now, expiresAt })
    if (waiting.length > 0) await keep(ctx, Buffer.concat(waiting))
    await removeOthers(ctx, exportId)
    await ctx.enqueue('mail-company-export', { exportId })
  })
}

/** One archive is kept: the newest. */
async function removeOthers(ctx: FullCtx, exportId: string) {
  const others = await ctx.tx
    .updateTable('companyExport')
    .set({ state: 'removed' })
    .where('companyId', '=', ctx.companyId)
    .where('state', '=', 'done')
    .where('id', '<>', exportId)
    .returning('id')
    .execute()
  await deleteParts(
    ctx,
    others.map(({ id }) => id),
  )
}

async function giveUp(deps: Deps, companyId: string, exportId: string) {
  await deps.door.enterAsSystem(companyId, async (ctx) => {
    const failed = await ctx.tx
      .updateTable('companyExport')
      .set({ state: 'failed', endedAt: ctx.now, byteCount: 0 })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', exportId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    await deleteParts(ctx, [exportId])
    if (failed.numUpdatedRows > 0n) await ctx.enqueue('mail-company-export', { exportId })
  })
}

/** Takes away, of one company, the archives that are kept no longer. */
export function sweepOf(deps: Deps, companyId: string) {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    const over = await ctx.tx
      .updateTable('companyExport')
      .set({ state: 'removed' })
      .where('companyId', '=', ctx.companyId)
      .where('state', '=', 'done')
      .where('expiresAt', '<=', ctx.now)
      .returning('id')
      .execute()
    await deleteParts(
      ctx,
      over.map(({ id }) => id),
    )
  })
}
