import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { decidable } from '../workflows/index.ts'
import type { Correction, Sides } from './correction.contract.ts'
import { entriesOn } from './correction.rules.ts'
import type { Wanted } from './correction.rules.ts'
import { sourcesByPerson } from './day-sources.queries.ts'
import type { DaySources } from './day-sources.queries.ts'
import type { AttendanceDay } from './day.rules.ts'
import { readSourceRow } from './day.queries.ts'
import type { DayTables } from './day.queries.ts'

type CorrectionCtx = Ctx<'attendanceCorrection' | 'employee' | 'userAccount'>

/** Corrections as the contract shows them; `condition` says which of them the caller may see. */
export function selectCorrections(ctx: CorrectionCtx, condition = sql<boolean>`true`) {
  const decides = sql<boolean>`(c.state = 'pending' and ${decidable(ctx, 'time-correction', 'c.id')})`
  return ctx.tx
    .selectFrom('attendanceCorrection as c')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'c.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'c.decidedBy').on('u.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as w', (join) => join.onRef('w.id', '=', 'c.enteredBy').on('w.companyId', '=', ctx.companyId))
    .select(['c.id', 'c.workDate as date', 'c.reason', 'c.state', 'c.comment', 'c.decidedAt', 'c.createdAt', 'c.version'])
    .select([
      sql<Correction['entries']>`c.wanted`.as('entries'),
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('decidedByName'),
      sql<string | null>`w.first_name || ' ' || w.last_name`.as('enteredByName'),
      sql<Correction['employee']>`json_build_object('id', e.id, 'firstName', e.first_name, 'lastName', e.last_name)`.as('employee'),
      sql<Correction['can']>`json_build_object('approve', ${decides}, 'reject', ${decides},
        'change', c.state = 'pending' and ${visible(ctx, 'attendance.correct', 'c.employeeId')})`.as('can'),
    ])
    .where('c.companyId', '=', ctx.companyId)
    .where(condition)
    .$castTo<Correction>()
}

/** One correction; what the condition leaves out is not found. */
export async function getCorrectionRow(ctx: CorrectionCtx, id: string, condition = sql<boolean>`true`): Promise<Correction> {
  const found = await selectCorrections(ctx, condition).where('c.id', '=', id).executeTakeFirst()
  if (!found) throw fail.notFound()
  return found
}

/** Within the reach of seeing attendance, or put before the caller to decide. */
export const seenCorrections = (ctx: CorrectionCtx) => sql<boolean>`(${visible(ctx, 'attendance.read', 'c.employeeId')}
  or ${visible(ctx, 'correction.approve', 'c.employeeId')}
  or exists (select from approval_task as k join workflow_instance as i on i.company_id = ${ctx.companyId} and i.id = k.instance_id
    where k.company_id = ${ctx.companyId} and k.user_id = ${ctx.actor.userId} and i.kind = 'time-correction' and i.request_id = c.id))`

/** A day as it stands, with its entries and what others count on other dates, and as it would be with the entries wanted. */
export async function readDayWith(ctx: Ctx<DayTables>, employeeId: string, date: string, wanted: readonly Wanted[]) {
  const row = await readSourceRow(ctx, [employeeId], date, date)
  const before = sourcesByPerson(row)(employeeId)
  const kept = row.entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() }))
  const entries = entriesOn(kept, date, ({ at, workDate }) => before.workDateOf(at, workDate))
  const others = kept.filter((entry) => !entries.includes(entry))
  const corrected = wanted.map((entry) => ({ ...entry, id: '', employeeId, workDate: date, source: 'correction' }))
  const after = sourcesByPerson({ ...row, entries: [...others, ...corrected] })(employeeId)
  const sides: Sides = {
    before: { entries: before.entriesOf(date).map(shownEntry), figures: figuresOf(before, date, ctx.now) },
    after: { entries: [...wanted], figures: figuresOf(after, date, ctx.now) },
  }
  return { sources: before, entries, others, sides }
}

const shownEntry = ({ kind, at, breakTypeId }: { kind: Wanted['kind']; at: string; breakTypeId?: string | null }) => ({
  kind,
  at,
  breakTypeId: breakTypeId ?? null,
})

function figuresOf(sources: DaySources, date: string, now: string): Sides['before']['figures'] {
  const { status, workedMinutes, breakMinutes, lateMinutes, earlyExitMinutes, overtimeMinutes, undertimeMinutes, flags }: AttendanceDay =
    sources.dayOf(date, now)
  return { status, workedMinutes, breakMinutes, lateMinutes, earlyExitMinutes, overtimeMinutes, undertimeMinutes, flags }
}
