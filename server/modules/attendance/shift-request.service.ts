import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import type { Refusal } from '../../core/refusal.ts'
import { refuseStale } from '../../core/version.ts'
import { cancelApproval, decideRequest, lockApproval, startApproval } from '../workflows/index.ts'
import { holdPunches } from './day.service.ts'
import { ownEmployeeId } from './range.queries.ts'
import { aboutShiftRequest, holdThem, refuseSettled, settle, shiftRequestKind } from './shift-request.approval.service.ts'
import { readWorks, refuseImpossible, refuseOvertaken } from './shift-request.check.service.ts'
import * as contract from './shift-request.contract.ts'
import type { ShiftRequest } from './shift-request.contract.ts'
import { concerning, findOpenOn, getShiftRequest, seenRequests, selectColleagues, selectShiftRequests } from './shift-request.queries.ts'
import { refuseSame, refuseShiftDates, swapOf } from './shift-request.rules.ts'
import type { WantedDay } from './shift-request.rules.ts'
import { holdShifts } from './shift.service.ts'

type Asked = Body<typeof contract.askShift>

/**
 * Asks for another shift or a day off, which is then decided; or to swap with a colleague, who agrees first. The people are held,
 * so that two at once are put in order: one date is asked for once (409 `SHIFT_REQUEST_OPEN`).
 */
export async function askShift(ctx: FullCtx, ask: Asked) {
  const employeeId = ownEmployeeId(ctx)
  const colleagueId = ask.colleagueId?.toLowerCase() ?? null
  refuseFields(ask)
  refuse(refuseShiftDates(ask.day, ask.otherDay, ctx.today))
  if (colleagueId) await requireColleague(ctx, employeeId, colleagueId, ask.day)
  if (ask.shiftId) await holdShifts(ctx, [ask.shiftId])
  await holdPunches(ctx, [employeeId, ...(colleagueId ? [colleagueId] : [])])
  const days = datesOf(ask)
  const open = await findOpenOn(ctx, employeeId, days)
  if (open) throw fail.conflict('SHIFT_REQUEST_OPEN', 'Something else is asked for on this date already.', { day: open })
  const wanted = await wantedBy(ctx, employeeId, colleagueId, ask)
  await refuseImpossible(ctx, wanted)
  const id = newId()
  const state = colleagueId ? 'asked' : 'pending'
  await ctx.tx
    .insertInto('shiftRequest')
    .values({
      companyId: ctx.companyId,
      id,
      employeeId,
      kind: ask.kind,
      colleagueId,
      note: ask.note?.trim() ?? null,
      state,
      createdAt: ctx.now,
    })
    .execute()
  await ctx.tx
    .insertInto('shiftRequestDay')
    .values(wanted.map(({ seen, ...day }) => ({ companyId: ctx.companyId, requestId: id, ...day, seen: JSON.stringify(seen) })))
    .execute()
  const { days: asked, note, ...request } = await getShiftRequest(ctx, id)
  await ctx.emit(contract.shiftAsked, {
    subject: { type: 'shift-request', id },
    after: { days: asked, note },
    data: aboutShiftRequest({ days: asked, note, ...request }),
  })
  if (!colleagueId) await startApproval(ctx, shiftRequestKind, id)
  return { request: await getShiftRequest(ctx, id) }
}

const datesOf = ({ day, otherDay }: Pick<Asked, 'day' | 'otherDay'>) => (otherDay === undefined ? [day] : [day, otherDay])

function refuse(refusal: Refusal | null) {
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
}

const needed = { shift: ['shiftId'], off: [], swap: ['colleagueId'] } as const
const optional = { shift: [], off: [], swap: ['otherDay'] } as const

/** Each kind names what it needs, and nothing else. */
function refuseFields(ask: Asked) {
  for (const field of ['shiftId', 'colleagueId', 'otherDay'] as const) {
    const [needs, takes] = [needed[ask.kind] as readonly string[], optional[ask.kind] as readonly string[]]
    if (ask[field] === undefined ? !needs.includes(field) : needs.includes(field) || takes.includes(field)) continue
    const message = ask[field] === undefined ? `A request of this kind names "${field}".` : `A request of this kind has no "${field}".`
    throw fail.unprocessable('SHIFT_REQUEST_FIELDS', message, { field, kind: ask.kind })
  }
}

/** Who is no colleague on that date is not there. */
async function requireColleague(ctx: FullCtx, employeeId: string, colleagueId: string, day: string) {
  if (!(await selectColleagues(ctx, employeeId, day).where('e.id', '=', colleagueId).executeTakeFirst())) throw fail.notFound()
}

async function wantedBy(ctx: FullCtx, employeeId: string, colleagueId: string | null, ask: Asked): Promise<WantedDay[]> {
  const days = datesOf(ask)
  const works = await readWorks(ctx, colleagueId ? [employeeId, colleagueId] : [employeeId], days)
  const sideOf = (id: string) => ({ employeeId: id, on: (day: string) => works(id, day) })
  if (colleagueId) {
    const swap = swapOf(days, sideOf(employeeId), sideOf(colleagueId))
    if ('code' in swap) throw fail.unprocessable(swap.code, swap.message, swap.details)
    return swap.wanted
  }
  const wanted = { employeeId, day: ask.day, shiftId: ask.shiftId ?? null, seen: works(employeeId, ask.day) }
  refuse(refuseSame(wanted))
  return [wanted]
}

export async function listShiftRequests(ctx: FullCtx, { mine, employeeId, state, ...page }: Query<typeof contract.listShiftRequests>) {
  let query = selectShiftRequests(ctx, mine ? concerning(ctx) : seenRequests(ctx))
  if (employeeId) query = query.where('r.employeeId', '=', employeeId)
  if (state) query = query.where('r.state', '=', state)
  const { rows: requests, pagination } = await fetchPage(query.orderBy('r.id', 'desc'), page)
  return { requests, pagination }
}

/** Those with whom a swap would change something, with what they work. */
export async function listColleagues(
  ctx: FullCtx,
  ask: Query<typeof contract.listSwapColleagues>,
): Promise<Data<typeof contract.listSwapColleagues>> {
  const employeeId = ownEmployeeId(ctx)
  // On dates that cannot be asked for there is nobody to swap with.
  if (refuseShiftDates(ask.day, ask.otherDay, ctx.today)) return { colleagues: [] }
  const people = await selectColleagues(ctx, employeeId, ask.day).execute()
  const days = datesOf(ask)
  const works = await readWorks(ctx, [employeeId, ...people.map(({ id }) => id)], days)
  const sideOf = (id: string) => ({ employeeId: id, on: (day: string) => works(id, day) })
  const fit = people.filter(({ id }) => 'wanted' in swapOf(days, sideOf(employeeId), sideOf(id)))
  return {
    colleagues: fit.map(({ id, ...person }) => ({ employeeId: id, ...person, days: days.map((day) => ({ day, ...works(id, day) })) })),
  }
}

const asColleague = ({ actor }: FullCtx) => sql<boolean>`r.colleague_id = ${actor.employeeId}`
const asRequester = ({ actor }: FullCtx) => sql<boolean>`r.employee_id = ${actor.employeeId}`

/** The colleague agrees: what is swapped is still as it was asked, and now somebody decides. */
export async function agree(ctx: FullCtx, id: string, { version }: Body<typeof contract.agreeToSwap>) {
  await holdThem(ctx, await getShiftRequest(ctx, id, asColleague(ctx)))
  const before = await getShiftRequest(ctx, id)
  refuseSettled(before)
  if (before.state === 'pending') throw fail.conflict('SHIFT_REQUEST_AGREED', 'You have agreed to this already.', { allowed: ['decline'] })
  refuseStale(version, before.version)
  await refuseOvertaken(ctx, before)
  await settle(ctx, before, 'pending')
  await startApproval(ctx, shiftRequestKind, id)
  return { request: await getShiftRequest(ctx, id) }
}

export async function decline(ctx: FullCtx, id: string, { comment, version }: Body<typeof contract.declineSwap>) {
  await getShiftRequest(ctx, id, asColleague(ctx))
  return end(ctx, id, 'declined', version, comment?.trim() ?? null)
}

export async function withdraw(ctx: FullCtx, id: string, { version, state }: Body<typeof contract.changeShiftRequest>) {
  await getShiftRequest(ctx, id, asRequester(ctx))
  if (!state) throw fail.unprocessable('SHIFT_REQUEST_FIXED', 'A request is withdrawn and asked again, not changed.', { field: 'state' })
  return end(ctx, id, 'withdrawn', version, null)
}

async function end(ctx: FullCtx, id: string, state: 'declined' | 'withdrawn', version: number | undefined, comment: string | null) {
  await cancelApproval(ctx, shiftRequestKind, id)
  const before: ShiftRequest = await getShiftRequest(ctx, id)
  refuseSettled(before)
  refuseStale(version, before.version)
  await settle(ctx, before, state, { comment, decidedBy: null })
  return { request: await getShiftRequest(ctx, id) }
}

export const approve = (ctx: FullCtx, id: string, body: Body<typeof contract.approveShiftRequest>) => decide(ctx, id, 'approved', body)
export const reject = (ctx: FullCtx, id: string, body: Body<typeof contract.rejectShiftRequest>) => decide(ctx, id, 'rejected', body)

/** The engine's decision under the name of attendance; what is outside the reach of seeing or deciding it is not found. */
async function decide(
  ctx: FullCtx,
  id: string,
  outcome: 'approved' | 'rejected',
  { comment, version }: Body<typeof contract.approveShiftRequest>,
) {
  await getShiftRequest(ctx, id, sql<boolean>`(${seenRequests(ctx)} or ${visible(ctx, 'shift.approve', 'r.employeeId')})`)
  // Behind the lock: what was looked at is what is decided.
  await lockApproval(ctx, shiftRequestKind, id)
  const before = await getShiftRequest(ctx, id)
  if (before.state === 'asked') throw fail.conflict('SHIFT_REQUEST_UNANSWERED', 'The colleague has not agreed yet.', { allowed: [] })
  if (before.state === 'pending') refuseStale(version, before.version)
  await decideRequest(ctx, shiftRequestKind, id, { outcome, comment })
  return { request: await getShiftRequest(ctx, id) }
}
