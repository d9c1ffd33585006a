import { visible } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { sql } from 'kysely'
import { fail } from '../../core/errors.ts'
import { refuseStale } from '../../core/version.ts'
import { cancelApproval, decideRequest, lockApproval, restartApproval } from '../workflows/index.ts'
import { aboutCorrection, correctionKind, refuseDecided, settle } from './correction.approval.service.ts'
import { checkDay, refused, requireBreaks, wantedOf } from './correction.check.service.ts'
import * as contract from './correction.contract.ts'
import { getCorrectionRow, seenCorrections } from './correction.queries.ts'
import { holdPunches } from './day.service.ts'

type Changes = Body<typeof contract.changeCorrection>

export const approve = (ctx: FullCtx, id: string, body: Body<typeof contract.approveCorrection>) => decide(ctx, id, 'approved', body)
export const reject = (ctx: FullCtx, id: string, body: Body<typeof contract.rejectCorrection>) => decide(ctx, id, 'rejected', body)

/** The engine's decision under the name of attendance; what one neither sees nor was asked about is not found. */
async function decide(
  ctx: FullCtx,
  id: string,
  outcome: 'approved' | 'rejected',
  { comment, version }: Body<typeof contract.approveCorrection>,
) {
  await getCorrectionRow(ctx, id, seenCorrections(ctx))
  // Behind the lock: what was looked at is what is decided.
  await lockApproval(ctx, correctionKind, id)
  const before = await getCorrectionRow(ctx, id)
  if (before.state === 'pending') refuseStale(version, before.version)
  await decideRequest(ctx, correctionKind, id, { outcome, comment })
  return { correction: await getCorrectionRow(ctx, id) }
}

/** Other entries or another reason for what is not decided yet, which is then decided anew; or it is taken back. */
export async function changeCorrection(ctx: FullCtx, id: string, { version, state, entries, reason }: Changes) {
  const mine = sql<boolean>`${visible(ctx, 'attendance.correct', 'c.employeeId')}`
  await getCorrectionRow(ctx, id, mine)
  if (state === 'withdrawn') {
    if (entries ?? reason)
      throw fail.unprocessable('CORRECTION_WITHDRAWN', 'What is taken back is not changed.', { field: entries ? 'entries' : 'reason' })
    return withdraw(ctx, id, version)
  }
  await lockApproval(ctx, correctionKind, id)
  const before = await getCorrectionRow(ctx, id, mine)
  refuseDecided(before.state)
  refuseStale(version, before.version)
  const wanted = entries ? wantedOf(entries) : before.entries
  await requireBreaks(ctx, wanted)
  await holdPunches(ctx, [before.employee.id])
  const { refusal, addedMinutes } = await checkDay(ctx, before.employee.id, before.date, wanted)
  if (refusal) throw refused(refusal)
  const next = { entries: wanted, reason: reason?.trim() ?? before.reason }
  await ctx.tx
    .updateTable('attendanceCorrection')
    .set({
      wanted: JSON.stringify(next.entries),
      reason: next.reason,
      addedMinutes,
      enteredBy: before.employee.id === ctx.actor.employeeId ? null : ctx.actor.userId,
      version: before.version + 1,
    })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('version', '=', before.version)
    .execute()
  await ctx.emit(contract.correctionChanged, {
    subject: { type: 'attendance-correction', id },
    before: { entries: before.entries, reason: before.reason },
    after: next,
    data: aboutCorrection(before),
  })
  await restartApproval(ctx, correctionKind, id)
  return { correction: await getCorrectionRow(ctx, id) }
}

async function withdraw(ctx: FullCtx, id: string, version: number | undefined) {
  await cancelApproval(ctx, correctionKind, id)
  const before = await getCorrectionRow(ctx, id)
  refuseDecided(before.state)
  refuseStale(version, before.version)
  await settle(ctx, before, 'withdrawn', { comment: null, decidedBy: null })
  await ctx.emit(contract.correctionWithdrawn, {
    subject: { type: 'attendance-correction', id },
    before: { state: before.state },
    after: { state: 'withdrawn' },
    data: aboutCorrection(before),
  })
  return { correction: await getCorrectionRow(ctx, id) }
}
