import { sql } from 'kysely'
import type { Data, Query } from '../../core/contract.ts'
import { addDays, eachDay } from '../../core/dates.ts'
import { fetchPage } from '../../core/paging.ts'
import { ownEmployeeId } from './range.queries.ts'
import { readDaySources, readPlanned } from './day.queries.ts'
import type { DaySources } from './day-sources.queries.ts'
import { refusePlanRange, selectDrafts, selectPeople } from './roster-plan.queries.ts'
import type { Draft, PlanCtx } from './roster-plan.queries.ts'
import { refuseRangeOf } from './range.queries.ts'
import type * as contract from './roster-plan.contract.ts'
import { conflictsOf, withCells } from './roster-plan.rules.ts'
import type { Conflict, PlanCell } from './roster-plan.rules.ts'
import { holdsOn, timesOf } from './shift.rules.ts'
import type { ShiftAssignment } from './shift.rules.ts'

const peopleAtOnce = 100
const longestOwnDays = 62

/** What people work on each date of a range as it is published, and what the drafts would make of it. */
export async function getPlan(
  ctx: PlanCtx,
  { from, to, page, limit, ...group }: Query<typeof contract.getRosterPlan>,
): Promise<Data<typeof contract.getRosterPlan>> {
  refusePlanRange(from, to)
  const listed = selectPeople(ctx, { from, to, ...group }).select([
    sql<string | null>`(${employmentField(ctx, to, 't.title')})`.as('title'),
    sql<string | null>`(select d.name from department as d where d.company_id = ${ctx.companyId}
      and d.id = (${employmentField(ctx, to, 't.department_id')}))`.as('departmentName'),
  ])
  const { rows, pagination } = await fetchPage(listed, { page, limit })
  const drafts = await selectDrafts(ctx, { from: addDays(from, -1), to: addDays(to, 1), ...group }).execute()
  const planOf = await readPlans(
    ctx,
    { employeeIds: rows.map(({ id }) => id), from, to },
    drafts.map((draft) => draft),
  )
  const people = rows.map(({ id, ...person }) => ({ employeeId: id, ...person, days: planOf(id) }))
  return { people, drafts: drafts.filter(({ day }) => from <= day && day <= to).length, pagination }
}

/** A field of the employment somebody has on a date, else of the last one before it. */
const employmentField = (ctx: PlanCtx, day: string, field: string) => sql`select ${sql.ref(field)} from employment as t
  where t.company_id = ${ctx.companyId} and t.employee_id = e.id and t.first_day <= ${day} order by t.first_day desc limit 1`

type PlanDay = Data<typeof contract.getRosterPlan>['people'][number]['days'][number]
type Range = { employeeIds: readonly string[]; from: string; to: string }

/** The dates of a range per person, published and as planned. */
export async function readPlans(ctx: PlanCtx, range: Range, drafts: readonly Draft[]): Promise<(employeeId: string) => PlanDay[]> {
  if (range.employeeIds.length === 0) return () => []
  // The night before the first date may run into it.
  const read = await readPlanned(ctx, { ...range, from: addDays(range.from, -1) }, (assignments) => withCells(assignments, drafts))
  const draftOf = new Map(drafts.map((draft) => [`${draft.employeeId}${draft.day}`, draft]))
  return (employeeId) => {
    const [now, planned] = [read.now(employeeId), read.planned(employeeId)]
    const own = read.assignments.filter((one) => one.employeeId === employeeId)
    const conflicts = conflictsIn(planned, addDays(range.from, -1), range.to)
    return eachDay(range.from, range.to).map((day) => {
      const draft = draftOf.get(`${employeeId}${day}`)
      const schedule = now.scheduleOf(day)
      return {
        day,
        published: standingOf(
          schedule,
          own.some((one) => holdsOn(one, day)),
        ),
        planned: draft ? standingOf(planned.scheduleOf(day), draft.plan !== 'clear') : null,
        plan: draft?.plan ?? null,
        draftId: draft?.id ?? null,
        holidayName: (schedule.holiday ?? schedule.workedHoliday)?.name ?? null,
        leave: now.leaveOf(day)?.portion ?? null,
        conflicts: conflicts.get(day) ?? [],
      }
    })
  }
}

/** How often each thing stands against the drafts of many people, some of them at a time. */
export async function countConflicts(ctx: PlanCtx, drafts: readonly Draft[]): Promise<Record<Conflict['kind'], number>> {
  const counts = { overlap: 0, leave: 0, holiday: 0, rest: 0, 'not-employed': 0 }
  const byPerson = [...Map.groupBy(drafts, ({ employeeId }) => employeeId)]
  for (let at = 0; at < byPerson.length; at += peopleAtOnce) {
    const some = byPerson.slice(at, at + peopleAtOnce)
    const theirs = some.flatMap(([, cells]) => cells)
    const days = theirs.map(({ day }) => day).toSorted()
    const range = { employeeIds: some.map(([id]) => id), from: days[0]!, to: days.at(-1)! }
    const planOf = await readPlans(ctx, range, theirs)
    for (const [id] of some) for (const day of planOf(id)) if (day.draftId) for (const { kind } of day.conflicts) counts[kind] += 1
  }
  return counts
}

function conflictsIn(planned: DaySources, from: string, to: string) {
  const days = eachDay(from, to).map((day) => {
    const { kind, shifts = [], holiday } = planned.scheduleOf(day)
    const zone = planned.zoneOf(day)
    return {
      day,
      isEmployed: kind !== 'not-employed',
      shifts: shifts.map((shift) => ({ name: shift.name, ...timesOf(day, shift, zone), worksHolidays: shift.onHolidays === 'work' })),
      leave: planned.leaveOf(day)?.portion ?? null,
      holiday: holiday ? { name: holiday.name, portion: holiday.portion } : null,
    }
  })
  return conflictsOf(days, planned.policyOf(to).minRestMinutes)
}

type Schedule = ReturnType<DaySources['scheduleOf']>

const standingOf = ({ kind, shifts, times }: Schedule, isOwn: boolean) => ({
  kind,
  isOwn,
  shiftIds: (shifts ?? []).map(({ id }) => id),
  times: times.map(({ start, end }) => ({ start, end })),
})

/** What I am to work, as published: drafts are nobody's but the planners'. */
export async function listMyShifts(ctx: PlanCtx, { from, to }: Query<typeof contract.myShifts>): Promise<Data<typeof contract.myShifts>> {
  refuseRangeOf(from, to, longestOwnDays)
  const sources = await readDaySources(ctx, ownEmployeeId(ctx), from, to)
  const days = eachDay(from, to).map((day) => {
    const schedule = sources.scheduleOf(day)
    const { kind, shiftIds, times } = standingOf(schedule, false)
    const holidayName = (schedule.holiday ?? schedule.workedHoliday)?.name ?? null
    return { day, kind, shiftIds, times, holidayName, leave: sources.leaveOf(day)?.portion ?? null }
  })
  return { days }
}

/** What a date has of a person's own, as a cell of a plan: the draft, else what is published; several shifts are not one cell. */
export function cellOn(
  employeeId: string,
  day: string,
  draft: Draft | undefined,
  own: readonly ShiftAssignment[],
): PlanCell | 'several' | null {
  if (draft) return draft.plan === 'clear' ? null : draft
  const [one, ...more] = own.filter((assignment) => holdsOn(assignment, day))
  if (!one) return null
  return more.length > 0 ? 'several' : { employeeId, day, plan: one.shiftId ? 'shift' : 'off', shiftId: one.shiftId }
}
