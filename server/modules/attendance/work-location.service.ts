import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { cancelApproval, decideRequest, lockApproval, restartApproval, startApproval } from '../workflows/index.ts'
import { ownEmployeeId } from './range.queries.ts'
import { holdPunches } from './day.service.ts'
import { aboutLocation, endLocation, locationKind, recordOf, refuseSettled } from './work-location.approval.service.ts'
import { refuseLocation } from './work-location.check.service.ts'
import * as contract from './work-location.contract.ts'
import type { WorkLocationRequest } from './work-location.contract.ts'
import { findLocation, getLocation, selectLocations } from './work-location.queries.ts'
import { subjectOf } from './range.queries.ts'

/** Asks for a place of work. The person is held, so that two at once are put in order and cannot pass a limit together. */
export async function askLocation(
  ctx: FullCtx,
  { employeeId, firstDay, lastDay, place, address, note }: Body<typeof contract.askLocation>,
) {
  const subject = await subjectOf(ctx, employeeId, 'work-location.request')
  await holdPunches(ctx, [subject.employeeId])
  const wanted = { firstDay, lastDay, place, address: address?.trim() ?? null, note: note?.trim() ?? null }
  await refuseLocation(ctx, subject.employeeId, wanted)
  const id = newId()
  await ctx.tx
    .insertInto('workLocationRequest')
    .values({
      companyId: ctx.companyId,
      id,
      employeeId: subject.employeeId,
      ...wanted,
      enteredBy: subject.actsForOthers ? ctx.actor.userId : null,
      createdAt: ctx.now,
    })
    .execute()
  const asked = await getLocation(ctx, id)
  await ctx.emit(contract.locationAsked, {
    subject: { type: 'work-location', id },
    after: recordOf(asked),
    data: aboutLocation(asked),
  })
  await startApproval(ctx, locationKind, id)
  return { request: await getLocation(ctx, id) }
}

export async function listLocations(ctx: FullCtx, { mine, employeeId, state, ...page }: Query<typeof contract.listLocations>) {
  let query = selectLocations(ctx, sql<boolean>`${visible(ctx, 'attendance.read', 'r.employeeId')}`)
  if (mine) query = ctx.actor.employeeId ? query.where('r.employeeId', '=', ctx.actor.employeeId) : query.where(sql<boolean>`false`)
  if (employeeId) query = query.where('r.employeeId', '=', employeeId)
  if (state) query = query.where('r.state', '=', state)
  const { rows: requests, pagination } = await fetchPage(query.orderBy('r.id', 'desc'), page)
  return { requests, pagination }
}

export async function currentLocation(ctx: FullCtx): Promise<Data<typeof contract.currentLocation>> {
  const found = await findLocation(ctx, ownEmployeeId(ctx), ctx.today)
  return { date: ctx.today, ...(found ?? { place: 'office', address: null, requestId: null }) }
}

export const approve = (ctx: FullCtx, id: string, body: Body<typeof contract.approveLocation>) => decide(ctx, id, 'approved', body)
export const reject = (ctx: FullCtx, id: string, body: Body<typeof contract.rejectLocation>) => decide(ctx, id, 'rejected', body)

/** The engine's decision under the name of attendance; what is outside the reach of seeing or deciding it is not found. */
async function decide(
  ctx: FullCtx,
  id: string,
  outcome: 'approved' | 'rejected',
  { comment, version }: Body<typeof contract.approveLocation>,
) {
  const seen = sql<boolean>`(${visible(ctx, 'attendance.read', 'r.employeeId')} or ${visible(ctx, 'work-location.approve', 'r.employeeId')})`
  await getLocation(ctx, id, seen)
  // Behind the lock: what was looked at is what is decided.
  await lockApproval(ctx, locationKind, id)
  const before = await getLocation(ctx, id)
  if (before.state === 'pending') refuseStale(version, before.version)
  await decideRequest(ctx, locationKind, id, { outcome, comment })
  return { request: await getLocation(ctx, id) }
}

/** Other days or another place for what is not decided yet, which is then decided anew; or it is taken back, also once approved. */
export async function changeLocation(ctx: FullCtx, id: string, { version, state, ...changes }: Body<typeof contract.changeLocation>) {
  const mine = sql<boolean>`${visible(ctx, 'work-location.request', 'r.employeeId')}`
  const seen = await getLocation(ctx, id, mine)
  if (state === 'withdrawn') {
    const [field] = Object.keys(changes)
    if (field) throw fail.unprocessable('WORK_LOCATION_WITHDRAWN', 'What is taken back is not changed.', { field })
    return withdraw(ctx, id, version)
  }
  await lockApproval(ctx, locationKind, id)
  await holdPunches(ctx, [seen.employee.id])
  const before = await getLocation(ctx, id)
  refuseSettled(before)
  refuseStale(version, before.version)
  const place = changes.place ?? before.place
  const address = place === 'other' ? (changes.address?.trim() ?? before.address) : (changes.address?.trim() ?? null)
  const { firstDay = before.firstDay, lastDay = before.lastDay, note = before.note } = changes
  const wanted = { firstDay, lastDay, place, address, note }
  await refuseLocation(ctx, before.employee.id, wanted, id)
  await ctx.tx
    .updateTable('workLocationRequest')
    .set({ ...wanted, enteredBy: seen.employee.id === ctx.actor.employeeId ? null : ctx.actor.userId, version: before.version + 1 })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('version', '=', before.version)
    .execute()
  const after = await getLocation(ctx, id)
  await ctx.emit(contract.locationChanged, {
    subject: { type: 'work-location', id },
    before: recordOf(before),
    after: recordOf(after),
    data: aboutLocation(after),
  })
  await restartApproval(ctx, locationKind, id)
  return { request: await getLocation(ctx, id) }
}

async function withdraw(ctx: FullCtx, id: string, version: number | undefined) {
  await cancelApproval(ctx, locationKind, id)
  const before: WorkLocationRequest = await getLocation(ctx, id)
  if (before.state !== 'approved') refuseSettled(before)
  else if (before.lastDay < ctx.today)
    throw fail.conflict('WORK_LOCATION_OVER', 'These days have passed already.', { lastDay: before.lastDay })
  refuseStale(version, before.version)
  await endLocation(ctx, before, before.state === 'approved' ? 'cancelled' : 'withdrawn', { comment: before.comment, decidedBy: null })
  return { request: await getLocation(ctx, id) }
}
