import { titleOf } from '../../core/approval-kind.ts'
import type { ApprovalKind, ApprovalVerdict } from '../../core/approval-kind.ts'
import type { FullCtx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { settleRequest } from '../workflows/index.ts'
import { holdPunches } from './day.service.ts'
import { replaceDays } from './roster-plan.publish.service.ts'
import { cellsOf, consequenceOf, refuseOvertaken } from './shift-request.check.service.ts'
import * as contract from './shift-request.contract.ts'
import type { ShiftRequest } from './shift-request.contract.ts'
import { getShiftRequest } from './shift-request.queries.ts'

/** Other shifts as a kind of request that the approval engine decides (docs/adding-an-approval-kind.md). */
export const shiftRequestKind: ApprovalKind = {
  code: 'shift-request',
  title: 'Shift request',
  feature: 'attendance',
  permission: 'shift.approve',
  roleSteps: [['hr', 'manager', 'director']],
  fields: { what: 'text', day: 'date', otherDay: 'date', shift: 'text', colleague: 'text', note: 'text', version: 'number' },
  async read(ctx, id) {
    const request = await getShiftRequest(ctx, id)
    const { employee, colleague, kind, note, version } = request
    const [day, otherDay = null] = datesOf(request)
    return {
      subjectEmployeeId: employee.id,
      requesterId: await accountOf(ctx, employee.id),
      title: titleOf(employee, whatOf(request)),
      fields: {
        what: kind,
        day: day!,
        otherDay,
        shift: await shiftName(ctx, request),
        colleague: colleague && nameOf(colleague),
        note,
        version,
      },
    }
  },
  /** Who swaps decides it as little as who asked. */
  async involved(ctx, id) {
    const { colleague } = await getShiftRequest(ctx, id)
    return colleague ? [colleague.id] : []
  },
  async refuse(ctx, id, act, comment) {
    const request = await getShiftRequest(ctx, id)
    const own = ctx.actor.employeeId
    if (own !== null && [request.employee.id, request.colleague?.id].includes(own))
      throw fail.forbidden('SHIFT_REQUEST_OWN', 'Nobody decides about their own shifts.')
    refuseSettled(request)
    if (act === 'reject' && !comment) throw fail.unprocessable('COMMENT_REQUIRED', 'Say why it is rejected.', { field: 'comment' })
    if (act === 'reject') return
    await holdThem(ctx, request)
    await refuseOvertaken(ctx, request)
  },
  async consequence(ctx, id) {
    return consequenceOf(ctx, await getShiftRequest(ctx, id))
  },
  async approved(ctx, id, verdict) {
    const request = await getShiftRequest(ctx, id)
    await holdThem(ctx, request)
    await refuseOvertaken(ctx, request)
    await replaceDays(ctx, cellsOf(request.days))
    await settle(ctx, request, 'approved', verdict)
  },
  rejected: async (ctx, id, verdict) => settle(ctx, await getShiftRequest(ctx, id), 'rejected', verdict),
  cancelled: async (ctx, id, verdict) => settle(ctx, await getShiftRequest(ctx, id), 'withdrawn', verdict),
}

/** Nobody plans, clocks or changes anything else of these people until this transaction ends. */
export const holdThem = (ctx: FullCtx, { employee, colleague }: Pick<ShiftRequest, 'employee' | 'colleague'>) =>
  holdPunches(ctx, [employee.id, ...(colleague ? [colleague.id] : [])])

const events = {
  pending: contract.swapAgreed,
  approved: contract.shiftApproved,
  rejected: contract.shiftRejected,
  declined: contract.swapDeclined,
  withdrawn: contract.shiftWithdrawn,
}

export async function settle(
  ctx: FullCtx,
  before: ShiftRequest,
  state: keyof typeof events,
  verdict: ApprovalVerdict = { comment: null, decidedBy: null },
) {
  const changed = await settleRequest(ctx, 'shiftRequest', before, state, verdict)
  if (!changed) throw fail.conflict('SHIFT_REQUEST_DECIDED', 'This request was decided or changed meanwhile.', { allowed: [] })
  await ctx.emit(events[state], {
    subject: { type: 'shift-request', id: before.id },
    before: { state: before.state },
    after: { state, comment: verdict.comment },
    data: aboutShiftRequest(before),
  })
}

export function refuseSettled({ state }: ShiftRequest) {
  if (state !== 'asked' && state !== 'pending')
    throw fail.conflict('SHIFT_REQUEST_DECIDED', `This request is already ${state}.`, { state, allowed: [] })
}

export const aboutShiftRequest = (request: ShiftRequest) => ({
  requestId: request.id,
  employeeId: request.employee.id,
  person: nameOf(request.employee),
  what: whatOf(request),
  day: datesOf(request)[0]!,
})

const nameOf = ({ firstName, lastName }: ShiftRequest['employee']) => `${firstName} ${lastName}`
const datesOf = ({ days }: ShiftRequest) => [...new Set(days.map(({ day }) => day))]

function whatOf({ kind, colleague }: ShiftRequest): string {
  if (kind === 'swap') return `a swap with ${nameOf(colleague!)}`
  return kind === 'off' ? 'a day off' : 'another shift'
}

async function shiftName(ctx: FullCtx, { kind, days }: ShiftRequest): Promise<string | null> {
  if (kind !== 'shift') return null
  const row = await ctx.tx
    .selectFrom('shift')
    .select('name')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', days[0]!.shiftId!)
    .executeTakeFirstOrThrow()
  return row.name
}

async function accountOf(ctx: FullCtx, employeeId: string) {
  const row = await ctx.tx
    .selectFrom('employee')
    .select('userId')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .executeTakeFirstOrThrow()
  return row.userId
}
