import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './catalogs.contract.ts'
import type { CatalogItem, ListedItem } from './catalogs.contract.ts'
import { countUses, firstUsers, moveUses, peopleWith, visibleUses } from './catalogs.use.service.ts'
import type { UseCtx } from './catalogs.use.service.ts'

type ItemCtx = Ctx<'catalogItem'>
type ManageCtx = UseCtx

export async function listCatalogs(ctx: ItemCtx, ask: Query<typeof contract.listCatalogs>) {
  const counted = ctx.tx
    .selectFrom('catalogItem')
    .select(['kind', sql<boolean | null>`is_active`.as('isActive')])
    .where('companyId', '=', ctx.companyId)
    .unionAll(sql<{ kind: string; isActive: boolean | null }>`select unnest(${contract.knownKinds}::text[]), null::boolean`)
  const kinds = ctx.tx
    .selectFrom(counted.as('i'))
    .select(['i.kind', sql<number>`count(i.is_active)`.as('itemCount'), sql<number>`count(*) filter (where i.is_active)`.as('activeCount')])
    .groupBy('i.kind')
  const { rows, pagination } = await fetchPage(ctx.tx.selectFrom(kinds.as('k')).selectAll().orderBy('k.kind'), ask)
  return { catalogs: rows, pagination }
}

export async function listItems(ctx: UseCtx, kind: string, ask: Query<typeof contract.listItems>) {
  const { rows: items, pagination } = await fetchPage(itemsAsked(ctx, kind, ask), ask)
  return { items, pagination }
}

export function exportItems(ctx: UseCtx, kind: string, ask: Query<typeof contract.exportItems>) {
  const rows = itemsAsked(ctx, kind, { ...ask, withPeople: true })
  return exportList(ctx, { kind, ...ask }, { name: kind, rows, cells, event: contract.itemsExported })
}

function itemsAsked(ctx: UseCtx, kind: string, { q, includeInactive, withPeople, sort = 'name' }: Query<typeof contract.exportItems>) {
  let query = selectItems(ctx).where('kind', '=', kind)
  if (!includeInactive) query = query.where('isActive', '=', true)
  if (q) query = query.where(wordsIn(q, 'name', 'description'))
  const counted = withPeople === true || sort.includes('people')
  return sorted(
    query.$if(counted, (some) => some.select(peopleWith(ctx, 'catalogItem.id').as('people'))),
    sort,
    sortable,
    'id',
  )
}

const sortable = { name: 'name', people: 'people', createdAt: 'createdAt' }

const cells: Cells<ListedItem> = {
  Name: ({ name }) => name,
  Kind: ({ kind }) => kind,
  Description: ({ description }) => description,
  People: ({ people }) => people,
  State: ({ isActive }) => (isActive ? 'offered' : 'retired'),
}

function selectItems(ctx: ItemCtx) {
  return ctx.tx
    .selectFrom('catalogItem')
    .select(['id', 'kind', 'name', 'description', 'isActive', 'version'])
    .where('companyId', '=', ctx.companyId)
}

/** Locked until commit: what hands the item to a person waits, so nothing comes to use it while it is removed or merged. */
async function lockItem(ctx: ItemCtx, id: string): Promise<CatalogItem> {
  const item = await selectItems(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!item) throw fail.notFound()
  return item
}

export async function createItem(ctx: ItemCtx, { kind, name, description = null }: Body<typeof contract.createItem>) {
  const item: CatalogItem = { id: newId(), kind, name: name.trim(), description, isActive: true, version: 1 }
  await ctx.tx
    .insertInto('catalogItem')
    .values({ companyId: ctx.companyId, ...item, createdAt: ctx.now })
    .execute()
  await ctx.emit(contract.itemCreated, { subject: subjectOf(item), after: item, data: { name: item.name, kind } })
  return { item }
}

export async function updateItem(ctx: ItemCtx, id: string, { version, ...changes }: Body<typeof contract.updateItem>) {
  const before = await lockItem(ctx, id)
  refuseStale(version, before.version)
  const item = {
    ...before,
    ...changes,
    ...(changes.name !== undefined && { name: changes.name.trim() }),
    version: before.version + 1,
  }
  const { name, description, isActive } = item
  await ctx.tx
    .updateTable('catalogItem')
    .set({ name, description, isActive, version: item.version })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await ctx.emit(contract.itemUpdated, { subject: subjectOf(item), before, after: item, data: { name, kind: item.kind } })
  return { item }
}

export async function deleteItem(ctx: ManageCtx, id: string) {
  const item = await lockItem(ctx, id)
  const uses = await countUses(ctx, id)
  if (uses.some(({ people }) => people > 0)) {
    throw fail.conflict('CATALOG_ITEM_IN_USE', 'People have this item; retire it, or merge it into another.', { uses })
  }
  await removeItem(ctx, id)
  await ctx.emit(contract.itemDeleted, { subject: subjectOf(item), before: item, data: { name: item.name, kind: item.kind } })
  return {}
}

export async function listReferences(ctx: UseCtx, id: string) {
  const item = await selectItems(ctx).where('id', '=', id).executeTakeFirst()
  if (!item) throw fail.notFound()
  return { references: { uses: await visibleUses(ctx, id), people: await firstUsers(ctx, id, 20) } }
}

/** Removes a duplicate after handing all its uses to another item of its kind. */
export async function mergeItems(ctx: ManageCtx, id: string, intoId: string) {
  // Locked in one order, whichever way round they are merged: of two merges of a pair at once the second finds one item gone.
  const locked = new Map<string, CatalogItem>()
  for (const one of [id, intoId].sort()) locked.set(one, await lockItem(ctx, one))
  const [item, into] = [locked.get(id)!, locked.get(intoId)!]
  // Not of what was sent: an id may be spelled in capitals.
  if (item.id === into.id) throw fail.unprocessable('CATALOG_MERGE_ITSELF', 'An item cannot be merged into itself.', { id: item.id })
  if (item.kind !== into.kind) {
    throw fail.unprocessable('CATALOG_KINDS_DIFFER', 'Only items of the same kind can be merged.', { kind: item.kind, intoKind: into.kind })
  }
  const moved = await moveUses(ctx, id, intoId)
  await removeItem(ctx, id)
  await ctx.emit(contract.itemMerged, {
    subject: subjectOf(item),
    before: item,
    data: { name: item.name, kind: item.kind, into: into.name, intoId },
  })
  return { item: into, moved }
}

const removeItem = (ctx: ItemCtx, id: string) =>
  ctx.tx.deleteFrom('catalogItem').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()

const subjectOf = ({ id }: CatalogItem) => ({ type: 'catalog-item', id })
