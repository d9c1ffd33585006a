import { titleOf } from '../../core/approval-kind.ts'
import type { ApprovalKind, ApprovalVerdict } from '../../core/approval-kind.ts'
import type { FullCtx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { settleRequest } from '../workflows/index.ts'
import { consequenceOf } from './work-location.check.service.ts'
import * as contract from './work-location.contract.ts'
import type { WorkLocationRequest } from './work-location.contract.ts'
import { getLocation } from './work-location.queries.ts'

/** A place of work as a kind of request that the approval engine decides (docs/adding-an-approval-kind.md). */
export const locationKind: ApprovalKind = {
  code: 'work-location',
  title: 'Work location',
  feature: 'attendance',
  permission: 'work-location.approve',
  roleSteps: [['hr', 'manager', 'director', 'project_lead']],
  fields: { place: 'text', address: 'text', firstDay: 'date', lastDay: 'date', note: 'text', version: 'number' },
  async read(ctx, id) {
    const [request, about] = await Promise.all([getLocation(ctx, id), readAbout(ctx, id)])
    const { employee, place, address, firstDay, lastDay, note, version } = request
    return {
      subjectEmployeeId: employee.id,
      // Whoever entered it for somebody else asked for it, and decides it as little as the person themselves.
      requesterId: about.enteredBy ?? about.userId,
      title: titleOf(employee, titles[place]),
      fields: { place, address, firstDay, lastDay, note, version },
    }
  },
  async refuse(ctx, id, act, comment) {
    const request = await getLocation(ctx, id)
    if (request.employee.id === ctx.actor.employeeId)
      throw fail.forbidden('WORK_LOCATION_OWN', 'Nobody decides about their own place of work.')
    refuseSettled(request)
    if (act === 'reject' && !comment) throw fail.unprocessable('COMMENT_REQUIRED', 'Say why it is rejected.', { field: 'comment' })
  },
  async consequence(ctx, id) {
    return consequenceOf(ctx, await getLocation(ctx, id))
  },
  approved: async (ctx, id, verdict) => endLocation(ctx, await getLocation(ctx, id), 'approved', verdict),
  rejected: async (ctx, id, verdict) => endLocation(ctx, await getLocation(ctx, id), 'rejected', verdict),
  cancelled: async (ctx, id, verdict) => endLocation(ctx, await getLocation(ctx, id), 'withdrawn', verdict),
}

const titles: Readonly<Record<WorkLocationRequest['place'], string>> = {
  home: 'work from home',
  office: 'work at the office',
  other: 'work at another place',
}
const events = {
  approved: contract.locationApproved,
  rejected: contract.locationRejected,
  withdrawn: contract.locationWithdrawn,
  cancelled: contract.locationWithdrawn,
}

export async function endLocation(ctx: FullCtx, before: WorkLocationRequest, state: keyof typeof events, verdict: ApprovalVerdict) {
  const changed = await settleRequest(ctx, 'workLocationRequest', before, state, verdict)
  if (!changed) throw fail.conflict('WORK_LOCATION_DECIDED', 'This request was decided or changed meanwhile.', { allowed: [] })
  await ctx.emit(events[state], {
    subject: { type: 'work-location', id: before.id },
    before: { state: before.state },
    after: { state, comment: verdict.comment },
    data: aboutLocation(before),
  })
}

export function refuseSettled({ state }: WorkLocationRequest) {
  if (state !== 'pending') throw fail.conflict('WORK_LOCATION_DECIDED', `This request is already ${state}.`, { state, allowed: [] })
}

export const aboutLocation = ({ id, employee, place, firstDay, lastDay }: WorkLocationRequest) => ({
  requestId: id,
  employeeId: employee.id,
  place,
  firstDay,
  lastDay,
  person: `${employee.firstName} ${employee.lastName}`,
})

export const recordOf = ({ place, address, firstDay, lastDay, note }: WorkLocationRequest) => ({ place, address, firstDay, lastDay, note })

async function readAbout(ctx: FullCtx, id: string) {
  return ctx.tx
    .selectFrom('workLocationRequest as r')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['e.userId', 'r.enteredBy'])
    .where('r.companyId', '=', ctx.companyId)
    .where('r.id', '=', id)
    .executeTakeFirstOrThrow()
}
