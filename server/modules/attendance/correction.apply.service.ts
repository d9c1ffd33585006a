import type { Ctx } from '../../core/context.ts'
import { addDays, localDateOf, localTimeOf } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { checkDay, refused } from './correction.check.service.ts'
import type { CheckTables } from './correction.check.service.ts'
import type { Correction, Sides } from './correction.contract.ts'
import { holdPunches, recomputeDays } from './day.service.ts'
import type { StoreTables } from './day.service.ts'

type ApplyCtx = Ctx<StoreTables | CheckTables>

/**
 * Makes the day what was wanted, in the transaction of the decision: the entries that stood there are superseded, the wanted ones
 * added, the day is computed anew and its overtime is to be approved again. Punches of the person wait until then.
 */
export async function applyCorrection(ctx: ApplyCtx, { id, employee, date, entries: wanted }: Correction): Promise<Sides> {
  await holdPunches(ctx, [employee.id])
  const { sides, entries, sources, refusal } = await checkDay(ctx, employee.id, date, wanted)
  if (refusal && refusal.code !== 'CORRECTION_UNCHANGED') throw refused(refusal)
  const { companyId } = ctx
  if (entries.length > 0) {
    const marks = entries.map((entry) => ({ companyId, entryId: entry.id, correctionId: id }))
    await ctx.tx.insertInto('attendanceEntrySuperseded').values(marks).execute()
  }
  const timeZone = sources.zoneOf(date)
  const added = wanted.map(({ kind, at, breakTypeId }) => ({
    companyId,
    id: newId(),
    employeeId: employee.id,
    kind,
    at,
    timeZone,
    localTime: `${localDateOf(at, timeZone)} ${localTimeOf(at, timeZone)}`,
    workDate: date,
    source: 'correction',
    breakTypeId,
    correctionId: id,
  }))
  if (added.length > 0) await ctx.tx.insertInto('attendanceEntry').values(added).execute()
  await stopClock(ctx, employee.id, date, wanted.at(-1)?.at)
  await recomputeDays(ctx, employee.id, addDays(date, -1), addDays(date, 1))
  await ctx.tx
    .updateTable('attendanceDay')
    .set({ overtimeState: 'to-approve' })
    .where('companyId', '=', companyId)
    .where('employeeId', '=', employee.id)
    .where('workDate', '=', date)
    .where('overtimeMinutes', '>', 0)
    .execute()
  return sides
}

/** A session of the day that was never ended is over with the correction. */
async function stopClock(ctx: ApplyCtx, employeeId: string, workDate: string, endedAt: string | undefined) {
  await ctx.tx
    .updateTable('attendanceClock')
    .set({ state: 'off', startedAt: null, ...(endedAt !== undefined && { since: endedAt }) })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('workDate', '=', workDate)
    .where('state', '!=', 'off')
    .execute()
}
