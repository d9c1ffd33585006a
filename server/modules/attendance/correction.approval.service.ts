import { titleOf } from '../../core/approval-kind.ts'
import type { ApprovalKind, ApprovalVerdict } from '../../core/approval-kind.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import { localTimeOf } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { settleRequest } from '../workflows/index.ts'
import { applyCorrection } from './correction.apply.service.ts'
import { checkDay, refused } from './correction.check.service.ts'
import * as contract from './correction.contract.ts'
import type { Correction } from './correction.contract.ts'
import { getCorrectionRow, readDayWith } from './correction.queries.ts'
import { holdPunches } from './day.service.ts'

/** A corrected day as a kind of request that the approval engine decides (docs/adding-an-approval-kind.md). */
export const correctionKind: ApprovalKind = {
  code: 'time-correction',
  title: 'Time correction',
  feature: 'attendance',
  permission: 'correction.approve',
  roleSteps: [['hr', 'manager', 'director']],
  fields: { day: 'date', entries: 'text', reason: 'text', addedMinutes: 'number', version: 'number' },
  async read(ctx, id) {
    const [correction, about] = await Promise.all([getCorrectionRow(ctx, id), readAbout(ctx, id)])
    const { employee, date, reason, version } = correction
    const { sources } = await readDayWith(ctx, employee.id, date, [])
    const zone = sources.zoneOf(date)
    return {
      subjectEmployeeId: employee.id,
      // Whoever entered it for somebody else asked for it, and decides it as little as the person themselves.
      requesterId: about.enteredBy ?? about.userId,
      title: titleOf(employee, `correction of ${date}`),
      fields: {
        day: date,
        entries: correction.entries.map(({ kind, at }) => `${localTimeOf(at, zone).slice(0, 5)} ${kind}`).join(', '),
        reason,
        addedMinutes: about.addedMinutes,
        version,
      },
    }
  },
  async refuse(ctx, id, act, comment) {
    const { employee, state, date, entries } = await getCorrectionRow(ctx, id)
    if (employee.id === ctx.actor.employeeId) throw fail.forbidden('CORRECTION_OWN', 'Nobody decides about their own day.')
    refuseDecided(state)
    if (act === 'reject' && !comment) throw fail.unprocessable('COMMENT_REQUIRED', 'Say why it is rejected.', { field: 'comment' })
    if (act === 'reject') return
    await holdPunches(ctx, [employee.id])
    const { refusal } = await checkDay(ctx, employee.id, date, entries)
    // The day can become what was wanted by other means; then approving changes nothing.
    if (refusal && refusal.code !== 'CORRECTION_UNCHANGED') throw refused(refusal)
  },
  async consequence(ctx, id) {
    const { employee, date, entries } = await getCorrectionRow(ctx, id)
    return (await readDayWith(ctx, employee.id, date, entries)).sides
  },
  async approved(ctx, id, verdict) {
    const before = await getCorrectionRow(ctx, id)
    const sides = await applyCorrection(ctx, before)
    await settle(ctx, before, 'approved', verdict, JSON.stringify(sides))
    await ctx.emit(contract.correctionApproved, {
      subject: { type: 'attendance-correction', id },
      before: sides.before,
      after: sides.after,
      data: aboutCorrection(before),
    })
  },
  rejected: (ctx, id, verdict) => end(ctx, id, 'rejected', verdict),
  cancelled: (ctx, id, verdict) => end(ctx, id, 'withdrawn', verdict),
}

async function end(ctx: FullCtx, id: string, state: 'rejected' | 'withdrawn', verdict: ApprovalVerdict) {
  const before = await getCorrectionRow(ctx, id)
  await settle(ctx, before, state, verdict)
  await ctx.emit(state === 'rejected' ? contract.correctionRejected : contract.correctionWithdrawn, {
    subject: { type: 'attendance-correction', id },
    before: { state: before.state },
    after: { state, comment: verdict.comment },
    data: aboutCorrection(before),
  })
}

/** The conditional change is the guard: of two decisions at the same instant one finds the state gone. */
export async function settle(
  ctx: Ctx<'attendanceCorrection'>,
  { id, version }: Correction,
  state: 'approved' | 'rejected' | 'withdrawn',
  verdict: ApprovalVerdict,
  sides: string | null = null,
) {
  const changed = await settleRequest(ctx, 'attendanceCorrection', { id, version, state: 'pending' }, state, verdict, { sides })
  if (!changed) throw fail.conflict('CORRECTION_DECIDED', 'This correction was decided or changed meanwhile.', { allowed: [] })
}

export function refuseDecided(state: Correction['state']) {
  if (state !== 'pending') throw fail.conflict('CORRECTION_DECIDED', `This correction is already ${state}.`, { state, allowed: [] })
}

export const aboutCorrection = ({ id, date, employee }: Correction) => ({
  correctionId: id,
  employeeId: employee.id,
  date,
  person: `${employee.firstName} ${employee.lastName}`,
})

/** Who asked, and what the change was when it was asked: what an approver saw must not change by the clock. */
async function readAbout(ctx: FullCtx, id: string) {
  const row = await ctx.tx
    .selectFrom('attendanceCorrection as c')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'c.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['e.userId', 'c.enteredBy', 'c.addedMinutes'])
    .where('c.companyId', '=', ctx.companyId)
    .where('c.id', '=', id)
    .executeTakeFirst()
  if (!row) throw fail.notFound()
  return row
}
