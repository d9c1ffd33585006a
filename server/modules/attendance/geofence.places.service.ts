import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './geofence.contract.ts'
import type { GeofencePlace } from './geofence.contract.ts'

type PlaceCtx = Ctx<'geofencePlace' | 'branch'>

export async function listPlaces(ctx: PlaceCtx, ask: Query<typeof contract.listPlaces>) {
  const { rows: places, pagination } = await fetchPage(selectPlaces(ctx).orderBy('p.name').orderBy('p.id'), ask)
  return { places, pagination }
}

function selectPlaces(ctx: PlaceCtx) {
  return ctx.tx
    .selectFrom('geofencePlace as p')
    .leftJoin('branch as b', (join) => join.onRef('b.id', '=', 'p.branchId').on('b.companyId', '=', ctx.companyId))
    .select([
      'p.id',
      'p.name',
      'p.branchId',
      'b.name as branchName',
      'p.latitude',
      'p.longitude',
      'p.radiusMeters',
      'p.isActive',
      'p.version',
    ])
    .where('p.companyId', '=', ctx.companyId)
}

export async function createPlace(ctx: PlaceCtx, ask: Body<typeof contract.createPlace>) {
  await requireBranch(ctx, ask.branchId)
  const id = newId()
  await ctx.tx
    .insertInto('geofencePlace')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  const place = await getPlace(ctx, id)
  await ctx.emit(contract.placeCreated, { subject: { type: 'geofence-place', id }, after: place, data: { name: place.name } })
  return { place }
}

export async function updatePlace(ctx: PlaceCtx, id: string, { version, name, ...changes }: Body<typeof contract.updatePlace>) {
  const before = await lockPlace(ctx, id)
  refuseStale(version, before.version)
  await requireBranch(ctx, changes.branchId)
  await ctx.tx
    .updateTable('geofencePlace')
    .set((eb) => ({ ...changes, ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const place = await getPlace(ctx, id)
  await ctx.emit(contract.placeUpdated, { subject: { type: 'geofence-place', id }, before, after: place, data: { name: place.name } })
  return { place }
}

export async function removePlace(ctx: PlaceCtx, id: string) {
  const before = await lockPlace(ctx, id)
  await ctx.tx.deleteFrom('geofencePlace').where('companyId', '=', ctx.companyId).where('id', '=', id).execute()
  await ctx.emit(contract.placeRemoved, { subject: { type: 'geofence-place', id }, before, data: { name: before.name } })
  return {}
}

async function requireBranch(ctx: PlaceCtx, branchId: string | null | undefined) {
  if (branchId == null) return
  const found = await ctx.tx
    .selectFrom('branch')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', branchId)
    .executeTakeFirst()
  if (!found) throw fail.notFound()
}

const getPlace = (ctx: PlaceCtx, id: string): Promise<GeofencePlace> => selectPlaces(ctx).where('p.id', '=', id).executeTakeFirstOrThrow()

async function lockPlace(ctx: PlaceCtx, id: string): Promise<GeofencePlace> {
  const place = await selectPlaces(ctx).where('p.id', '=', id).forUpdate('p').executeTakeFirst()
  if (!place) throw fail.notFound()
  return place
}
