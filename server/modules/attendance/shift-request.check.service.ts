import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import type { PlanCtx } from './roster-plan.queries.ts'
import { namesOf } from './roster-plan.queries.ts'
import { readPlans } from './roster-plan.service.ts'
import type { PlanCell } from './roster-plan.rules.ts'
import type { ShiftConsequence, ShiftRequest } from './shift-request.contract.ts'
import { changedDays, refuseOutcome } from './shift-request.rules.ts'
import type { Outcome, WantedDay, Works } from './shift-request.rules.ts'

export const cellsOf = (wanted: readonly WantedDay[]): PlanCell[] =>
  wanted.map(({ employeeId, day, shiftId }) => ({ employeeId, day, shiftId, plan: shiftId ? 'shift' : 'off' }))

/** What people work on dates, as published. */
export async function readWorks(ctx: PlanCtx, employeeIds: readonly string[], days: readonly string[]) {
  const sorted = days.toSorted()
  const planOf = await readPlans(ctx, { employeeIds, from: sorted[0]!, to: sorted.at(-1)! }, [])
  const works = new Map(
    employeeIds.flatMap((employeeId) => planOf(employeeId).map(({ day, published }) => [`${employeeId} ${day}`, worksOf(published)])),
  )
  return (employeeId: string, day: string): Works => works.get(`${employeeId} ${day}`)!
}

/** What the dates wanted would become, and neighbouring dates that something new stands against. */
export async function readOutcome(ctx: PlanCtx, wanted: readonly WantedDay[]): Promise<Outcome[]> {
  const days = wanted.map(({ day }) => day).toSorted()
  const employeeIds = [...new Set(wanted.map(({ employeeId }) => employeeId))]
  // A night reaches into the next date.
  const range = { employeeIds, from: addDays(days[0]!, -1), to: addDays(days.at(-1)!, 1) }
  const cells = cellsOf(wanted).map((cell) => ({ ...cell, id: '' }))
  const [nowOf, thenOf] = [await readPlans(ctx, range, []), await readPlans(ctx, range, cells)]
  return employeeIds.flatMap((employeeId) => {
    const now = nowOf(employeeId)
    return thenOf(employeeId).flatMap(({ day, published, planned, conflicts }, index) => {
      const { conflicts: conflictsNow } = now[index]!
      // Somebody on leave next to these dates is nothing that they change.
      const ofDay = planned ? conflicts : conflicts.filter(({ kind }) => kind === 'overlap' || kind === 'rest')
      if (!planned && ofDay.length <= conflictsNow.length) return []
      return [{ employeeId, day, before: worksOf(published), after: worksOf(planned ?? published), conflictsNow, conflicts: ofDay }]
    })
  })
}

/** Refuses what cannot be worked, with 422 or, where it was asked before, 409. */
export async function refuseImpossible(ctx: PlanCtx, wanted: readonly WantedDay[]) {
  const wrong = refuseOutcome(await readOutcome(ctx, wanted))
  if (wrong) throw fail.unprocessable(wrong.code, wrong.message, wrong.details)
}

/** Refuses to go on with what has changed since it was asked, has come, or cannot be worked any more. Who asks holds the people. */
export async function refuseOvertaken(ctx: PlanCtx, { days }: ShiftRequest) {
  const begun = days.find(({ day }) => day <= ctx.today)
  if (begun) throw fail.conflict('SHIFT_REQUEST_OVER', 'This date has come already.', { day: begun.day })
  const outcomes = await readOutcome(ctx, days)
  const now = (employeeId: string, day: string) => outcomes.find((one) => one.employeeId === employeeId && one.day === day)!.before
  const changed = changedDays(days, now).map(({ employeeId, day }) => ({ employeeId, day }))
  if (changed.length > 0)
    throw fail.conflict('SHIFTS_CHANGED', 'These shifts have changed since this was asked; it has to be asked again.', { changed })
  const wrong = refuseOutcome(outcomes)
  if (wrong) throw fail.conflict(wrong.code, wrong.message, wrong.details)
}

/** What approving means, for who decides it. */
export async function consequenceOf(ctx: PlanCtx, { days }: ShiftRequest): Promise<ShiftConsequence> {
  const outcomes = await readOutcome(ctx, days)
  const names = await namesOf(
    ctx,
    outcomes.map(({ employeeId }) => employeeId),
  )
  const seen = new Map(days.map((one) => [`${one.employeeId} ${one.day}`, one]))
  return {
    days: outcomes.map(({ employeeId, day, before, after, conflicts }) => {
      const wanted = seen.get(`${employeeId} ${day}`)
      const changed = wanted !== undefined && changedDays([wanted], () => before).length > 0
      return { employeeId, name: names.get(employeeId) ?? '', day, before, after, changed, conflicts: [...conflicts] }
    }),
  }
}

const worksOf = ({ kind, shiftIds, times }: Works): Works => ({ kind, shiftIds, times })
