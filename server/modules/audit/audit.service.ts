import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Data, DomainEvent, Query, Static } from '../../core/contract.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { containing, cursorOf, idOfCursor, streamPage, wordsIn } from '../../core/paging.ts'
import * as contract from './audit.contract.ts'
import { chainedRoot, genesis, leafHash, merkleRoot } from '../../core/merkle.ts'
import type { SealedEvent } from '../../core/merkle.ts'

type AuditCtx = Ctx<'domainEvent' | 'auditLeaf' | 'auditBatch'>
type Entries = Data<typeof contract.listLogs>
type Entry = Static<typeof contract.AuditEntry>
export type Stories = ReadonlyMap<string, DomainEvent>

type Filters = Query<typeof contract.exportLogs>

/** Entries that one question by text looks at: none of them is found by an index. */
const lookedAt = 20_000

/** What happened, newest first. */
export async function listLogs(
  ctx: AuditCtx,
  stories: Stories,
  { cursor, limit = 20, ...filters }: Query<typeof contract.listLogs>,
): Promise<Entries> {
  const before = cursor === undefined ? undefined : idOfCursor(cursor)
  const edge = filters.q || filters.actor || filters.kind ? await edgeOf(ctx, before) : undefined
  let query = narrowed(selectEntries(ctx), filters)
    .orderBy('e.id', 'desc')
    .limit(limit + 1)
  if (before) query = query.where('e.id', '<', before)
  if (edge) query = query.where('e.id', '>=', edge)
  const { page, nextCursor } = streamPage(await query.execute(), limit)
  const further = edge === undefined ? null : cursorOf(edge)
  return { entries: page.map((row) => entryOf(row, stories)), nextCursor: nextCursor ?? further }
}

/** The oldest entry of those that are looked at for one page; undefined when these are all there are. */
async function edgeOf(ctx: AuditCtx, before: string | undefined): Promise<string | undefined> {
  let query = ctx.tx
    .selectFrom('domainEvent')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .orderBy('id', 'desc')
    .offset(lookedAt - 1)
    .limit(1)
  if (before) query = query.where('id', '<', before)
  return (await query.executeTakeFirst())?.id
}

function narrowed(query: ReturnType<typeof selectEntries>, { kind, actorId, actor, subjectType, subjectId, from, to, q }: Filters) {
  let narrow = query
  if (kind) narrow = narrow.where('e.kind', 'ilike', containing(kind))
  if (actorId) narrow = narrow.where('e.actorUserId', '=', actorId)
  if (actor) narrow = narrow.where(wordsIn(actor, 'e.actorName'))
  if (subjectType) narrow = narrow.where('e.subjectType', '=', subjectType)
  if (subjectId) narrow = narrow.where('e.subjectId', '=', subjectId)
  if (from) narrow = narrow.where('e.at', '>=', from)
  if (to) narrow = narrow.where('e.at', '<', to)
  if (q) {
    const like = containing(q)
    const texts = [sql`e.kind`, sql`e.data::text`, sql`e.before::text`, sql`e.after::text`]
    narrow = narrow.where((eb) => eb.or([wordsIn(q, 'e.actorName'), ...texts.map((text) => sql<boolean>`${text} ilike ${like}`)]))
  }
  return narrow
}

/** Exactly what the same question lists, in its order; the export is an entry itself. */
export function exportLogs(ctx: AuditCtx, stories: Stories, filters: Filters) {
  return exportList(ctx, filters, {
    name: 'audit',
    rows: narrowed(selectEntries(ctx), filters).orderBy('e.id', 'desc'),
    cells: cellsOf(stories),
    event: contract.logsExported,
  })
}

function cellsOf(stories: Stories): Cells<Row> {
  const cell = (text: (entry: Entry) => string | null) => (row: Row) => text(entryOf(row, stories))
  return {
    at: cell(({ at }) => at),
    kind: cell(({ kind }) => kind),
    what: cell(({ story }) => story),
    actor: cell(({ actorName }) => actorName),
    actorId: cell(({ actorId }) => actorId),
    subjectType: cell(({ subjectType }) => subjectType),
    subjectId: cell(({ subjectId }) => subjectId),
    changes: cell(({ changes }) => changes.map(({ field, before, after }) => `${field}: ${before ?? ''} -> ${after ?? ''}`).join('; ')),
    requestId: cell(({ requestId }) => requestId),
    address: cell(({ address }) => address),
    sealed: cell(({ sealed }) => (sealed ? 'yes' : 'no')),
  }
}

/** The story of one thing, oldest first. */
export async function listEntity(
  ctx: AuditCtx,
  stories: Stories,
  type: string,
  id: string,
  { cursor, limit = 20 }: Query<typeof contract.listEntity>,
): Promise<Entries> {
  let query = selectEntries(ctx)
    .where('e.subjectType', '=', type)
    .where('e.subjectId', '=', id)
    .orderBy('e.id')
    .limit(limit + 1)
  if (cursor) query = query.where('e.id', '>', idOfCursor(cursor))
  const { page, nextCursor } = streamPage(await query.execute(), limit)
  return { entries: page.map((row) => entryOf(row, stories)), nextCursor }
}

function selectEntries(ctx: AuditCtx) {
  return ctx.tx
    .selectFrom('domainEvent as e')
    .leftJoin('auditLeaf as l', (join) => join.onRef('l.eventId', '=', 'e.id').on('l.companyId', '=', ctx.companyId))
    .select([
      'e.id',
      'e.at',
      'e.kind',
      'e.actorUserId',
      'e.actorName',
      'e.subjectType',
      'e.subjectId',
      'e.requestId',
      'e.address',
      'e.before',
      'e.after',
      'e.data',
    ])
    .select(sql<boolean>`l.event_id is not null`.as('sealed'))
    .where('e.companyId', '=', ctx.companyId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectEntries>['execute']>>[number]

function entryOf({ before, after, data, actorUserId, ...row }: Row, stories: Stories): Entry {
  return {
    ...row,
    actorId: actorUserId,
    story: tell(stories.get(row.kind)?.story ?? row.kind, row.actorName, data as Record<string, unknown>),
    changes: changesOf((before ?? {}) as Record<string, unknown>, (after ?? {}) as Record<string, unknown>),
  }
}

function tell(story: string, actor: string, data: Record<string, unknown>) {
  return story.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'actor' ? actor : (shown(data[name]) ?? '…')))
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>) {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !['id', 'can', 'version'].includes(field))
  const changes = fields.map((field) => ({ field, before: shown(before[field]), after: shown(after[field]) }))
  // Only what differs was recorded: a masked field that stands on both sides did change.
  return changes.filter((change) => change.before !== change.after || change.before === '***')
}

const shown = (value: unknown) => (value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value))

const verifyBatches = 50

/**
 * Recomputes every leaf from the events as they stand, every Merkle root from the leaves and the chain from the roots.
 * Names the first entry that is not what was sealed: changed, removed, or put in behind the seal.
 */
export async function verifyAudit(ctx: AuditCtx): Promise<Data<typeof contract.verifyAudit>> {
  const batches = await ctx.tx.selectFrom('auditBatch').selectAll().where('companyId', '=', ctx.companyId).orderBy('batch').execute()
  let previous = genesis
  let entries = 0
  let newestTransaction = ''
  for (let from = 0; from < batches.length; from += verifyBatches) {
    const part = batches.slice(from, from + verifyBatches)
    const rows = await readLeaves(ctx, part[0]!.batch, part.at(-1)!.batch)
    const byBatch = Map.groupBy(rows, ({ batch }) => batch)
    for (const [index, batch] of part.entries()) {
      const leaves = byBatch.get(batch.batch) ?? []
      const fault = faultOf(ctx.companyId, batch, from + index + 1, leaves, previous)
      if (fault) return { intact: false, entries, batches: batches.length, root: null, fault: { batch: batch.batch, ...fault } }
      previous = batch.root
      entries += leaves.length
      newestTransaction = leaves.at(-1)?.transactionId ?? newestTransaction
    }
  }
  const behind = newestTransaction === '' ? undefined : await findBehindSeal(ctx, newestTransaction)
  if (behind)
    return {
      intact: false,
      entries,
      batches: batches.length,
      root: null,
      fault: { batch: batches.length, entryId: behind.id, problem: 'This entry was put in behind the seal.' },
    }
  return { intact: true, entries, batches: batches.length, root: batches.length ? previous.toString('hex') : null, fault: null }
}

function readLeaves(ctx: AuditCtx, first: number, last: number) {
  return ctx.tx
    .selectFrom('auditLeaf as l')
    .leftJoin('domainEvent as e', (join) => join.onRef('e.id', '=', 'l.eventId').on('e.companyId', '=', ctx.companyId))
    .selectAll('e')
    .select(['l.eventId', 'l.batch', 'l.position', 'l.hash'])
    .where('l.companyId', '=', ctx.companyId)
    .where('l.batch', '>=', first)
    .where('l.batch', '<=', last)
    .orderBy('l.batch')
    .orderBy('l.position')
    .execute()
}

type Leaf = Awaited<ReturnType<typeof readLeaves>>[number]
type Batch = { batch: number; entryCount: number; merkleRoot: Buffer; previousRoot: Buffer; root: Buffer }

function faultOf(
  companyId: string,
  batch: Batch,
  expected: number,
  leaves: readonly Leaf[],
  previous: Buffer,
): { entryId: string | null; problem: string } | undefined {
  if (batch.batch !== expected) return { entryId: null, problem: `Batch ${expected} is missing.` }
  for (const leaf of leaves) {
    if (leaf.id === null) return { entryId: leaf.eventId, problem: 'This entry was removed.' }
    if (!leafHash({ ...leaf, companyId } as unknown as SealedEvent).equals(leaf.hash))
      return { entryId: leaf.eventId, problem: 'This entry is not what was sealed.' }
  }
  if (leaves.length !== batch.entryCount)
    return { entryId: null, problem: `The batch sealed ${batch.entryCount} entries, ${leaves.length} are there.` }
  if (!merkleRoot(leaves.map(({ hash }) => hash)).equals(batch.merkleRoot))
    return { entryId: null, problem: 'The hashes of this batch do not give its root.' }
  if (!batch.previousRoot.equals(previous) || !chainedRoot(previous, batch.batch, batch.merkleRoot).equals(batch.root)) {
    return { entryId: null, problem: 'This batch does not continue the chain.' }
  }
  return undefined
}

/** An unsealed entry of a transaction older than the newest sealed one cannot have been there when it was sealed. */
function findBehindSeal(ctx: AuditCtx, transactionId: string) {
  return ctx.tx
    .selectFrom('domainEvent as e')
    .select('e.id')
    .where('e.companyId', '=', ctx.companyId)
    .where('e.transactionId', '<', transactionId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('auditLeaf as l').select('l.eventId').where('l.companyId', '=', ctx.companyId).whereRef('l.eventId', '=', 'e.id'),
        ),
      ),
    )
    .orderBy('e.id')
    .limit(1)
    .executeTakeFirst()
}
