import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './entry-import.contract.ts'
import type { Device } from './entry-import.contract.ts'

type DeviceCtx = Ctx<'attendanceDevice'>

export async function listDevices(ctx: DeviceCtx, ask: Query<typeof contract.listDevices>) {
  const { rows: devices, pagination } = await fetchPage(selectDevices(ctx).orderBy('name').orderBy('id'), ask)
  return { devices, pagination }
}

function selectDevices(ctx: DeviceCtx) {
  return ctx.tx
    .selectFrom('attendanceDevice')
    .select(['id', 'name', 'branchId', 'isActive', 'syncedUntil', 'version'])
    .where('companyId', '=', ctx.companyId)
}

export async function createDevice(ctx: DeviceCtx, ask: Body<typeof contract.createDevice>) {
  const id = newId()
  await ctx.tx
    .insertInto('attendanceDevice')
    .values({ companyId: ctx.companyId, id, ...ask, name: ask.name.trim() })
    .execute()
  const device = await getDevice(ctx, id)
  await ctx.emit(contract.deviceCreated, { subject: { type: 'attendance-device', id }, after: device, data: { name: device.name } })
  return { device }
}

export async function updateDevice(ctx: DeviceCtx, id: string, { version, name, ...changes }: Body<typeof contract.updateDevice>) {
  const before = await selectDevices(ctx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) throw fail.notFound()
  refuseStale(version, before.version)
  await ctx.tx
    .updateTable('attendanceDevice')
    .set((eb) => ({ ...changes, ...(name !== undefined && { name: name.trim() }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const device = await getDevice(ctx, id)
  await ctx.emit(contract.deviceUpdated, { subject: { type: 'attendance-device', id }, before, after: device, data: { name: device.name } })
  return { device }
}

/** Keeps up to when everything of a device has come; it never goes back. */
export async function noteSync(ctx: DeviceCtx, id: string, syncedUntil: string | null): Promise<void> {
  const found = await ctx.tx
    .updateTable('attendanceDevice')
    .set((eb) => ({ syncedUntil: eb.fn<string>('greatest', ['syncedUntil', eb.cast<string | null>(eb.val(syncedUntil), 'timestamptz')]) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (!found) throw fail.notFound()
}

const getDevice = (ctx: DeviceCtx, id: string): Promise<Device> => selectDevices(ctx).where('id', '=', id).executeTakeFirstOrThrow()
